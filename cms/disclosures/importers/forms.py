"""What staff choose about an upload: the file, where its table is, and what the columns mean."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cms.disclosures.importers.base import Importer, Plan
from portal.core.numbers import NumberStyle
from portal.core.tables import ACCEPT, LIMITS, TableError, open_table, table_name, too_large
from portal.core.tables.cells import column_letter
from portal.core.upload_handlers import refused_uploads

STYLE_CHOICES = [("", "Tự nhận từ các ô trong cột"), *((style.value, style.label) for style in NumberStyle)]


class UploadForm(forms.Form):
    """Take a file that can be opened as a table; `content` and `name` are safe to keep then."""

    file = forms.FileField(
        label="Tệp bảng tính",
        required=False,
        help_text="Tệp .xlsx, hoặc .csv, .txt mã Unicode; tối đa 10 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.name, self.content = "", b""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        try:
            if upload is None:
                # A file that was cut off while it arrived is not among the files any more.
                raise too_large() if refused_uploads(self.request) else TableError("Hãy chọn tệp bảng tính.")
            if upload.size > LIMITS.file_bytes:
                raise too_large()
            self.name, self.content = table_name(upload.name), upload.read(LIMITS.file_bytes + 1)
            open_table(self.content)
        except TableError as error:
            self.add_error("file", error)
        return cleaned


class PlanForm(forms.Form):
    """One select per column of the table, and the importer's choices. `plan` is what was chosen."""

    def __init__(
        self, *args: Any, importer: Importer, page: Any, plan: Plan, names: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.importer, self.page, self.plan = importer, page, plan
        self.known = list(importer.columns(page))
        options = [("", "Bỏ qua"), *((column.key, column.label) for column in self.known)]
        by_column = {number: key for key, number in plan.columns.items()}
        self.column_fields: list[str] = []
        for number, name in names.items():
            key = f"cot-{number}"
            label = f"Cột {column_letter(number)}" + (f": {name}" if name else "")
            self.fields[key] = forms.ChoiceField(
                label=label, choices=options, required=False, initial=by_column.get(number, "")
            )
            self.column_fields.append(key)
        self._add_choices(plan)

    def _add_choices(self, plan: Plan) -> None:
        for choice in self.importer.choices(self.page):
            initial = plan.choices.get(choice.key, choice.default)
            options = list(choice.options) if choice.default else [("", "Hãy chọn"), *choice.options]
            self.fields[choice.key] = forms.ChoiceField(
                label=choice.label, choices=options, initial=initial, help_text=choice.help
            )
        if any(column.numeric for column in self.known):
            self.fields["style"] = forms.ChoiceField(
                label="Cách viết số trong các ô chữ",
                choices=STYLE_CHOICES,
                required=False,
                initial=plan.style,
                help_text="Ô có kiểu số của Excel luôn được đọc đúng, không cần chọn.",
            )

    def choice_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.column_fields]

    def columns_with(self, samples: Mapping[int, list[str]]) -> list[dict[str, Any]]:
        """Return each column's field with sample values, for the table of the page."""
        return [{"field": self[key], "samples": samples.get(int(key[4:]), [])} for key in self.column_fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        columns: dict[str, int] = {}
        for name in self.column_fields:
            key = cleaned.get(name)
            if key and key in columns:
                self.add_error(
                    name, f"Đã chọn cho cột {column_letter(columns[key])}. Mỗi nội dung chỉ lấy từ một cột."
                )
            elif key:
                columns[key] = int(name[4:])
        missing = [column.label for column in self.known if column.required and column.key not in columns]
        if missing:
            self.add_error(None, f"Hãy chọn cột cho: {', '.join(missing)}.")
        choices = {choice.key: cleaned.get(choice.key, "") for choice in self.importer.choices(self.page)}
        old = self.plan
        self.plan = Plan(old.sheet, old.first, old.last, columns, choices, cleaned.get("style", ""))
        if not missing and (problem := self.importer.plan_problem(self.page, self.plan)):
            self.add_error(None, problem)
        return cleaned
