"""Keep what a resident answered beside the letter. Nothing of it goes into the ledger."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from portal.accounts import policies
from portal.accounts.models import User
from portal.accounts.policies import Action
from portal.feedback.models import Act, Petition
from portal.feedback.models.questions import Given, Question, QuestionAnswer
from portal.feedback.workflow import Channel, TransitionNotAllowed


def store_answers(*, petition: Petition, given: Iterable[Given]) -> list[QuestionAnswer]:
    """Store the answers with the words of their questions. Call it in the transaction that stores the petition."""
    return QuestionAnswer.objects.bulk_create(answer_rows(petition, given))


def answer_rows(petition: Petition, given: Iterable[Given]) -> list[QuestionAnswer]:
    """Return the answers as unsaved rows of the petition, in the order of the questions."""
    return [
        QuestionAnswer(
            petition=petition,
            question=one.question,
            label=one.question.label,
            values=one.values,
            text=one.question.said(one.values),
            is_public=one.question.is_public,
            position=number,
        )
        for number, one in enumerate(given, start=1)
    ]


def open_questions(petition: Petition, *, on: datetime) -> list[Question]:
    """What staff may still write down for the sender: of letters that did not come through the form, and of parts.

    Those that were in force when the letter came to the portal. Nothing where something is answered already, or the
    case is over.
    """
    asked_itself = petition.channel == Channel.WEB and petition.split_from_id is None
    if asked_itself or not petition.is_open or petition.question_answers.exists():
        return []
    return Question.objects.asked_about(
        petition.category, on=min(localdate(on), localdate(petition.received_at))
    )


@transaction.atomic
def note_answers(
    *, petition: Petition, by: User, at: datetime, given: Iterable[Given]
) -> list[QuestionAnswer]:
    """Write down what the letter says to the questions of its category; the history keeps who did.

    Raises PermissionDenied for whoever does not handle the case, TransitionNotAllowed when nothing is to be asked,
    or somebody has just answered.
    """
    role = policies.role_for(by, Action.PETITION_HANDLE, petition.organisation)
    if not role:
        raise PermissionDenied
    locked = (
        Petition.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=petition.pk)
    )
    if not open_questions(locked, on=at):
        raise TransitionNotAllowed("Hồ sơ này không còn câu hỏi nào để ghi; có thể người khác vừa ghi xong.")
    stored = store_answers(petition=locked, given=given)
    if stored:
        Act.objects.create(
            petition=locked,
            name="answers_noted",
            at=at,
            actor=by,
            actor_role=role,
            organisation=locked.organisation,
        )
    return stored
