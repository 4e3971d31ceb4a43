"""What hangs on the board and what the loudspeaker reads: made from a disclosure's own data."""
