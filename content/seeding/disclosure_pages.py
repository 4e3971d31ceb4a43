"""The unsaved pages of disclosures, with their lines, figures and documents."""

import random
from datetime import date, timedelta
from decimal import Decimal

from cms.disclosures.models import (
    BudgetForm,
    BudgetLine,
    BudgetPage,
    BudgetSection,
    HeadContactsPage,
    KeyFigure,
    LandUsePlanPage,
)
from content.generators import budgets, documents
from content.generators.corpus import Place, settings
from content.generators.wording import lower_first
from content.seeding.files import Shelf
from content.seeding.organisations import Bodies

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Vũ")
SAMPLE = "<p><strong>Dữ liệu mẫu.</strong></p>"
EXECUTION = {"q1": "quý I", "h1": "6 tháng đầu", "9m": "9 tháng", "year": "cả", "settlement": ""}
# (label, unit, least, most)
LAND = (
    ("Đất nông nghiệp", "ha", 620, 2100),
    ("Đất ở", "ha", 90, 380),
    ("Đất giao thông, thủy lợi", "ha", 160, 420),
    ("Đất chuyển mục đích trong năm", "ha", 3, 46),
    ("Công trình, dự án trong kế hoạch", "công trình", 6, 38),
)


def open_for_comments() -> list[str]:
    """The codes of the communes whose draft land-use plan is open for comments."""
    return list(settings()["plan_open_for_comments"])


def numbered(rng: random.Random, kind: str) -> str:
    """Return a document number that says that it is a sample."""
    return f"{rng.randint(8, 480)}/{kind}-UBND (mẫu)"


def contacts(place: Place, bodies: Bodies, day: date, rng: random.Random) -> HeadContactsPage:
    """Telephone and e-mail that cannot exist: numbers of the 0221 000 block, a domain reserved for examples."""
    positions = {
        "province": "Chủ tịch Ủy ban nhân dân tỉnh",
        "department": f"Người đứng đầu {place.name}",
        "commune": f"Chủ tịch Ủy ban nhân dân {place.type_name.lower()}",
    }
    return HeadContactsPage(
        title=f"Liên hệ người đứng đầu – {place.name}",
        organisation=bodies.organisations[place.code],
        year=day.year,
        position=positions[place.kind],
        full_name=f"{rng.choice(FAMILIES)} {rng.choice(('Văn', 'Thị', 'Đức', 'Hồng'))} Mẫu",
        telephone=f"0221 000 {rng.randint(0, 9999):04d}",
        email=f"ubnd-{place.slug}@hungyen.example"
        if place.kind == "commune"
        else f"{place.slug}@hungyen.example",
        office=f"{bodies.organisations[place.code].address}",
        confirmed_on=day,
        decision_number=numbered(rng, "TB"),
        decision_date=day,
        summary=f"{SAMPLE}<p>Số máy và hộp thư dưới đây là số mẫu, không liên lạc được.</p>",
    )


_TITLES = {
    "approved": "Dự toán ngân sách",
    "draft": "Dự toán ngân sách trình Hội đồng nhân dân",
    "settlement": "Quyết toán ngân sách",
}


def former_budget(number: int, place: Place, bodies: Bodies, shelf: Shelf) -> BudgetPage:
    """The approved estimate of the year before the demonstration, to compare with."""
    year = int(settings()["starts"][:4]) - 1
    return budget(number, place, bodies, "approved", date(year, 1, 5), shelf, year=year)


