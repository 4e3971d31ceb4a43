"""Budgets from the forms that communes fill in: lines with their levels, totals checked, percent recomputed.

The sections that a table holds replace those of the draft; the other stays, because revenue and expenditure often come
in two sheets.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from wagtail.log_actions import log

from cms.disclosures.budget_figures import IN_DONG
from cms.disclosures.budget_rules import Sum, section_sum
from cms.disclosures.importers.base import (
    Choice,
    Column,
    Importer,
    Plan,
    ReadableSheet,
    Reading,
    ReadRow,
    Top,
)
from cms.disclosures.importers.budget_reading import BudgetReading
from cms.disclosures.importers.budget_sections import unit_in
from cms.disclosures.importers.budget_template import budget_template
from cms.disclosures.models import BudgetForm, BudgetLine, BudgetPage, BudgetSection
from cms.disclosures.models.budget import BudgetUnit
from cms.disclosures.models.imports import RowKind
from cms.disclosures.numbers import vi_number
from cms.pages.authorship import ROWS_REPLACED
from portal.accounts.models import User

ESTIMATES = {BudgetForm.DRAFT, BudgetForm.APPROVED}
CODE = Column("code", "Mã, số thứ tự", ("ma", "stt", "tt", "so tt", "so thu tu", "ma so"))
NAME = Column(
    "name",
    "Nội dung",
    (
        "noi dung",
        "chi tieu",
        "khoan muc",
        "dien giai",
        "ten muc",
        "noi dung thu",
        "noi dung chi",
        "cac khoan",
        "muc",
    ),
    required=True,
    role="name",
)
ESTIMATE = Column(
    "estimate",
    "Dự toán",
    ("du toan", "du toan nam", "du toan duoc giao", "du toan nam nay", "ke hoach", "ke hoach nam"),
    numeric=True,
    role="number",
)
ACTUAL = Column(
    "actual",
    "Thực hiện, quyết toán",
    ("thuc hien", "quyet toan", "uoc thuc hien", "so thuc hien", "thuc hien nam"),
    numeric=True,
    role="number",
)
PERCENT = Column(
    "percent",
    "Tỷ lệ % (chỉ để đối chiếu)",
    ("so sanh", "ty le", "ti le", "% thuc hien", "so sanh (%)", "th/dt", "%"),
    numeric=True,
    role="number",
)
LEVEL = Column("level", "Cấp (0–4)", ("cap", "cap muc", "bac"), numeric=True, role="level")
SECTION = Column("section", "Phần (Thu, Chi)", ("phan", "loai", "thu/chi"))
AUTO = "auto"
LEVELS = (
    (AUTO, "Tự nhận: theo cột Cấp, mã, rồi độ thụt dòng"),
    ("code", "Theo mã: A, I, 1, 1.1, a, gạch đầu dòng"),
    ("indent", "Theo độ thụt dòng"),
    ("flat", "Tất cả là mục lớn"),
)


class BudgetImporter(Importer):
    kind: ClassVar[str] = "budget"
    label: ClassVar[str] = "Các mục thu, chi"
    unit: ClassVar[str] = "mục"
    page_type: ClassVar[type[BudgetPage]] = BudgetPage

    def columns(self, page: BudgetPage) -> Sequence[Column]:
        done = () if page.form in ESTIMATES else (ACTUAL, PERCENT)
        return (CODE, NAME, ESTIMATE, *done, LEVEL, SECTION)

    def choices(self, page: BudgetPage) -> Sequence[Choice]:
        return (
            Choice("unit", "Đơn vị tính của bảng", BudgetUnit.choices),
            Choice(
                "section",
                "Phần thu, phần chi",
                [
                    (AUTO, "Tự nhận: theo cột Phần, dòng Tổng thu, Tổng chi, hoặc tên bảng"),
                    *((value, f"Cả bảng là phần {label}") for value, label in BudgetSection.choices),
                ],
                default=AUTO,
            ),
            Choice("levels", "Cấp của các mục", LEVELS, default=AUTO),
        )

    def guess(self, page: BudgetPage, top: Top) -> dict[str, str]:
        unit = unit_in([*top.texts, *top.names.values(), top.sheet])
        return {"unit": unit} if unit else {}

    def plan_problem(self, page: BudgetPage, plan: Plan) -> str:
        if not {"estimate", "actual"} & set(plan.columns):
            return "Hãy chọn ít nhất một cột số: Dự toán hoặc Thực hiện."
        return ""

    def preview(self, page: BudgetPage, plan: Plan) -> Sequence[Column]:
        computed = [Column("percent", "Tỷ lệ % (tính lại)", (), role="number")]
        amounts = [column for column in (ESTIMATE, ACTUAL) if column.key in plan.columns]
        section = Column("section", "Phần", ())
        return [section, CODE, NAME, LEVEL, *amounts, *(computed if page.form not in ESTIMATES else [])]

    def shown(self, page: BudgetPage, key: str, value: Any) -> str:
        if key == "section":
            return dict(BudgetSection.choices).get(value, "?")
        if key in {"estimate", "actual", "percent"}:
            return "" if value is None else vi_number(Decimal(value))
        return super().shown(page, key, value)

    def consequence(self, page: BudgetPage, plan: Plan) -> str:
        count = _newest(page).lines.count()
        if not count:
            return "Bản nháp chưa có mục nào."
        return f"Bản nháp đang có {count} mục. Phần (thu, chi) có trong bảng sẽ thay phần cũ; phần không có giữ nguyên."

    def read(self, page: BudgetPage, sheet: ReadableSheet) -> Reading:
        found = BudgetReading(sheet.plan, sheet.top)
        for take in sheet.rows():
            found.add(take)
        reading = found.finish()
        kept = _kept_lines(page, {line["section"] for line in _data(reading.rows)})
        wanted = sheet.plan.choices.get("unit", BudgetUnit.MILLION)
        draft = _newest(page)
        if kept and draft.unit != wanted and not reading.questions:
            self._note_conversion(reading, wanted, draft)
        return reading

    def _note_conversion(self, reading: Reading, wanted: str, draft: BudgetPage) -> None:
        """The other section stays in the draft's unit, so the new lines are converted into it."""
        unit = draft.get_unit_display()
        reading.notes.append(f"Các số được đổi từ {BudgetUnit(wanted).label} sang {unit} của bản nháp.")
        for row in reading.rows:
            if row.kind == RowKind.LEFT_OUT:
                continue
            for field in ("estimate", "actual"):
                value = row.data.get(field)
                if value is not None and _converted(Decimal(value), wanted, draft.unit) is None:
                    reading.questions["unit"] = (
                        f"Số ở dòng {row.number} không đổi được sang {unit} mà không làm tròn. "
                        "Hãy nhập cả hai phần cùng một đơn vị."
                    )
                    return

    def apply(
        self, *, page: BudgetPage, rows: Iterable[dict[str, Any]], plan: Plan, by: User, at: datetime
    ) -> str:
        """Make a new draft revision in which the sections of the table have the table's lines and totals."""
        draft = _newest(page)
        data = list(rows)
        lines = [row for row in data if row["kind"] == RowKind.ROW]
        sections = {row["section"] for row in data}
        kept = _kept_lines(page, sections)
        unit = plan.choices["unit"]
        if not kept:
            draft.unit = unit
        new = [_line(row, unit, draft.unit) for row in lines]
        together = sorted([*kept, *new], key=lambda line: line.section != BudgetSection.REVENUE)
        for order, line in enumerate(together):
            line.sort_order = order
        draft.lines = together
        stated = {row["section"]: row for row in data if row["kind"] == RowKind.TOTAL}
        for section in sections:
            _set_totals(draft, section, stated.get(section), section_sum(new, section), unit)
        # Sums that do not add up may stand in a draft; the checklist keeps them from being published.
        draft.save_revision(user=by, log_action=True, clean=False)
        log(instance=page, action=ROWS_REPLACED, user=by)
        counted = [
            f"{sum(line.section == key for line in new)} mục {label.lower()}"
            for key, label in BudgetSection.choices
            if key in sections
        ]
        return f"Đã đưa {' và '.join(counted)} vào bản nháp. Chưa công khai gì."

    def template(self, page: BudgetPage) -> bytes:
        return budget_template(page)


