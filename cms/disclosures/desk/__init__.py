"""The publishing desk: what is owed, begun and waiting; what changed since; and who is late on what."""
