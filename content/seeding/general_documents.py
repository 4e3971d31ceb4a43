"""The disclosures that need no form of their own: plans, schedules, notices and reports, as short documents."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from cms.blocks.table import write_table
from cms.disclosures.models import DisclosurePage, DocumentPage
from cms.disclosures.services import DisclosureDraft
from cms.disclosures.services.quarterly import CAPTION, QUARTERLY_LIST
from content.generators.corpus import DATA
from content.generators.wording import lower_first
from content.seeding import office_pages
from content.seeding.disclosure_pages import SAMPLE
from portal.statutes.periods import STANDING, period_bounds, period_label

if TYPE_CHECKING:
    from content.seeding.disclosures import Desk

_HEADING = ["Ngày công khai", "Nội dung", "Văn bản"]


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


def _page(desk: Desk, key: str, period: str, decided: date) -> DisclosurePage:
    text, rng = _texts()[key], desk.rng(f"{key} {period} text")
    values = {
        "place": desk.place.name,
        "period": lower_first(period_label(period)) if period != STANDING else "",
        "year": decided.year if period == STANDING else int(period[:4]),
        **{name: rng.randint(2, 12) for name in "abcd"},
    }
    page: Any = office_pages.page_of(desk, key, period, text) or _document(key, period, text, values)
    page.title = " ".join(text["title"].format(**values).split())
    page.organisation = desk.bodies.organisations[desk.place.code]
    page.year = values["year"]
    page.decision_number = f"{rng.randint(8, 480)}/{text['kind']}-UBND (mẫu)"
    page.decision_date = decided
    page.summary = f"{SAMPLE}<p>{text['summary']}</p>"
    return page


def _document(key: str, period: str, text: dict[str, Any], values: dict[str, Any]) -> DocumentPage:
    rows = [[cell.format(**values) for cell in row] for row in text["rows"]]
    return DocumentPage(
        item=key,
        part=period.partition("-")[2] if period != STANDING else "",
        body=[("table", {"caption": text["caption"], "rows": write_table(rows)})],
    )


def list_quarters(drafts: Sequence[DisclosureDraft]) -> None:
    """Put into each quarterly list what its body discloses in the quarter, as the register will know it."""
    by_body: dict[int, list[DisclosureDraft]] = defaultdict(list)
    for draft in sorted(drafts, key=lambda draft: draft.at):
        by_body[draft.page.organisation.pk].append(draft)
    for draft in drafts:
        page = draft.page
        if isinstance(page, DocumentPage) and page.item == QUARTERLY_LIST:
            first, last = period_bounds(f"{page.year}-{page.part}")
            assert first
            assert last
            found = [one for one in by_body[page.organisation.pk] if first <= one.at.date() <= last]
            page.body = [
                ("table", {"caption": CAPTION, "rows": write_table([_HEADING, *map(_cells, found)])})
            ]


def _cells(draft: DisclosureDraft) -> list[str]:
    return [f"{draft.at:%d/%m/%Y}", draft.page.title, draft.page.decision_number]
