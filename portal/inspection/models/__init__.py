"""Audits, reminders and flags as they are kept."""

from portal.inspection.models.audits import (
    Audit,
    AuditItem,
    AuditQuerySet,
    CheckItem,
    Finding,
    Population,
    Strategy,
)
from portal.inspection.models.flags import DECIDED, Flag, FlagQuerySet, FlagState
from portal.inspection.models.reminders import EscalationRule, Matter, Reminder, ReminderQuerySet

__all__ = [
    "DECIDED",
    "Audit",
    "AuditItem",
    "AuditQuerySet",
    "CheckItem",
    "EscalationRule",
    "Finding",
    "Flag",
    "FlagQuerySet",
    "FlagState",
    "Matter",
    "Population",
    "Reminder",
    "ReminderQuerySet",
    "Strategy",
]
