"""The form of a periodic report, made from its template. Saving asks for nothing; sending asks for what is required."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from portal.core.fields import PlainField
from portal.plans.answers import LONGEST_TEXT, TABLE, TEXT, number_text
from portal.plans.desk.forms import DeskForm
from portal.plans.desk.table_field import TableField
from portal.plans.models import PeriodicReport, TemplateField


class NumberField(forms.DecimalField):
    """Numbers as Vietnamese write them: 1.250,5 and 1250.5 are understood."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace(" ", "")
        if "," in text:
            text = text.replace(".", "").replace(",", ".")
        elif text.count(".") > 1 or (text.count(".") == 1 and len(text.rpartition(".")[2]) == 3):
            text = text.replace(".", "")
        return super().to_python(text)


def _field(asked: TemplateField) -> forms.Field:
    common: dict[str, Any] = {"label": asked.label, "help_text": asked.help_text, "required": False}
    if asked.type == TEXT:
        return PlainField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}), **common)
    if asked.type == TABLE:
        return TableField(columns=asked.column_names, **common)
    return NumberField(
        max_digits=15,
        decimal_places=2,
        error_messages={"invalid": "Hãy ghi một số, ví dụ 12 hoặc 1.250,5."},
        **common,
    )


class ReportForm(DeskForm):
    """One field for each question, named by its key."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, report: PeriodicReport) -> None:
        self.asked = list(report.template.fields.all())
        initial = {one.key: _shown(one, report.values.get(one.key)) for one in self.asked}
        super().__init__(data, initial={**initial, "revision": report.revision})
        for one in self.asked:
            self.fields[one.key] = _field(one)
            # Only a mark for the reader: a draft may lack anything.
            self.fields[one.key].marked = one.required  # type: ignore[attr-defined]

    @property
    def answers(self) -> dict[str, Any]:
        found = {}
        for one in self.asked:
            value = self.cleaned_data[one.key]
            found[one.key] = (
                number_text(value)
                if isinstance(value, Decimal)
                else value or ([] if one.type == TABLE else "")
            )
        return found


def _shown(asked: TemplateField, value: Any) -> Any:
    """A stored answer as the form shows it: numbers with the decimal comma."""
    return str(value).replace(".", ",") if asked.type not in {TEXT, TABLE} and value else value


def shown_answers(report: PeriodicReport, values: Mapping[str, Any]) -> list[tuple[TemplateField, Any]]:
    """The questions with what was answered, for reading."""
    return [(one, _shown(one, values.get(one.key))) for one in report.template.fields.all()]
