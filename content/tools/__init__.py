"""Commands a developer runs by hand to rebuild the data files."""
