"""Administrative procedures of a commune: what they take, what they cost, where to go, where to apply online."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable

from cms.disclosures import procedure_rows
from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.models.bulk_relations import BulkParentalKey
from cms.disclosures.models.readable import ReadablePage
from cms.disclosures.row_forms import PastedRowsField, RowsForm, rows_file, rows_panel
from portal.core.exports import csv_response
from portal.core.paging import paginate
from portal.core.text import fold, plain_text
from portal.statutes.periods import STANDING

PER_PAGE = 50
# Names that search keeps of one page; the texts of the index are bounded.
SEARCHED = 500


class ProceduresPageForm(RowsForm):
    pasted: ClassVar[dict[str, str]] = {"procedure_rows": "procedures"}

    procedure_rows = PastedRowsField(
        columns=procedure_rows.COLUMNS, most=procedure_rows.MOST, label="Các thủ tục"
    )
    procedure_rows_file = rows_file()


class ProceduresPage(ReadablePage):
    page_description = "Danh mục thủ tục hành chính: thời hạn, phí, nơi làm, nơi nộp trực tuyến."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    template = "disclosures/procedures_page.html"
    serves: ClassVar[tuple[str, ...]] = ("administrative_procedures",)
    base_form_class = ProceduresPageForm

    content_panels = [
        *(panel for panel in DisclosurePage.content_panels if getattr(panel, "field_name", "") != "year"),
        rows_panel(
            "procedure_rows",
            relation="procedures",
            columns=procedure_rows.COLUMNS,
            heading="Các thủ tục",
        ),
        *ReadablePage.body_panels,
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "danh mục thủ tục hành chính"
        verbose_name_plural = "danh mục thủ tục hành chính"

    def duty_key(self) -> str:
        return "administrative_procedures"

    def period_code(self) -> str:
        return STANDING

    def slug_source(self) -> str:
        return "thủ tục hành chính"

    def has_structured_content(self) -> bool:
        return bool(self.procedures.all())

    def checklist_items(self) -> list[ChecklistItem]:
        has_rows = bool(self.procedures.all())
        rows = ChecklistItem(
            "procedures", "Các thủ tục", has_rows, "Nhập ít nhất một thủ tục.", field="procedure_rows"
        )
        return [*super().checklist_items(), rows]

    def public_text(self) -> str:
        rows = list(self.procedures.all())[:SEARCHED]
        return f"{super().public_text()} {' '.join(f'{row.name} {row.code}' for row in rows)}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.procedures.all())
        words = plain_text(request.GET.get("q", ""))[:100]
        chosen = request.GET.get("linh-vuc", "")[:150]
        found = [row for row in rows if row.matches(words) and chosen in ("", row.field_name)]
        fields = sorted({row.field_name for row in rows}, key=fold)
        return {
            **super().get_context(request, *args, **kwargs),
            "page_obj": paginate(request, found, PER_PAGE),
            "words": words,
            "chosen": chosen,
            "fields": [(name, name) for name in fields],
            "number": len(rows),
            "portal": procedure_rows.PORTAL,
        }

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> HttpResponse:
        """All procedures as CSV, in the columns that staff paste."""
        heading = [column.label for column in procedure_rows.COLUMNS]
        rows = [
            [getattr(row, column.field) for column in procedure_rows.COLUMNS] for row in self.procedures.all()
        ]
        return csv_response(f"{self.organisation.slug}-thu-tuc-hanh-chinh", heading, rows)


class AdministrativeProcedure(Orderable):
    """One procedure that residents can have done in the commune."""

    page = BulkParentalKey(ProceduresPage, on_delete=models.CASCADE, related_name="procedures")
    field_name = models.CharField("lĩnh vực", max_length=150)
    name = models.CharField("tên thủ tục", max_length=400)
    time_limit = models.CharField("thời hạn giải quyết", max_length=200)
    fee = models.CharField("phí, lệ phí", max_length=300)
    place = models.CharField("nơi thực hiện", max_length=200)
    code = models.CharField("mã thủ tục", max_length=40, blank=True)
    address = models.URLField("liên kết", max_length=300, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "thủ tục hành chính"
        verbose_name_plural = "thủ tục hành chính"

    def __str__(self) -> str:
        return self.name

    def matches(self, words: str) -> bool:
        """Whether every word is in the procedure's name, field or code, with or without accents."""
        text = fold(f"{self.name} {self.field_name} {self.code}")
        return all(word in text for word in fold(words).split())
