"""Audits, reminders and flags as they are kept."""

from portal.inspection.models.flags import DECIDED, Flag, FlagQuerySet, FlagState

__all__ = ["DECIDED", "Flag", "FlagQuerySet", "FlagState"]
