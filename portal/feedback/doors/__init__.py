"""Doors by which letters come: each fetches them from outside and lets go of what has been stored."""
