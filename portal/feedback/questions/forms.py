"""The form of the extra questions: only those that the answers so far lead to."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from portal.core.fields import PlainField
from portal.feedback.models.questions import ANSWER_LENGTH, Given, Question, QuestionKind
from portal.feedback.questions.branching import shown

SEEN = "q-seen"
_MOST_CARRIED = 120
_GREATEST = 10**12


class QuestionsForm(forms.Form):
    """`fresh` are questions that the sender has not seen: earlier answers of this very form led to them.

    With `is_duty` false nothing has to be answered: staff write down what a letter says, and it may say nothing.
    """

    use_required_attribute = False

    def __init__(self, questions: Sequence[Question], data: QueryDict, *, is_duty: bool = True) -> None:
        typed = {question.key: data.getlist(question.name) for question in questions}
        self.questions = shown(questions, typed)
        self.seen = set(data.getlist(SEEN))
        self.fresh = [one for one in self.questions if str(one.pk) not in self.seen]
        super().__init__(data)
        for question in self.questions:
            self.fields[question.name] = _field(question)
            self.fields[question.name].required = question.required and is_duty

    @property
    def was_shown(self) -> bool:
        return bool(self.seen)

    @property
    def needs_answer(self) -> bool:
        return any(question.required for question in self.questions)

    def without_errors_of_the_unseen(self) -> None:
        """Nobody did wrong by leaving empty what was not asked yet."""
        for question in self.fresh:
            self.errors.pop(question.name, None)

    def given(self) -> list[Given]:
        """Return what was answered; questions left empty are left out. Call it on a valid form."""
        found = ((question, _values(self.cleaned_data.get(question.name))) for question in self.questions)
        return [Given(question, values) for question, values in found if values]


def carried(data: QueryDict) -> list[tuple[str, str]]:
    """Return the fields of the questions as they were sent, for pages that carry them on unseen; bounded."""
    found = [
        (name, value[: 2 * ANSWER_LENGTH])
        for name in data
        if name == SEEN or (name.startswith("q-") and name[2:].isdecimal())
        for value in data.getlist(name)
    ]
    return found[:_MOST_CARRIED]


def _values(value: Any) -> list[str]:
    if value in (None, "", []):
        return []
    if isinstance(value, list):
        return [str(one) for one in value]
    return [value.isoformat() if isinstance(value, date) else str(value)]


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help_text,
        "required": question.required,
    }
    match question.kind:
        case QuestionKind.CHOICE | QuestionKind.YES_NO:
            return forms.ChoiceField(
                choices=list(_pairs(question)),
                widget=forms.RadioSelect,
                error_messages=_messages("Chọn một câu trả lời.", invalid_choice="Chọn trong danh sách."),
                **common,
            )
        case QuestionKind.SEVERAL:
            return forms.MultipleChoiceField(
                choices=list(_pairs(question)),
                widget=forms.CheckboxSelectMultiple,
                error_messages=_messages("Chọn ít nhất một ý.", invalid_choice="Chọn trong danh sách."),
                **common,
            )
        case QuestionKind.NUMBER:
            return _number(question, common)
        case QuestionKind.DATE:
            return forms.DateField(
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
                error_messages=_messages("Ghi ngày.", invalid="Ngày chưa đúng, ví dụ 05/03/2026."),
                **common,
            )
    return PlainField(max_length=ANSWER_LENGTH, error_messages=_messages("Viết câu trả lời ngắn."), **common)


def _number(question: Question, common: dict[str, Any]) -> forms.Field:
    unit = f" ({question.unit})" if question.unit else ""
    return forms.IntegerField(
        min_value=0,
        max_value=_GREATEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=_messages(
            "Ghi một số.",
            invalid="Chỉ ghi chữ số, ví dụ 45.",
            min_value="Số không thể âm.",
            max_value="Số quá lớn.",
        ),
        **{**common, "label": f"{question.label}{unit}"},
    )


def _messages(required: str, **others: str) -> dict[str, str]:
    return {"required": required, **others}


def _pairs(question: Question) -> Iterator[tuple[str, str]]:
    return ((choice, choice) for choice in question.choices)
