"""The register as tables: every row that the filters let through, and each matrix as it is shown."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, OuterRef, Subquery

from cms.disclosures.models.exemptions import Exemption
from cms.disclosures.models.obligations import Obligation
from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.entries import Entry
from cms.disclosures.register.matrix import Matrix, item_matrix, organisation_matrix
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.statuses import ObligationStatus, PostingStatus
from portal.core.text import slugify_vi
from portal.organisations.models import Organisation

ROW_HEADING = [
    "Nội dung",
    "Mã nội dung",
    "Đơn vị",
    "Mã đơn vị",
    "Kỳ",
    "Vụ việc",
    "Hạn",
    "Hạn tính từ ngày giả định",
    "Ngày công khai",
    "Trạng thái",
    "Niêm yết",
    "Niêm yết từ",
    "Niêm yết đến",
    "Lý do không áp dụng",
    "Địa chỉ",
]
GRID_HEADING = ["Đơn vị", "Mã đơn vị", "Nội dung", "Mã nội dung", *ObligationStatus.labels]
_CHUNK = 2000
_FIELDS = (
    "duty__title",
    "duty_key",
    "organisation__name",
    "organisation__code",
    "period",
    "occurrence",
    "due_on",
    "is_assumed",
    "disclosed_on",
    "status",
    "posting_status",
    "posting_from",
    "posting_until",
    "excused",
    "fulfilled_by__live",
    "fulfilled_by__url_path",
)


def register_rows(query: RegisterQuery, *, as_of: AsOf, root: str) -> Iterator[list[object]]:
    """Yield what the filters let through, a bounded number at a time; `root` is the site's address. Two queries."""
    reasons = Exemption.objects.in_force().filter(obligation=OuterRef("pk")).values("reason")[:1]
    found = query.apply(Obligation.objects.annotate(excused=Subquery(reasons)), on=as_of.day, soon=as_of.soon)
    for *cells, excused, live, url_path in found.values_list(*_FIELDS).iterator(chunk_size=_CHUNK):
        title, key, name, code, period, occurrence, due, assumed, disclosed, status, posting, begun, until = (
            cells
        )
        yield [
            title,
            key,
            name,
            code,
            period,
            occurrence,
            _day(due),
            "có" if assumed else "",
            _day(disclosed),
            ObligationStatus(status).label,
            PostingStatus(posting).label if posting else "",
            _day(begun),
            _day(until),
            excused if status == ObligationStatus.NOT_APPLICABLE else "",
            f"{root}/{url_path.split('/', 2)[2]}" if live and url_path else "",
        ]


def matrix_rows(matrix: Matrix) -> Iterator[list[object]]:
    """Yield the matrix as it is shown, a status with its due date in each cell."""
    for row in matrix.rows:
        yield [
            row.title,
            *("; ".join(_in_words(entry, matrix) for entry in cell.entries) for cell in row.cells),
        ]


def grid_rows(query: RegisterQuery, *, as_of: AsOf) -> Iterator[list[object]]:
    """Yield one line for each organisation and item with how many obligations stand where. Two queries."""
    counted = as_of.statuses(query.narrow(Obligation.objects.all()))
    columns = ("organisation__name", "organisation__code", "duty__title", "duty_key")
    found = counted.order_by().values(*columns, "status").annotate(number=Count("pk"))
    line: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    for row in found.order_by(*columns).iterator(chunk_size=_CHUNK):
        this = tuple(row[column] for column in columns)
        if this != line and line:
            yield [*line, *(counts.get(status, 0) for status in ObligationStatus.values)]
            counts = {}
        line = this
        counts[row["status"]] = row["number"]
    if line:
        yield [*line, *(counts.get(status, 0) for status in ObligationStatus.values)]


def _in_words(entry: Entry, matrix: Matrix) -> str:
    period = f"{entry.period_label}: " if matrix.names_periods else ""
    return f"{period}{entry.status_label} (hạn {entry.due_on:%d/%m/%Y})"


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


Table = tuple[str, list[str], Iterator[list[object]]]


def matrix_table(query: RegisterQuery, *, as_of: AsOf) -> Table:
    """Return name, heading and rows of the matrix that the query names; of the province where it names none."""
    year = query.year_on(as_of.day)
    scoped = query.with_changes(year=str(year))
    organisation = (
        Organisation.objects.filter(slug=query.organisation).first() if query.organisation else None
    )
    if query.item and not query.organisation:
        return _item_table(scoped, year, as_of)
    if organisation and not query.item:
        matrix = organisation_matrix(organisation=organisation, year=year, as_of=as_of)
        return f"cong-khai-{organisation.slug}-{year}", [matrix.heading, *matrix.columns], matrix_rows(matrix)
    return f"cong-khai-toan-tinh-{year}", GRID_HEADING, grid_rows(scoped, as_of=as_of)


def _item_table(query: RegisterQuery, year: int, as_of: AsOf) -> Table:
    first = item_matrix(title=query.item, query=query, year=year, as_of=as_of, page_number=1)

    def rows() -> Iterator[list[object]]:
        yield from matrix_rows(first.matrix)
        for number in range(2, first.page.paginator.num_pages + 1):
            part = item_matrix(title=query.item, query=query, year=year, as_of=as_of, page_number=number)
            yield from matrix_rows(part.matrix)

    return f"cong-khai-{slugify_vi(query.item)}-{year}", [first.matrix.heading, *first.matrix.columns], rows()
