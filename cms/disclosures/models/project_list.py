"""Lists over all organisations that the register carries: projects, and the way to the land prices in force."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.contrib.routable_page.models import path
from wagtail.models import Site

from cms.disclosures.models.land_prices import LandPriceTablePage
from cms.disclosures.models.projects import OVER, InvestmentProjectPage, ProjectStatus
from cms.disclosures.project_query import ORDER_LABELS, ProjectQuery, summary
from portal.core.exports import streamed_csv
from portal.core.paging import paginate

if TYPE_CHECKING:

    class _Base:
        public_path: str

        def _show(self, request: HttpRequest, template: str, overrides: dict[str, Any]) -> HttpResponse: ...

else:
    _Base = object

PER_PAGE = 20
CSV_HEADING = [
    "Dự án",
    "Mã dự án",
    "Đơn vị",
    "Mã đơn vị",
    "Chủ đầu tư",
    "Nhà thầu",
    "Địa điểm",
    "Tình trạng",
    "Khối lượng (%)",
    "Báo cáo gần nhất",
    "Vốn (triệu đồng)",
    "Khởi công theo kế hoạch",
    "Khởi công thực tế",
    "Hoàn thành theo kế hoạch",
    "Hoàn thành thực tế",
    "Chậm",
    "Địa chỉ",
]


class ProjectLists(_Base):
    """Mix into the register."""

    @path("du-an/", name="projects")
    def projects_route(self, request: HttpRequest) -> HttpResponse:
        """The projects of all organisations, filtered by the address."""
        today = timezone.localdate()
        query = ProjectQuery.from_parameters(request.GET)
        live = live_projects()
        found = query.apply(live, on=today, over=OVER)
        page_obj = paginate(request, found, PER_PAGE)
        return self._show(
            request,
            "disclosures/projects.html",
            {
                "query": query,
                "choices": {
                    **query.choices(live),
                    "statuses": ProjectStatus.choices,
                    "orders": ORDER_LABELS,
                },
                "page_obj": page_obj,
                "rows": [(project, project.delays(today)) for project in page_obj],
                "summary": summary(found),
                "crumbs": [("Công khai", self.public_path), ("Dự án đầu tư", "")],
            },
        )

    @path("du-an/csv/", name="projects-csv")
    def projects_csv_route(self, request: HttpRequest) -> HttpResponseBase:
        today = timezone.localdate()
        query = ProjectQuery.from_parameters(request.GET)
        root = Site.find_for_request(request).root_url
        found = query.apply(live_projects(), on=today, over=OVER)
        rows = (csv_row(project, today, root) for project in found.iterator(chunk_size=500))
        return streamed_csv("du-an-dau-tu", CSV_HEADING, rows)

    @path("gia-dat/", name="land-prices")
    def land_prices_route(self, request: HttpRequest) -> HttpResponseBase:
        """Lead to the table of land prices in force; to the register's row about it while there is none."""
        tables = LandPriceTablePage.objects.live().filter(effective_from__lte=timezone.localdate())
        table = tables.order_by("-effective_from", "-pk").first()
        return redirect(table.public_path if table else f"{self.public_path}?muc=land_price_table")


def live_projects() -> "QuerySet[InvestmentProjectPage]":
    return InvestmentProjectPage.objects.live().select_related("organisation", "village")


def csv_row(project: InvestmentProjectPage, on: date, root: str) -> list[object]:
    """Return the project as the list's CSV prints it."""

    def iso(day: date | None) -> Any:
        return day.isoformat() if day else ""

    place = ", ".join(str(part) for part in (project.place, project.village) if part)
    return [
        project.title,
        project.project_code,
        project.organisation.name,
        project.organisation.code,
        project.investor,
        project.contractor,
        place,
        project.get_status_display(),
        project.percent,
        iso(project.reported_on),
        project.capital_million,
        iso(project.starts_planned),
        iso(project.starts_actual),
        iso(project.ends_planned),
        iso(project.ends_actual),
        " ".join(project.delays(on)),
        f"{root}{project.public_path}",
    ]
