"""Turn the rows of a budget table into lines with section and level, and say what does not add up."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cms.disclosures.budget_rules import Sum, find_contradictions, percent, section_sum
from cms.disclosures.importers.base import Plan, Reading, ReadRow, Remark, Taker, Top
from cms.disclosures.importers.budget_sections import (
    BY_NAME,
    SectionRow,
    is_bare_total,
    section_in,
    sections_of,
    total_of,
)
from cms.disclosures.importers.hierarchy import (
    DEEPEST,
    Place,
    levels_by_code,
    levels_by_indent,
    without_gaps,
)
from cms.disclosures.models.imports import RowKind
from cms.disclosures.numbers import vi_number
from portal.core.tables import Cell

LARGEST = Decimal(10) ** 16
THOUSANDTH = Decimal("0.001")
SECTION_QUESTION = (
    "Bảng không có cột Phần, cũng không có dòng “Tổng thu”, “Tổng chi”: "
    "hãy chọn bảng này là phần thu hay phần chi."
)


@dataclass(slots=True)
class DraftLine:
    """One row while it is being read; stands in for a BudgetLine in the rules."""

    take: Taker
    code: str
    name: str
    indent: int
    estimate: Decimal | None
    actual: Decimal | None
    stated_percent: Decimal | None
    given_level: int | None
    given_section: str
    section: str = ""
    level: int = 0
    kind: str = RowKind.ROW

    @property
    def has_amount(self) -> bool:
        return self.estimate is not None or self.actual is not None

    def data(self) -> dict[str, Any]:
        return {
            "section": self.section,
            "level": self.level,
            "code": self.code,
            "name": self.name,
            "estimate": _text(self.estimate),
            "actual": _text(self.actual),
            "percent": _text(percent(self.actual, self.estimate)),
        }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


class BudgetReading:
    """Collects the rows; `finish` gives them sections and levels, for which all of them are needed."""

    def __init__(self, plan: Plan, top: Top) -> None:
        self.plan, self.top = plan, top
        self.lines: list[DraftLine] = []
        self.questions: dict[str, str] = {}
        self.notes: list[str] = []

    def add(self, take: Taker) -> None:
        code_cell, name_cell = take.cell("code"), take.cell("name")
        line = DraftLine(
            take=take,
            code=_code(code_cell) if code_cell and not code_cell.problem else take.text("code", 20),
            name=take.text("name", 250),
            indent=name_cell.indent if name_cell else 0,
            estimate=_amount(take, "estimate"),
            actual=_amount(take, "actual"),
            stated_percent=take.percent("percent"),
            given_level=take.whole("level", 0, DEEPEST + 1),
            given_section=take.one_of("section", BY_NAME, "Thu hoặc Chi") or "",
        )
        self._sort_out(line)
        self.lines.append(line)

    def _sort_out(self, line: DraftLine) -> None:
        if line.take.is_skipped:
            line.kind, line.take.remarks[:] = RowKind.LEFT_OUT, []
        elif not line.name and not line.has_amount:
            line.kind = RowKind.LEFT_OUT
        elif not line.name and not line.take.remarks:
            line.take.fail("name", "thiếu nội dung của mục")

    def finish(self) -> Reading:
        self._leave_out_what_follows_the_table()
        kept = [line for line in self.lines if line.kind != RowKind.LEFT_OUT]
        self._give_sections(kept)
        self._find_totals(kept)
        rows = [line for line in kept if line.kind == RowKind.ROW]
        self._give_levels(kept)
        self._compare_percent(kept)
        totals = [line for line in kept if line.kind == RowKind.TOTAL]
        self._fill_totals(rows, totals)
        if any(remark.blocks for line in kept for remark in line.take.remarks):
            self.notes.append("Các tổng được đối chiếu sau khi sửa hết ô sai.")
        else:
            self._compare_sums(rows, totals)
        return Reading(
            [ReadRow(line.take.number, line.data(), line.take.remarks, line.kind) for line in self.lines],
            self.notes,
            self.questions,
        )

    # ---- which rows

    def _leave_out_what_follows_the_table(self) -> None:
        """Place, date, signatures and notes under the table carry no amount and no code."""
        left = 0
        for line in reversed(self.lines):
            said = line.code or line.take.remarks or line.given_level is not None
            said = said or line.take.choice("skip") == "0"
            if line.has_amount or said or (line.name and line.given_section):
                break
            if line.kind == RowKind.ROW:
                line.kind = RowKind.LEFT_OUT
                left += 1
        if left:
            self.notes.append(f"Không nhập {left} dòng dưới bảng (nơi nhận, chữ ký, ghi chú).")

    # ---- sections

    def _give_sections(self, lines: list[DraftLine]) -> None:
        chosen = self.plan.choices.get("section", "")
        if chosen in BY_NAME.values():
            sections = [chosen] * len(lines)
        elif "section" in self.plan.columns:
            sections = self._sections_of_column(lines)
        else:
            sections = sections_of([SectionRow(line.name, line.has_amount) for line in lines])
            if not all(sections):
                whole = section_in([self.top.sheet, *self.top.texts, *self.top.names.values()])
                sections = [section or whole for section in sections]
        for line, section in zip(lines, sections, strict=True):
            line.section = line.take.choice("section") or section
        if not all(line.section for line in lines):
            self.questions["section"] = SECTION_QUESTION

    def _sections_of_column(self, lines: list[DraftLine]) -> list[str]:
        """A blank cell continues the section above it, as merged cells mean it."""
        current, sections = "", []
        for line in lines:
            current = line.given_section or current
            sections.append(current)
        return sections

    def _find_totals(self, lines: list[DraftLine]) -> None:
        """The first row that states a section's total is that; a second one is a line like others."""
        seen: set[str] = set()
        for line in lines:
            section = total_of(line.name) or (line.section if is_bare_total(line.name) else "")
            if section and section == line.section and section not in seen:
                seen.add(section)
                line.kind = RowKind.TOTAL

    # ---- levels

    def _give_levels(self, lines: list[DraftLine]) -> None:
        for section in BY_NAME.values():
            own = [line for line in lines if line.section == section]
            levels = self._levels_of(own)
            rows = [(line, level) for line, level in zip(own, levels, strict=True) if _is_row(line)]
            found = without_gaps([level for _, level in rows])
            wanted = [_chosen(line, level) for (line, _), level in zip(rows, found, strict=True)]
            for (line, _), level in zip(rows, without_gaps(wanted), strict=True):
                line.level = level
                line.name = line.name.lstrip("-–—+*• ") or line.name

    def _levels_of(self, lines: list[DraftLine]) -> list[int]:
        places = [Place(line.code, line.name, line.indent) for line in lines]
        found = self._guessed_levels(places)
        return [
            level if line.given_level is None else line.given_level
            for line, level in zip(lines, found, strict=True)
        ]

    def _guessed_levels(self, places: list[Place]) -> list[int]:
        how = self.plan.choices.get("levels", "auto")
        marked = sum(bool(place.code) or place.name[:1] in "-–—+*•" for place in places)
        if how == "code" or (how == "auto" and marked * 3 >= len(places) and marked):
            return levels_by_code(places)
        if how == "indent" or (how == "auto" and any(place.indent for place in places)):
            return levels_by_indent(places)
        return [0] * len(places)

    # ---- sums

    def _compare_percent(self, lines: list[DraftLine]) -> None:
        for line in lines:
            stated, computed = line.stated_percent, percent(line.actual, line.estimate)
            if stated is None or computed is None:
                continue
            exponent = stated.as_tuple().exponent
            last_digit = Decimal(1).scaleb(min(exponent if isinstance(exponent, int) else 0, 0))
            if abs(stated - computed) > max(last_digit, Decimal("0.1")):
                line.take.note("percent", f"khác với tỷ lệ tính được là {vi_number(computed)} %")

    def _fill_totals(self, rows: list[DraftLine], totals: list[DraftLine]) -> None:
        """A total that the table leaves open is the sum of the lines."""
        for line in totals:
            computed = section_sum(rows, line.section)
            line.estimate = computed.estimate if line.estimate is None else line.estimate
            line.actual = computed.actual if line.actual is None else line.actual

    def _compare_sums(self, rows: list[DraftLine], totals: list[DraftLine]) -> None:
        stated = {
            line.section: Sum(line.estimate or Decimal(0), line.actual) for line in totals if line.section
        }
        by_section = {line.section: line for line in totals}
        wrong = 0
        for found in find_contradictions(rows, stated):
            wrong += 1
            line = by_section[found.section] if found.index is None else rows[found.index]
            address = line.take.address(found.field)
            line.take.remarks.append(
                Remark(found.field, address, f"{address}: {found.message}", blocks=False)
            )
        if wrong:
            self.notes.append(
                f"Có {wrong} chỗ cộng không khớp. Vẫn nhập được vào bản nháp, nhưng phải sửa trước khi công khai."
            )


def _amount(take: Taker, key: str) -> Decimal | None:
    value = take.decimal(key)
    if value is None:
        return None
    if abs(value) >= LARGEST:
        take.fail(key, "quá lớn")
        return None
    return (
        value.quantize(THOUSANDTH).normalize()
        if value != value.to_integral_value()
        else value.quantize(Decimal(1))
    )


def _is_row(line: DraftLine) -> bool:
    return line.kind == RowKind.ROW


def _chosen(line: DraftLine, level: int) -> int:
    """Return the level that the owner chose for this row in the preview, else the one that was found."""
    chosen = line.take.choice("level")
    return int(chosen) if chosen.isdigit() and int(chosen) <= DEEPEST else level


def _code(cell: Cell) -> str:
    """Return the code; a number that stands for one has a dot, whatever the style of amounts."""
    text = str(cell.value) if isinstance(cell.value, Decimal) else cell.text
    return " ".join(text.split())[:20]
