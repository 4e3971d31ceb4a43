"""Writes generated sample content into the database, one stage per module."""