def _newest(page: BudgetPage) -> BudgetPage:
    draft: BudgetPage = page.get_latest_revision_as_object()
    return draft


def _kept_lines(page: BudgetPage, sections: set[str]) -> list[BudgetLine]:
    """Return the draft's lines of the sections that the table does not hold."""
    return [line for line in _newest(page).lines.all() if line.section not in sections]


def _data(rows: Iterable[ReadRow]) -> Iterator[dict[str, Any]]:
    return (row.data for row in rows if row.kind != RowKind.LEFT_OUT)


def _line(row: dict[str, Any], unit: str, wanted: str) -> BudgetLine:
    return BudgetLine(
        section=row["section"],
        level=row["level"],
        code=row["code"],
        name=row["name"],
        estimate=_amount(row["estimate"], unit, wanted),
        actual=_amount(row["actual"], unit, wanted),
    )


def _amount(text: str | None, unit: str, wanted: str) -> Decimal | None:
    if text is None:
        return None
    value = _converted(Decimal(text), unit, wanted)
    if value is None:
        raise ValidationError("Có số không đổi được sang đơn vị của bản nháp mà không làm tròn.")
    return value


def _converted(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return the amount in the wanted unit with three decimals at most; None when that would change it."""
    if unit == wanted:
        return value
    exact = value * IN_DONG[unit] / IN_DONG[wanted]
    rounded = exact.quantize(Decimal("0.001"))
    return rounded if rounded == exact else None


def _set_totals(
    draft: BudgetPage, section: str, stated: dict[str, Any] | None, computed: Sum, unit: str
) -> None:
    """Take the totals that the table states; what it does not state is the sum of the top lines."""
    for field in ("estimate", "actual"):
        text = stated[field] if stated else None
        value = getattr(computed, field) if text is None else _amount(text, unit, draft.unit)
        setattr(draft, f"{section}_{field}", value)