def budget(
    number: int,
    place: Place,
    bodies: Bodies,
    form: str,
    decided: date,
    shelf: Shelf,
    year: int | None = None,
    with_file: bool = True,
) -> BudgetPage:
    """One paper of the demonstration year's budget, unless `year` says another; the draft is next year's."""
    this_year = int(settings()["starts"][:4])
    year = year or this_year + (form == "draft")
    if form in EXECUTION:
        lines = budgets.execution(number, place, form, years_back=max(this_year - year, 0))
    else:
        lines = budgets.estimate(number, place, years_back=max(this_year - year, 0))
    when = f"{EXECUTION.get(form, '')} năm {year}".strip()
    what = _TITLES.get(form, "Thực hiện dự toán ngân sách")
    rng = random.Random(f"{number} {place.code} {form}" + (f" {year}" if year < this_year else ""))
    # The estimate was decided before the year began; a report is signed shortly before it is published.
    signed = date(year - 1, 12, 31) if form == "approved" else decided - timedelta(days=rng.randint(0, 2))
    page = BudgetPage(
        title=f"{what} {when} – {place.name}",
        organisation=bodies.organisations[place.code],
        year=year,
        form=BudgetForm(form),
        revenue_estimate=_decimal(budgets.total(lines, "revenue", "estimate")),
        revenue_actual=_decimal(budgets.total(lines, "revenue", "actual")),
        expenditure_estimate=_decimal(budgets.total(lines, "expenditure", "estimate")),
        expenditure_actual=_decimal(budgets.total(lines, "expenditure", "actual")),
        decision_number=numbered(rng, {"approved": "NQ", "settlement": "NQ", "draft": "TTr"}.get(form, "BC")),
        decision_date=signed,
        summary=SAMPLE + _in_words(lines, when, form),
    )
    page.lines = [
        BudgetLine(
            section=line.section,
            level=line.level,
            code=line.code,
            name=line.name,
            estimate=_decimal(line.estimate),
            actual=_decimal(line.actual),
        )
        for line in lines
    ]
    if not with_file:
        return page
    # As the import of budgets reads it back: staff can try it with this very file.
    heading = ["Phần", "Mã", "Mục", "Cấp", "Dự toán (triệu đồng)", "Thực hiện (triệu đồng)"]
    rows = [
        [BudgetSection(line.section).label, line.code, line.name, line.level, line.estimate, line.actual]
        for line in lines
    ]
    table = documents.xlsx("Ngân sách", [heading, *rows])
    name = f"ngan-sach-{form}-{year}-{place.slug}.xlsx"
    page.attachments = [shelf.attachment("Biểu ngân sách (bảng tính)", name, documents.XLSX, table)]
    return page


def _in_words(lines: list[budgets.Line], when: str, form: str) -> str:
    field = "actual" if form in EXECUTION else "estimate"
    revenue, spent = (_billions(budgets.total(lines, part, field)) for part in ("revenue", "expenditure"))
    parts = [line for line in lines if line.section == "expenditure" and line.level == 1]
    largest = max(parts, key=lambda line: getattr(line, field))
    verb = "đã thu {} tỷ đồng, đã chi {} tỷ đồng" if form in EXECUTION else "dự kiến thu và chi {} tỷ đồng"
    return f"<p>Ngân sách {when} {verb.format(revenue, spent)}. Khoản chi lớn nhất: {lower_first(largest.name)}.</p>"


def _billions(millions: int | None) -> str:
    return f"{(millions or 0) / 1000:.1f}".replace(".", ",")


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def land_plan(place: Place, bodies: Bodies, year: int, rng: random.Random, shelf: Shelf) -> LandUsePlanPage:
    page = LandUsePlanPage(
        title=f"Kế hoạch sử dụng đất năm {year} – {place.name}",
        organisation=bodies.organisations[place.code],
        year=year,
        stage="approved",
        decision_number=numbered(rng, "QĐ"),
        decision_date=date(year - 1, 12, 31),
        summary=f"{SAMPLE}<p>Danh mục công trình và diện tích chuyển mục đích trong năm. Sơ đồ chỉ để minh họa.</p>",
    )
    return _with_map(page, place, year, rng, shelf)


def land_draft(
    place: Place, bodies: Bodies, year: int, day: date, rng: random.Random, shelf: Shelf
) -> LandUsePlanPage:
    page = LandUsePlanPage(
        title=f"Dự thảo kế hoạch sử dụng đất năm {year} lấy ý kiến – {place.name}",
        organisation=bodies.organisations[place.code],
        year=year,
        stage="draft",
        comment_from=day,
        comment_until=day + timedelta(days=30),
        decision_number=numbered(rng, "TB"),
        decision_date=day,
        summary=f"{SAMPLE}<p>Mời Nhân dân góp ý về vị trí công trình, diện tích chuyển mục đích và thứ tự ưu tiên.</p>",
    )
    return _with_map(page, place, year, rng, shelf)


def _with_map(
    page: LandUsePlanPage, place: Place, year: int, rng: random.Random, shelf: Shelf
) -> LandUsePlanPage:
    page.figures = _figures(LAND, rng)
    drawing = documents.sketch_map(rng, f"Ke hoach su dung dat {year} - {place.slug}")
    name = f"so-do-su-dung-dat-{year}-{place.slug}.pdf"
    page.attachments = [shelf.attachment("Sơ đồ sử dụng đất", name, documents.PDF, drawing)]
    return page


def _figures(rows: tuple[tuple[str, str, int, int], ...], rng: random.Random) -> list[KeyFigure]:
    return [
        KeyFigure(label=label, value=Decimal(rng.randint(least, most)), unit=unit)
        for label, unit, least, most in rows
    ]
