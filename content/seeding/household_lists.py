"""Poor-household lists: last year's result, this autumn's drafts, and a few that hang on the board now."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from cms.disclosures.models.households import ListStage, PoorHouseholdListPage
from cms.disclosures.services import DisclosureDraft, HouseholdRow, deadline_of
from content.generators.corpus import settings
from content.seeding.disclosure_pages import SAMPLE
from portal.organisations.models import Village
from portal.statutes.duties import posted_until
from portal.statutes.models import DisclosureDuty
from portal.statutes.terms import ZONE

if TYPE_CHECKING:
    from content.seeding.disclosures import Desk

STAGES = {
    ListStage.FINAL: "Danh sách hộ nghèo, hộ cận nghèo",
    ListStage.DRAFT: "Danh sách dự kiến hộ nghèo, hộ cận nghèo",
}


def household_lists(desk: Desk) -> Iterator[DisclosureDraft]:
    """The lists of one commune in the demonstration year."""
    year, calendar = desk.year.starts.year, desk.year.calendar
    rng = desk.rng("lists")
    decided = calendar.on_or_after(date(year - 1, 12, 29) + timedelta(days=rng.randint(0, 7)))
    yield from _list(desk, ListStage.FINAL, year - 1, decided)
    if desk.place.code in settings()["posting_now"]:
        decided = calendar.on_or_after(desk.year.today - timedelta(days=8))
        yield from _list(desk, ListStage.FINAL, year, decided, certain=True)
    elif rng.random() < 0.7:
        met = calendar.on_or_after(date(year, 9, 21) + timedelta(days=rng.randint(0, 50)))
        yield from _list(desk, ListStage.DRAFT, year, met)


def _list(
    desk: Desk, stage: ListStage, year: int, decided: date, *, certain: bool = False
) -> Iterator[DisclosureDraft]:
    item = f"households {stage} {year}"
    duty = _duty(stage)
    due = deadline_of(duty=duty, triggered_on=decided, calendar=desk.year.calendar).due
    earliest = max(decided, desk.year.starts)
    day = due if certain else desk.day(item, due, earliest)
    if day is None:
        return
    planned = min(day, due)
    until = posted_until(duty, planned, desk.year.calendar)
    assert until is not None
    until = max(until, day)
    at = desk.moment(item, day)
    page = PoorHouseholdListPage(
        title=f"{STAGES[stage]} năm {year} – {desk.place.name}",
        organisation=desk.bodies.organisations[desk.place.code],
        year=year,
        stage=stage,
        decision_number=f"{desk.rng(item).randint(40, 260)}/{'QĐ' if stage == ListStage.FINAL else 'TB'}-UBND (mẫu)",
        decision_date=decided,
        summary=f"{SAMPLE}<p>Niêm yết tại trụ sở và nhà văn hóa các thôn, tổ dân phố. Chủ hộ mang số, không phải người thật.</p>",
        posting_from=planned,
        posting_until=until,
    )
    if until < desk.year.today:
        night = datetime.combine(until + timedelta(days=1), time(0, 10), ZONE)
        page.posting_ended_at = max(night, at + timedelta(minutes=5))
    yield DisclosureDraft(
        page, at, households=_rows(desk.rng(f"{item} rows"), desk.bodies.villages[desk.place.code])
    )


def _duty(stage: ListStage) -> DisclosureDuty:
    key = "poor_households_final" if stage == ListStage.FINAL else "poor_households_draft"
    return DisclosureDuty.objects.get(key=key)


def _rows(rng: random.Random, villages: list[Village]) -> list[HouseholdRow]:
    """Invented households, named by number."""
    rows = []
    for village in villages:
        for poverty_class, most in (("poor", 4), ("near_poor", 6)):
            for _ in range(rng.randint(0, most)):
                rows.append((village, poverty_class, rng.choices((1, 2, 3, 4, 5, 6), (8, 10, 9, 8, 4, 2))[0]))
    return [
        HouseholdRow(f"Hộ mẫu số {number}", village, poverty_class, size)
        for number, (village, poverty_class, size) in enumerate(rows, start=1)
    ]
