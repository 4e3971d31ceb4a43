"""Petitions and what hangs on them."""

from portal.feedback.models.answer_templates import AnswerTemplate
from portal.feedback.models.answers import Answer, Dispute, Rating, Solved, WrongPoint
from portal.feedback.models.competence import CompetenceRule
from portal.feedback.models.contact import Contact, ContactAccess
from portal.feedback.models.corrections import AnswerFile, Correction
from portal.feedback.models.desk import CaseLock, SavedDraft
from portal.feedback.models.files import Attachment, ScanState, StagedUpload
from portal.feedback.models.followers import Follower
from portal.feedback.models.history import Act, Deadline
from portal.feedback.models.letters import (
    DiscardReason,
    Letter,
    LetterFile,
    LetterQuerySet,
    LetterState,
    Likeness,
    SenderMark,
)
from portal.feedback.models.petition import Petition
from portal.feedback.models.privacy import (
    AnswerRedaction,
    CoveredArea,
    ModerationRule,
    PassedFinding,
    Redaction,
    RetentionRule,
)
from portal.feedback.models.querysets import PetitionQuerySet
from portal.feedback.models.questions import Given, Question, QuestionAnswer, QuestionKind
from portal.feedback.models.relations import Support

__all__ = [
    "Act",
    "Answer",
    "AnswerFile",
    "AnswerRedaction",
    "AnswerTemplate",
    "Attachment",
    "CaseLock",
    "CompetenceRule",
    "Contact",
    "ContactAccess",
    "Correction",
    "CoveredArea",
    "Deadline",
    "DiscardReason",
    "Dispute",
    "Follower",
    "Given",
    "Letter",
    "LetterFile",
    "LetterQuerySet",
    "LetterState",
    "Likeness",
    "ModerationRule",
    "PassedFinding",
    "Petition",
    "PetitionQuerySet",
    "Question",
    "QuestionAnswer",
    "QuestionKind",
    "Rating",
    "Redaction",
    "RetentionRule",
    "SavedDraft",
    "ScanState",
    "SenderMark",
    "Solved",
    "StagedUpload",
    "Support",
    "WrongPoint",
]
