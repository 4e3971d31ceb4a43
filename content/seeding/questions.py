"""What senders of the sample answered beside their letters: every second one where something is asked."""

from collections.abc import Sequence
from functools import cache

from django.utils.timezone import localdate

from portal.feedback.models import Given, Petition, Question, QuestionAnswer, QuestionKind
from portal.feedback.questions.branching import shown
from portal.feedback.services.answering import answer_rows


def answer_some(petitions: Sequence[Petition]) -> int:
    """Store the answers and return their number. One query for the questions of a category."""

    @cache
    def asked(category: str) -> list[Question]:
        return list(Question.objects.filter(category=category, effective_to=None).order_by("position", "pk"))

    rows: list[QuestionAnswer] = []
    for index, petition in enumerate(petitions):
        if index % 2 == 0 and (questions := asked(petition.category)):
            typed = {question.key: _answer(question, petition, index) for question in questions}
            given = [Given(question, typed[question.key]) for question in shown(questions, typed)]
            rows += answer_rows(petition, given)
    return len(QuestionAnswer.objects.bulk_create(rows, batch_size=500))


def _answer(question: Question, petition: Petition, index: int) -> list[str]:
    if choices := question.choices:
        return [choices[index // 2 % len(choices)]]
    if question.kind == QuestionKind.NUMBER:
        return [str(1 + index * 7 % 60)]
    if question.kind == QuestionKind.DATE:
        return [localdate(petition.effective_at).isoformat()]
    return ["Câu trả lời mẫu"]
