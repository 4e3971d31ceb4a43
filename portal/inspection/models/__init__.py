"""Audits, reminders and flags as they are kept."""
