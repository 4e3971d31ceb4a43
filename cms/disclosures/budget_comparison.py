"""A budget beside itself and others: through its year, over the years, next to similar communes.

Each comparison is one table that is also a chart and a CSV; the page draws all of them the same way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cms.disclosures.budget_figures import IN_DONG, Paper, change, middle, similar
from cms.disclosures.budget_rules import Sum, percent
from cms.disclosures.models.budget import BudgetForm, BudgetPage, BudgetSection
from cms.disclosures.numbers import vi_number
from portal.core.text import fold

MOST_YEARS = 6
MILLION = Decimal(10**6)
# In the order in which a year's papers come.
_IN_TIME = [
    BudgetForm.DRAFT,
    BudgetForm.APPROVED,
    BudgetForm.QUARTER_1,
    BudgetForm.HALF_YEAR,
    BudgetForm.NINE_MONTHS,
    BudgetForm.YEAR,
    BudgetForm.SETTLEMENT,
]
_PROGRESS = [
    BudgetForm.QUARTER_1,
    BudgetForm.HALF_YEAR,
    BudgetForm.NINE_MONTHS,
    BudgetForm.YEAR,
    BudgetForm.SETTLEMENT,
]


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of one quantity; the scale ends at `maximum`, or at the largest value when that is None."""

    caption: str
    rows: Sequence[dict[str, Any]]
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table of raw values; the first cell of a row names it. `charts` are the rows of bar charts."""

    key: str
    title: str
    explanation: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    addresses: Sequence[str]
    charts: Sequence["Chart"] = field(default_factory=list)

    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    def shown_rows(self) -> list[dict[str, Any]]:
        """Return the rows as the table prints them: first cell with its address, then (cell, heading)."""
        return [
            {
                "name": row[0],
                "address": address,
                "cells": [
                    {"text": shown(value), "column": column}
                    for value, column in zip(row[1:], self.columns[1:], strict=True)
                ],
            }
            for row, address in zip(self.rows, self.addresses, strict=True)
        ]


def shown(value: object) -> str:
    """Return a cell as Vietnamese readers write it; "–" for none."""
    if value is None:
        return "–"
    return vi_number(Decimal(value)) if isinstance(value, int | Decimal) else str(value)


def through_the_year(page: BudgetPage) -> Comparison | None:
    """What has come of the plan, paper by paper."""
    others = _pages(organisation=page.organisation_id, year=page.year)
    order = {form: place for place, form in enumerate(_IN_TIME)}
    papers = sorted((paper_of(one) for one in others), key=lambda paper: order[BudgetForm(paper.form)])
    done = [paper for paper in papers if paper.form in _PROGRESS and paper.expenditure.actual is not None]
    if not done:
        return None
    return Comparison(
        key="trong-nam",
        title="Trong năm: thực hiện so với dự toán",
        explanation=f"Các báo cáo thực hiện năm {page.year} đã công khai, tính từ đầu năm. Đơn vị: triệu đồng.",
        columns=[
            Column("Báo cáo", is_number=False),
            Column("Thu dự toán"),
            Column("Thu thực hiện"),
            Column("Thu đạt %"),
            Column("Chi dự toán"),
            Column("Chi thực hiện"),
            Column("Chi đạt %"),
        ],
        rows=[
            [
                BudgetForm(paper.form).label,
                *_plan_and_result(paper.revenue),
                *_plan_and_result(paper.expenditure),
            ]
            for paper in done
        ],
        addresses=[paper.address for paper in done],
        charts=[
            _percent_chart(
                f"{label} so với dự toán (%)", [(paper, getattr(paper, section)) for paper in done]
            )
            for section, label in BudgetSection.choices
        ],
    )


def over_the_years(page: BudgetPage) -> Comparison | None:
    """The same paper of this organisation in other years."""
    papers = sorted(
        (paper_of(one) for one in _pages(organisation=page.organisation_id, form=page.form)),
        key=lambda paper: paper.year,
    )[-MOST_YEARS:]
    if len(papers) < 2:
        return None
    rows, before = [], None
    for paper in papers:
        row: list[object] = [f"Năm {paper.year}"]
        for section in BudgetSection.values:
            amount = paper.told(getattr(paper, section))
            row += [
                _million(amount),
                change(amount, before.told(getattr(before, section)) if before else None),
            ]
        rows.append(row)
        before = paper
    return Comparison(
        key="qua-cac-nam",
        title="Qua các năm",
        explanation=f"{page.get_form_display()} của các năm. Đơn vị: triệu đồng; tăng, giảm so với năm trước.",
        columns=[
            Column("Năm", is_number=False),
            Column("Tổng thu"),
            Column("Thu tăng, giảm %"),
            Column("Tổng chi"),
            Column("Chi tăng, giảm %"),
        ],
        rows=rows,
        addresses=[paper.address for paper in papers],
        charts=[
            Chart(
                f"Tổng {label.lower()} qua các năm (triệu đồng)",
                [_bar(str(paper.year), _million(paper.told(getattr(paper, section)))) for paper in papers],
            )
            for section, label in BudgetSection.choices
        ],
    )


def by_line(page: BudgetPage) -> Comparison | None:
    """The top lines beside those of the same paper of the year before; lines are matched by their names."""
    last = _pages(organisation=page.organisation_id, form=page.form, year=page.year - 1)
    if not last:
        return None
    before = _top_lines(last[0])
    rows = []
    for (section, _), (name, amount) in _top_lines(page).items():
        former = before.get((section, fold(name)), ("", None))[1]
        label = BudgetSection(section).label
        rows.append([f"{label}: {name}", _million(former), _million(amount), change(amount, former)])
    return Comparison(
        key="tung-muc",
        title=f"Từng mục lớn so với năm {page.year - 1}",
        explanation="Các mục cùng tên của hai năm. Đơn vị: triệu đồng.",
        columns=[
            Column("Mục", is_number=False),
            Column(f"Năm {page.year - 1}"),
            Column(f"Năm {page.year}"),
            Column("Tăng, giảm %"),
        ],
        rows=rows,
        addresses=[""] * len(rows),
    )


def beside_others(page: BudgetPage) -> Comparison | None:
    """This organisation beside those of its kind with about as many residents, per resident."""
    body = page.organisation
    pages = _pages(
        form=page.form,
        year=page.year,
        organisation__kind=body.kind,
        organisation__type_name=body.type_name,
        organisation__parent=body.parent_id,
    )
    own, near = paper_of(page), similar(paper_of(page), (paper_of(one) for one in pages))
    if not near:
        return None
    rows: list[list[object]] = [
        [paper.organisation, paper.population, *(paper.per_resident(part) for part in _parts(paper))]
        for paper in (own, *near)
    ]
    rows.append(["Mức giữa của các đơn vị này", None, middle(near, "revenue"), middle(near, "expenditure")])
    kind = body.type_name.lower() or "đơn vị"
    return Comparison(
        key="don-vi-tuong-tu",
        title="Bên cạnh các đơn vị tương tự",
        explanation=(
            f"{len(near)} {kind} có số dân gần nhất đã công khai cùng loại báo cáo. Đơn vị: đồng trên một người dân. "
            "Chi nhiều hay ít hơn nơi khác chưa nói lên tốt hay xấu: mỗi nơi có việc riêng."
        ),
        columns=[
            Column("Đơn vị", is_number=False),
            Column("Số dân"),
            Column("Thu trên người"),
            Column("Chi trên người"),
        ],
        rows=rows,
        addresses=[own.address, *(paper.address for paper in near), ""],
        charts=[
            Chart(
                f"{label} trên một người dân (đồng)",
                [_resident_bar(paper, section, is_own=paper is own) for paper in (own, *near)],
            )
            for section, label in BudgetSection.choices
        ],
    )


# ---- reading


def _pages(**conditions: Any) -> list[BudgetPage]:
    return list(BudgetPage.objects.live().filter(**conditions).select_related("organisation"))


def paper_of(page: BudgetPage) -> Paper:
    """Return the page's totals in đồng."""
    totals = page.stated_totals()
    return Paper(
        code=page.organisation.code,
        organisation=page.organisation.name,
        population=page.organisation.population,
        year=page.year,
        form=page.form,
        revenue=_in_dong(totals[BudgetSection.REVENUE], page.unit),
        expenditure=_in_dong(totals[BudgetSection.EXPENDITURE], page.unit),
        address=page.public_path,
    )


