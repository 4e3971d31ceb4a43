"""Lets rooms above recompute open deadlines when the calendar changes."""

from django.dispatch import Signal

# Sent inside the transaction that saved or deleted a CalendarException, with `day`: the date concerned.
calendar_changed = Signal()
