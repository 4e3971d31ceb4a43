"""Pure generators of sample content: no database, no clock, no hidden random state."""
