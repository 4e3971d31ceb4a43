"""Petitions and what hangs on them."""

from portal.feedback.models.answers import Answer, Dispute, Rating
from portal.feedback.models.contact import Contact, ContactAccess
from portal.feedback.models.files import Attachment, StagedUpload
from portal.feedback.models.history import Act, Deadline
from portal.feedback.models.petition import Petition
from portal.feedback.models.querysets import PetitionQuerySet

__all__ = [
    "Act",
    "Answer",
    "Attachment",
    "Contact",
    "ContactAccess",
    "Deadline",
    "Dispute",
    "Petition",
    "PetitionQuerySet",
    "Rating",
    "StagedUpload",
]