def _in_dong(total: Sum, unit: str) -> Sum:
    factor = IN_DONG[unit]
    return Sum(total.estimate * factor, None if total.actual is None else total.actual * factor)


def _top_lines(page: BudgetPage) -> dict[tuple[str, str], tuple[str, Decimal]]:
    """Return the top lines by section and folded name: name and amount in đồng."""
    factor = IN_DONG[page.unit]
    return {
        (line.section, fold(line.name)): (
            line.name,
            ((line.estimate if line.actual is None else line.actual) or Decimal(0)) * factor,
        )
        for line in page.lines.all()
        if line.level == 0
    }


def _parts(paper: Paper) -> Iterable[Sum]:
    return paper.revenue, paper.expenditure


# ---- cells and bars


def _million(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else (amount / MILLION).quantize(Decimal("0.001"))


def _plan_and_result(section: Sum) -> list[Decimal | None]:
    return [_million(section.estimate), _million(section.actual), percent(section.actual, section.estimate)]


def _bar(label: str, value: Decimal | int | None, **more: Any) -> dict[str, Any]:
    return {"label": label, "value": None if value is None else float(value), "text": shown(value), **more}


def _percent_chart(caption: str, parts: Sequence[tuple[Paper, Sum]]) -> Chart:
    """A full bar is the whole plan, or the largest share when more came than was planned."""
    reached = [percent(section.actual, section.estimate) for _, section in parts]
    bars = [
        _bar(BudgetForm(paper.form).label, value) for (paper, _), value in zip(parts, reached, strict=True)
    ]
    return Chart(caption, bars, maximum=float(max(100, *(value or 0 for value in reached))))


def _resident_bar(paper: Paper, section: str, *, is_own: bool) -> dict[str, Any]:
    tone = "lotus" if is_own else "quiet"
    return _bar(paper.organisation, paper.per_resident(getattr(paper, section)), tone=tone, url=paper.address)


TABLES: dict[str, Callable[[BudgetPage], Comparison | None]] = {
    "trong-nam": through_the_year,
    "qua-cac-nam": over_the_years,
    "tung-muc": by_line,
    "don-vi-tuong-tu": beside_others,
}


def comparisons(page: BudgetPage) -> list[Comparison]:
    """Return every comparison that has something to compare; a handful of queries, however many communes."""
    found = [make(page) for make in TABLES.values()]
    return [one for one in found if one is not None]
