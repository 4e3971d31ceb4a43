"""What a document says, kept as figures and blocks of its page, so that nobody needs to open a file to read it."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.routable_page.models import path
from wagtail.fields import StreamField

from cms.blocks.document import DocumentBlock
from cms.blocks.table import Table, table_or_none
from cms.disclosures.models.base import DisclosurePage
from portal.core.exports import csv_response


class ReadablePage(DisclosurePage):
    """A disclosure with key figures and readable content; each table of it is a CSV file as well."""

    body = StreamField(
        DocumentBlock(),
        blank=True,
        verbose_name="nội dung chính",
        help_text="Những điều chính của văn bản, để đọc được ngay trên trang.",
    )

    figure_panels: ClassVar[list[Any]] = [InlinePanel("figures", heading="Số liệu chính", label="Số liệu")]
    body_panels: ClassVar[list[Any]] = [FieldPanel("body")]

    class Meta:
        abstract = True

    def has_structured_content(self) -> bool:
        return bool(self.body) or bool(self.figures.all())

    def public_text(self) -> str:
        labels = " ".join(figure.label for figure in self.figures.all())
        return f"{super().public_text()} {labels} {self.body_text()}"

    def body_text(self) -> str:
        """Return the words of all blocks, for search and for checks."""
        return " ".join(str(part) for part in self.body.stream_block.get_searchable_content(self.body))

    def body_tables(self) -> list[tuple[str, Table]]:
        """Return the readable tables with their captions, in the order of the page."""
        blocks: list[Any] = [block.value for block in self.body if block.block_type == "table"]
        found = ((value["caption"], table_or_none(value)) for value in blocks)
        return [(caption, table) for caption, table in found if table is not None]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "figures": list(self.figures.all()),
            "tables": list(enumerate((caption for caption, _ in self.body_tables()), start=1)),
        }

    @path("bang/<int:number>/", name="table")
    def table_route(self, request: HttpRequest, number: int) -> HttpResponse:
        """One table of the page as CSV, by its place."""
        tables = self.body_tables()
        if not 1 <= number <= len(tables):
            raise Http404("no such table")
        _, table = tables[number - 1]
        return csv_response(f"{self.organisation.slug}-{self.slug}-{number}", table.heading, table.as_text())
