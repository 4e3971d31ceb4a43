"""Corruption prevention in figures: one catalogue for every body and year, and what can be compared with it."""
