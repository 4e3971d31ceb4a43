"""Which questions follow from the answers so far. Pure."""

from collections.abc import Mapping, Sequence

from portal.feedback.models.questions import Question


def shown(questions: Sequence[Question], typed: Mapping[str, Sequence[str]]) -> list[Question]:
    """Return the questions to ask, in order; `typed` has the values by the key of the question.

    A question that is not asked opens no other, whatever was typed into it before.
    """
    asked: list[Question] = []
    keys: set[str] = set()
    for question in questions:
        if question.shown_if:
            values = typed.get(question.shown_if, ()) if question.shown_if in keys else ()
            if not set(values) & set(question.conditions):
                continue
        asked.append(question)
        keys.add(question.key)
    return asked
