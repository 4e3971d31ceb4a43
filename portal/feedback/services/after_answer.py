"""The acts that follow an answer: its documents and corrections, the sender's word, disputes and their review.

They raise what the other acts raise, and then nothing has changed.
"""

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.core.uploads import CleanUpload
from portal.feedback.models import AnswerFile, Petition
from portal.feedback.services.acting import act_as, act_as_staff
from portal.feedback.services.reviews import eligible_reviewers
from portal.feedback.workflow import ROLE_RESIDENT, ROLE_SYSTEM


def attach_document(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    file: CleanUpload,
    is_public: bool,
    version: int | None = None,
) -> Petition:
    """Put a checked file with the draft; whoever approves the draft approves it too."""
    return act_as_staff(
        "attach_document", petition=petition, by=by, at=at, version=version, file=file, is_public=is_public
    )


def remove_document(
    *, petition: Petition, by: User, at: datetime, document: AnswerFile, version: int | None = None
) -> Petition:
    return act_as_staff(
        "remove_document", petition=petition, by=by, at=at, version=version, document=document
    )


def correct_answer(
    *, petition: Petition, by: User, at: datetime, text: str, explanation: str, version: int | None = None
) -> Petition:
    """Draft another wording of the newest answer and say why; both are public once approved."""
    return act_as_staff(
        "correct_answer", petition=petition, by=by, at=at, version=version, text=text, explanation=explanation
    )


def return_correction(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    return act_as_staff(
        "return_correction", petition=petition, by=by, at=at, version=version, explanation=explanation
    )


def approve_correction(*, petition: Petition, by: User, at: datetime, version: int | None = None) -> Petition:
    """Publish the correction; the former wording stays readable. The drafter cannot approve."""
    return act_as_staff("approve_correction", petition=petition, by=by, at=at, version=version)


def ask_again(*, petition: Petition, at: datetime) -> Petition:
    """Open the second question whether the matter is settled."""
    return act_as(ROLE_SYSTEM, "ask_again", petition=petition, at=at)


def rate(*, petition: Petition, at: datetime, stars: int, solved: str = "", text: str = "") -> Petition:
    """The sender rates the newest answer and says whether the matter is settled; once more after ask_again."""
    return act_as(ROLE_RESIDENT, "rate", petition=petition, at=at, stars=stars, solved=solved, text=text)


@transaction.atomic
def dispute(*, petition: Petition, at: datetime, text: str, point: str = "") -> Petition:
    """The sender does not accept the answer and says what is wrong; somebody else is given the review."""
    disputed = act_as(ROLE_RESIDENT, "dispute", petition=petition, at=at, text=text, point=point)
    reviewer = eligible_reviewers(disputed).first()
    if reviewer is None:
        # Nobody holds the post: the review waits, and its clock shows that it does.
        return disputed
    return act_as(ROLE_SYSTEM, "assign_review", petition=disputed, at=at, reviewer=reviewer)


def assign_review(
    *, petition: Petition, by: User, at: datetime, reviewer: User, version: int | None = None
) -> Petition:
    """Give the review to another person."""
    return act_as_staff("assign_review", petition=petition, by=by, at=at, version=version, reviewer=reviewer)


def decide_dispute(
    *, petition: Petition, by: User, at: datetime, upheld: bool, explanation: str, version: int | None = None
) -> Petition:
    """Upheld: the case is open again and needs another answer. By somebody who neither wrote nor approved it."""
    return act_as_staff(
        "decide_dispute",
        petition=petition,
        by=by,
        at=at,
        version=version,
        upheld=upheld,
        explanation=explanation,
    )
