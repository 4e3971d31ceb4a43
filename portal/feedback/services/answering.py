"""Keep what a resident answered beside the letter. Nothing of it goes into the ledger."""

from collections.abc import Iterable

from portal.feedback.models import Petition
from portal.feedback.models.questions import Given, QuestionAnswer


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
