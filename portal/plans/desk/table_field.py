"""A small table to fill in, as one field of a form; works without JavaScript."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.core.text import plain_text
from portal.plans.answers import LONGEST_CELL, MOST_ROWS, rows_kept

BLANK_ROWS = 3


class TableInput(forms.Widget):
    """Rows of inputs named <name>-<row>-<column>; some blank rows follow what is filled in."""

    template_name = "plans/admin/table_input.html"
    use_fieldset = True

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__()
        self.columns = list(columns)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = [list(row) for row in value or []]
        rows += [[""] * len(self.columns)] * min(BLANK_ROWS, MOST_ROWS - len(rows))
        context["columns"] = self.columns
        context["rows"] = [
            [
                {"name": f"{name}-{r}-{c}", "value": cell, "label": f"{self.columns[c]}, dòng {r + 1}"}
                for c, cell in enumerate(row[: len(self.columns)])
            ]
            for r, row in enumerate(rows)
        ]
        context["longest"] = LONGEST_CELL
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[list[str]]:
        rows = [
            [plain_text(data.get(f"{name}-{r}-{c}", "")) for c in range(len(self.columns))]
            for r in range(MOST_ROWS)
        ]
        return rows_kept(rows)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class TableField(forms.Field):
    def __init__(self, *, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(widget=TableInput(columns), **kwargs)

    def clean(self, value: Any) -> list[list[str]]:
        rows: list[list[str]] = value or []
        for number, row in enumerate(rows, start=1):
            if any(len(cell) > LONGEST_CELL for cell in row):
                raise ValidationError(f"Dòng {number} có ô dài quá {LONGEST_CELL} ký tự.")
        return rows
