"""The disclosures that need no form of their own: plans, schedules, notices and reports, as short documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from cms.blocks.table import write_table
from cms.disclosures.models import DocumentPage
from cms.disclosures.services import DisclosureDraft
from content.generators.corpus import DATA
from content.seeding.disclosure_pages import SAMPLE
from portal.statutes.periods import STANDING, period_bounds, period_label

if TYPE_CHECKING:
    from content.seeding.disclosures import Desk


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return dict(json.loads((DATA / "general_documents.json").read_text(encoding="utf-8")))


def general_documents(desk: Desk) -> Iterator[DisclosureDraft]:
    """Yield what the organisation published of the duties that the general document serves."""
    for (key, period), due in desk.due.items():
        if key in _texts() and desk.year.starts <= due <= desk.year.today:
            earliest = max(desk.year.starts, due - timedelta(days=6))
            if day := desk.day(f"{key} {period}", due, earliest):
                page = _page(desk, key, period, min(day, due))
                yield DisclosureDraft(page, desk.moment(f"{key} {period}", day))


def _page(desk: Desk, key: str, period: str, decided: date) -> DocumentPage:
    text, rng = _texts()[key], desk.rng(f"{key} {period} text")
    year = decided.year if period == STANDING else int(period[:4])
    first = period_bounds(period)[0] or decided
    values = {
        "place": desk.place.name,
        "period": period_label(period).lower() if period != STANDING else "",
        "year": year,
        "day1": f"{desk.year.calendar.on_or_after(first + timedelta(days=9)):%d/%m/%Y}",
        "day2": f"{desk.year.calendar.on_or_after(first + timedelta(days=19)):%d/%m/%Y}",
        **{name: rng.randint(2, 12) for name in "abcd"},
    }
    rows = [[cell.format(**values) for cell in row] for row in text["rows"]]
    return DocumentPage(
        title=" ".join(text["title"].format(**values).split()),
        organisation=desk.bodies.organisations[desk.place.code],
        item=key,
        year=year,
        part=period.partition("-")[2] if period != STANDING else "",
        decision_number=f"{rng.randint(8, 480)}/{text['kind']}-UBND (mẫu)",
        decision_date=decided,
        summary=f"{SAMPLE}<p>{text['summary']}</p>",
        body=[("table", {"caption": text["caption"], "rows": write_table(rows)})],
    )
