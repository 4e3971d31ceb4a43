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

__all__ = [
    "DECIDED",
    "Audit",
    "AuditItem",
    "AuditQuerySet",
    "CheckItem",
    "Finding",
    "Flag",
    "FlagQuerySet",
    "FlagState",
    "Population",
    "Strategy",
]
