"""Spreadsheets become rows of a page: see `base` for what an importer is, `jobs` for the way of an upload."""
