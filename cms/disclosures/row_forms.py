"""Editor forms of pages whose rows are pasted, or read from a file, and kept as children of the page."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.compare import TextFieldComparison
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.disclosures.page_forms import DisclosurePageForm
from cms.disclosures.pasted_rows import Column, Row, read_rows, rows_of, write_rows
from portal.core.tables import ACCEPT, read_table

TEXT_LENGTH = 400_000


class PastedRowsField(forms.CharField):
    """Rows as a text of tabs and line ends; cleaned, they are dictionaries by field."""

    def __init__(self, *, columns: Sequence[Column], most: int, label: str, help_text: str = "") -> None:
        self.columns, self.most = columns, most
        names = "; ".join(column.label for column in columns)
        super().__init__(
            required=False,
            label=label,
            strip=False,
            max_length=TEXT_LENGTH,
            help_text=f"{help_text} Dán từ Excel, mỗi dòng một hàng. Các cột: {names}.".strip(),
            widget=forms.Textarea(attrs={"rows": 10, "wrap": "off", "spellcheck": "false"}),
        )

    def prepare_value(self, value: Any) -> Any:
        return write_rows(value, self.columns) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Row]:
        return read_rows(super().clean(value), self.columns, most=self.most)


class RowsText:
    """The rows as the comparison of two revisions sees a field."""

    def __init__(self, name: str, label: str, columns: Sequence[Column], relation: str) -> None:
        self.name, self.verbose_name = name, label
        self.columns, self.relation = columns, relation

    def value_from_object(self, page: Any) -> str:
        return write_rows(values_of(page, self.relation, self.columns), self.columns)


class RowsForm(DisclosurePageForm):
    """Give each field of pasted rows the page's children, and put what was typed back on the page.

    `pasted` names, for each such field, the relation that it fills; a field `<name>_file` takes its place when
    a spreadsheet was chosen.
    """

    pasted: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, relation in self.pasted.items():
            self.initial.setdefault(name, values_of(self.instance, relation, self.fields[name].columns))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name in self.pasted:
            if file := cleaned.get(f"{name}_file"):
                # What was typed no longer counts, nor what was wrong with it.
                self.errors.pop(name, None)
                self._read_file(name, file, cleaned)
        return cleaned

    def _read_file(self, name: str, file: Any, cleaned: dict[str, Any]) -> None:
        field = self.fields[name]
        try:
            table = read_table(file)
            width = len(field.columns) + 1
            lines = [[row.text(column) for column in range(1, width + 1)] for row in table.rows]
            cleaned[name] = rows_of(lines, field.columns, most=field.most)
        except ValidationError as error:
            # A TableError is one as well.
            self.add_error(f"{name}_file", error.messages)

    def _post_clean(self) -> None:
        for name, relation in self.pasted.items():
            if name in self.cleaned_data:
                put_rows(self.instance, relation, self.cleaned_data[name])
        super()._post_clean()


def put_rows(page: Any, relation: str, rows: Sequence[Row]) -> None:
    """Put these rows on the page in the place of its own; they are stored with the page."""
    children = getattr(page, relation)
    children.set([children.model(sort_order=order, **row) for order, row in enumerate(rows)])


def values_of(page: Any, relation: str, columns: Sequence[Column]) -> list[Row]:
    """Return the page's rows as dictionaries by field."""
    return [
        {column.field: getattr(row, column.field) for column in columns}
        for row in getattr(page, relation).all()
    ]


def rows_file() -> forms.FileField:
    return forms.FileField(
        label="Hoặc chọn tệp Excel, CSV",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text="Các cột theo đúng thứ tự trên; các dòng trong tệp thay cho các dòng ở ô bên trên.",
    )


class RowsPanel(FieldPanel):
    """The panel of pasted rows, which are children of the page and no field of it."""

    def __init__(self, field_name: str, *, relation: str, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(field_name, **{"disable_comments": True, **kwargs})
        self.relation, self.columns = relation, columns

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "relation": self.relation, "columns": self.columns}

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            panel = self.panel
            text = RowsText(self.field_name, str(panel.heading), panel.columns, panel.relation)
            return [partial(TextFieldComparison, text)]


def rows_panel(name: str, *, relation: str, columns: Sequence[Column], heading: str) -> MultiFieldPanel:
    """Return the panel of the pasted rows with the box for a file."""
    return MultiFieldPanel(
        [
            RowsPanel(name, relation=relation, columns=columns, heading=heading),
            FieldPanel(f"{name}_file", disable_comments=True),
        ],
        heading=heading,
    )
