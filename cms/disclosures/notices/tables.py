"""The figures of a disclosure as a notice prints them: few columns, few rows, numbers the Vietnamese way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from cms.disclosures.models import (
    BudgetPage,
    BudgetSection,
    DisclosurePage,
    HeadContactsPage,
    InvestmentProjectPage,
    LandUsePlanPage,
    PoorHouseholdListPage,
)
from cms.disclosures.numbers import vi_number

MOST_LINES = 60  # rows of a table of figures; the rest is read on the web
ROWS_A_PART = 400  # rows of a list that has to hang in full; more of them print in parts


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class NoticeTable:
    """A captioned table; `strong` numbers the rows that stand over others, `left_out` counts those only on the web."""

    caption: str
    heading: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Sequence[Cell]] = field(default_factory=tuple)
    strong: frozenset[int] = frozenset()
    left_out: int = 0


def tables_of(page: DisclosurePage) -> list[NoticeTable]:
    """Return the tables of the page.

    A page type of its own may bring them as `notice_tables()`: captions with heading and rows of text and numbers.
    """
    own: Any = getattr(page, "notice_tables", None)
    if own:
        return [simple_table(caption, heading, rows) for caption, heading, rows in own()]
    for kind, make in _MAKERS:
        if isinstance(page, kind):
            return make(page)
    return [*_figures(page), *_body(page)]


def simple_table(
    caption: str, heading: Sequence[str], rows: Iterable[Sequence[str | Decimal | int | None]]
) -> NoticeTable:
    """Return a table of texts and numbers; a column is a column of numbers when its first value is one."""
    cells = [[_cell(value) for value in row] for row in rows]
    numbers = [bool(cells) and cells[0][index].is_number for index in range(len(heading))]
    head = [Cell(text, is_number) for text, is_number in zip(heading, numbers, strict=True)]
    return NoticeTable(caption, head, cells[:MOST_LINES], left_out=max(0, len(cells) - MOST_LINES))


def _cell(value: str | Decimal | int | None) -> Cell:
    if value is None:
        return Cell("–", True)
    return Cell(value) if isinstance(value, str) else Cell(vi_number(Decimal(value)), True)


def _figures(page: DisclosurePage) -> list[NoticeTable]:
    figures: Any = getattr(page, "figures", None)
    rows = [(figure.label, figure.value, figure.unit) for figure in figures.all()] if figures else []
    return [simple_table("Số liệu chính", ("Chỉ tiêu", "Giá trị", "Đơn vị"), rows)] if rows else []


def _contacts(page: HeadContactsPage) -> list[NoticeTable]:
    rows = [
        ("Chức vụ", page.position),
        ("Điện thoại công vụ", page.telephone),
        ("Hộp thư công vụ", page.email),
        ("Nơi làm việc", page.office),
    ]
    return [simple_table("Liên hệ", ("Mục", "Nội dung"), [row for row in rows if row[1]])]


def _budget(page: BudgetPage) -> list[NoticeTable]:
    unit = page.get_unit_display()
    every = list(page.lines.all())
    tables = []
    for key, total in page.stated_totals().items():
        lines = [line for line in every if line.section == key]
        has_actual = any(line.actual is not None for line in lines)
        # The tree's first two levels tell the story on a board; every line is on the web.
        shown = [line for line in lines if line.level <= 1] if len(lines) > MOST_LINES else lines
        rows = [[_line_name(line), *_amounts(line, has_actual)] for line in shown]
        if not rows:
            continue
        label = BudgetSection(key).label
        heading = ["Mục", "Dự toán", *(["Thực hiện", "Tỷ lệ (%)"] if has_actual else [])]
        table = simple_table(f"{label} ngân sách ({unit})", heading, rows)
        foot = [_cell(value) for value in [f"Tổng {label.lower()}", *_amounts(total, has_actual)]]
        tops = frozenset(number for number, line in enumerate(shown) if line.level == 0)
        tables.append(replace(table, foot=[foot], strong=tops, left_out=len(lines) - len(table.rows)))
    return tables


def _line_name(line: Any) -> str:
    return f"{line.code}. {line.name}" if line.code else str(line.name)


def _amounts(row: Any, has_actual: bool) -> list[Any]:
    return [row.estimate, *([row.actual, row.percent] if has_actual else [])]


def _land(page: LandUsePlanPage) -> list[NoticeTable]:
    rows = [
        (area.code, area.place, area.get_land_now_display(), area.get_land_planned_display(), area.area_m2)
        for area in page.areas.all()
    ]
    heading = ("Ký hiệu", "Vị trí", "Đất hiện nay", "Theo kế hoạch", "Diện tích (m²)")
    areas = [simple_table("Thửa đất, khu vực", heading, rows)] if rows else []
    return [*_figures(page), *areas]


def _project(page: InvestmentProjectPage) -> list[NoticeTable]:
    facts = [
        ("Chủ đầu tư", page.investor),
        ("Nhà thầu", page.contractor),
        ("Địa điểm", page.place or (page.village.name if page.village else "")),
        ("Trạng thái", page.get_status_display()),
        ("Hoàn thành theo kế hoạch", f"{page.ends_planned:%d/%m/%Y}" if page.ends_planned else ""),
        ("Tổng vốn", _money(page.total_capital, page)),
        ("Đã giải ngân", _money(page.total_paid, page)),
        ("Khối lượng đã làm", f"{page.percent} %" if page.percent is not None else ""),
    ]
    return [simple_table("Dự án", ("Mục", "Nội dung"), [fact for fact in facts if fact[1]])]


def _money(value: Decimal | None, page: InvestmentProjectPage) -> str:
    return "" if value is None else f"{vi_number(Decimal(value))} {page.get_unit_display()}"


def _body(page: DisclosurePage) -> list[NoticeTable]:
    """Return the readable tables that a general document carries."""
    tables: Any = getattr(page, "body_tables", None)
    return (
        [simple_table(caption, table.heading, table.as_text()) for caption, table in tables()]
        if tables
        else []
    )


def _totals(page: PoorHouseholdListPage) -> list[NoticeTable]:
    totals = page.totals.select_related("village")
    rows = [
        (total.village.name, total.get_poverty_class_display(), total.households, total.people)
        for total in totals
    ]
    heading = ("Thôn, tổ dân phố", "Loại hộ", "Số hộ", "Số khẩu")
    return [simple_table("Số liệu theo thôn, tổ dân phố", heading, rows)] if rows else []


_MAKERS: Sequence[tuple[type[DisclosurePage], Callable[[Any], list[NoticeTable]]]] = (
    (BudgetPage, _budget),
    (PoorHouseholdListPage, _totals),
    (HeadContactsPage, _contacts),
    (LandUsePlanPage, _land),
    (InvestmentProjectPage, _project),
)


def household_parts(page: PoorHouseholdListPage) -> int:
    """Return in how many parts the list prints."""
    return max(1, -(-page.households.count() // ROWS_A_PART))


def household_table(page: PoorHouseholdListPage, part: int) -> NoticeTable:
    """Return one part of the list itself, with names; only for the board."""
    first = (part - 1) * ROWS_A_PART
    chosen = page.households.select_related("village")[first : first + ROWS_A_PART]
    rows = [
        [
            Cell(str(number), True),
            Cell(row.head_of_household),
            Cell(row.village.name),
            Cell(row.get_poverty_class_display()),
            Cell(str(row.size), True),
        ]
        for number, row in enumerate(chosen, start=first + 1)
    ]
    heading = [
        Cell("STT", True), Cell("Chủ hộ"), Cell("Thôn, tổ dân phố"), Cell("Loại hộ"), Cell("Số khẩu", True)
    ]  # fmt: skip
    return NoticeTable("Danh sách hộ", heading, rows)
