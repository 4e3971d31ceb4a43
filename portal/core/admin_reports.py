"""Reports in the admin as Wagtail shows them, with filters and export, behind the house's own table of rights."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from portal.core.exports import spreadsheet_text


class HouseColumn(Column):
    """A column with short days and numbers as Vietnamese readers write them."""

    def get_value(self, instance: Any) -> Any:
        return _shown(super().get_value(instance))


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    return "–" if value is None or value == "" else value


# Rows of an export held at a time.
ROWS_AT_ONCE = 2000
# Rooms add their reports to the group in the menu with this hook.
HOOK = "register_house_report_item"


class HouseReport(ReportView):
    """A report over the rows that the user may see.

    shown: what each column reads (attributes joined by dots) and its heading; the export has the same columns.
    allowed: who may open the report; rows_for() narrows what they see. slug names the address.
    """

    slug: ClassVar[str]
    shown: ClassVar[tuple[tuple[str, str], ...]]
    results_template_name = "wagtailadmin/generic/listing_results.html"
    paginate_by = 50
    is_searchable = False
    custom_value_preprocess: ClassVar[dict[Any, Any]] = {
        **ReportView.custom_value_preprocess,
        str: {ReportView.FORMAT_CSV: spreadsheet_text},
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.list_export = [field for field, _ in self.shown]
        self.export_headings = dict(self.shown)
        self.index_url_name = f"report_{self.slug}"
        self.index_results_url_name = f"report_{self.slug}_results"
        super().setup(request, *args, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.allowed(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @staticmethod
    def allowed(user: AbstractBaseUser | AnonymousUser) -> bool:
        raise NotImplementedError

    def rows_for(self, user: Any) -> Any:
        raise NotImplementedError

    def get_queryset(self) -> Any:
        return self.rows_for(self.request.user)

    @property
    def columns(self) -> list[HouseColumn]:
        return [
            HouseColumn(field.replace(".", "_"), label=label, accessor=field) for field, label in self.shown
        ]

    def get_filename(self) -> str:
        return self.slug

    def stream_csv(self, queryset: Any) -> Iterator[str]:
        lines: Iterator[str] = super().stream_csv(queryset.iterator(chunk_size=ROWS_AT_ONCE))
        return lines

    def write_xlsx(self, queryset: Any, output: Any) -> None:
        super().write_xlsx(queryset.iterator(chunk_size=ROWS_AT_ONCE), output)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """The cells of one row."""
        return {field: _read(item, field) for field in self.list_export}


def _read(item: Any, field: str) -> Any:
    value = item
    for part in field.split("."):
        value = getattr(value, part, None)
        if callable(value):
            value = value()
    return value


def addresses(report: type[HouseReport]) -> list[URLPattern]:
    """The two addresses that a report needs under /quan-tri/."""
    name = f"report_{report.slug}"
    return [
        path(f"bao-cao/{report.slug}/", report.as_view(), name=name),
        path(f"bao-cao/{report.slug}/ket-qua/", report.as_view(results_only=True), name=f"{name}_results"),
    ]


class ReportItem(MenuItem):
    """Shown to those who may open the report."""

    def __init__(self, report: type[HouseReport], *, order: int) -> None:
        address = reverse(f"report_{report.slug}")
        name = f"bao-cao-{report.slug}"
        super().__init__(
            str(report.page_title), address, icon_name=report.header_icon, name=name, order=order
        )
        self.report = report

    def is_shown(self, request: HttpRequest) -> bool:
        return self.report.allowed(request.user)


def group() -> SubmenuMenuItem:
    return SubmenuMenuItem(
        "Báo cáo số liệu", Menu(register_hook_name=HOOK), icon_name="site", name="bao-cao-so-lieu", order=145
    )
