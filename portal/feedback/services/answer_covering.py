"""Words of a published answer are covered, or shown again."""

from datetime import datetime

from portal.accounts.models import User
from portal.feedback.models import AnswerRedaction, Petition
from portal.feedback.services.acting import act_as_staff
from portal.feedback.workflow import TransitionNotAllowed


def cover_answer(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    answer: int,
    passage: str,
    reason: str,
    version: int | None = None,
) -> Petition:
    """Cover the passage wherever it stands in the answer of this number, in its former wordings too."""
    return act_as_staff(
        "cover_answer",
        petition=petition,
        by=by,
        at=at,
        version=version,
        answer=answer,
        passage=passage,
        reason=reason,
    )


def uncover_answer(
    *, petition: Petition, by: User, at: datetime, redaction: int, explanation: str
) -> Petition:
    """Show a covered passage (its key) again; only a head may, and says why."""
    covered = AnswerRedaction.objects.filter(pk=redaction, answer__petition=petition).first()
    if covered is None:
        raise TransitionNotAllowed("Đoạn này không còn bị che.")
    return act_as_staff(
        "uncover_answer", petition=petition, by=by, at=at, redaction=covered, explanation=explanation
    )
