"""Petitions and what hangs on them."""

from portal.feedback.models.answers import Answer, Dispute, Rating
from portal.feedback.models.contact import Contact, ContactAccess
from portal.feedback.models.files import Attachment, ScanState, StagedUpload
from portal.feedback.models.history import Act, Deadline
from portal.feedback.models.petition import Petition
from portal.feedback.models.privacy import (
    CoveredArea,
    ModerationRule,
    PassedFinding,
    Redaction,
    RetentionRule,
)
from portal.feedback.models.querysets import PetitionQuerySet

__all__ = [
    "Act",
    "Answer",
    "Attachment",
    "Contact",
    "ContactAccess",
    "CoveredArea",
    "Deadline",
    "Dispute",
    "ModerationRule",
    "PassedFinding",
    "Petition",
    "PetitionQuerySet",
    "Rating",
    "Redaction",
    "RetentionRule",
    "ScanState",
    "StagedUpload",
]
