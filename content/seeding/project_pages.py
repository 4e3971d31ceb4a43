"""Projects and contributions of the communes shown in depth, with what happened to them during the year."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cms.disclosures import events
from cms.disclosures.corrections import Correction, CorrectionReason
from cms.disclosures.models import (
    ContributionLine,
    ContributionPage,
    DisclosurePage,
    InvestmentProjectPage,
    ProgressPhoto,
    ProgressReport,
    ProjectCapital,
    PublishedVersion,
    SupervisionResult,
)
from cms.disclosures.public_content import digest_of, public_content
from cms.disclosures.services.versions import version_fields
from content.generators import documents
from content.generators.corpus import Place, load
from content.generators.moments import Year, office
from content.generators.wording import lower_first
from content.seeding.files import Shelf
from content.seeding.land_pages import SAMPLE, put_picture
from content.seeding.organisations import Bodies
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft
from portal.statutes.terms import ZONE

REPORT_EVERY = 61  # days


def projects(
    place: Place, bodies: Bodies, year: Year, rng: random.Random, shelf: Shelf, *, photos: bool
) -> list[InvestmentProjectPage]:
    """Return three projects: decided in the winter, in spring, in summer."""
    texts = rng.sample(load("projects.json")["projects"], 3)
    pages = []
    for index, text in enumerate(texts):
        decided = year.calendar.on_or_after(
            year.starts + timedelta(days=12 + 75 * index + rng.randint(0, 20))
        )
        pages.append(_project(text, decided, 20 + index, place, bodies, year, rng))
    if photos:
        _photograph(pages[0], rng, shelf)
    return pages


def _project(
    text: dict[str, Any],
    decided: date,
    number: int,
    place: Place,
    bodies: Bodies,
    year: Year,
    rng: random.Random,
) -> InvestmentProjectPage:
    village = rng.choice(bodies.villages[place.code])
    planned = decided + timedelta(days=25)
    began = planned + timedelta(days=rng.choice((0, 0, 4, 21)))
    ends = planned + timedelta(days=30 * text["months"])
    reports = _reports(text["reports"], began, year, rng)
    done = bool(reports) and reports[-1].percent == 100
    capital = rng.randint(*text["capital"])
    page = InvestmentProjectPage(
        title=text["title"].format(village=lower_first(village.name)),
        organisation=bodies.organisations[place.code],
        investor=place.office,
        decided_by=f"Hội đồng nhân dân {place.name}",
        contractor=rng.choice(load("projects.json")["contractors"]),
        village=village if "{village}" in text["title"] else None,
        place=f"Địa bàn {place.name}" if "{village}" not in text["title"] else "",
        status="completed" if done else "building",
        starts_planned=planned,
        ends_planned=ends,
        starts_actual=began if began <= year.today else None,
        ends_actual=reports[-1].on_date if done else None,
        decision_number=f"{number}/NQ-HĐND (mẫu)",
        decision_date=decided,
        summary=f"{SAMPLE}<p>Công trình, vốn và tiến độ dưới đây được tạo ra để minh họa.</p>",
    )
    paid = Decimal(capital * (reports[-1].percent if reports else 0) // 100)
    share = rng.choice((Decimal("0.5"), Decimal("0.7"), Decimal(1)))
    page.capital = [
        ProjectCapital(source=source, amount=round(capital * part), paid=round(paid * part))
        for source, part in (("province", share), ("commune", 1 - share))
        if part
    ]
    page.progress = reports
    if text["found"] and reports:
        page.supervision = [_supervision(text, reports[0].on_date, year)]
    return page


def _reports(texts: Sequence[str], began: date, year: Year, rng: random.Random) -> list[ProgressReport]:
    found = []
    for step, text in enumerate(texts, start=1):
        day = began + timedelta(days=REPORT_EVERY * step + rng.randint(-9, 9))
        if day > year.today:
            break
        last = step == len(texts) and rng.random() < 0.5
        percent = 100 if last else min(95, step * 90 // len(texts))
        found.append(ProgressReport(on_date=day, percent=percent, text=f"Mẫu: {text}"))
    return found


def _supervision(text: dict[str, Any], day: date, year: Year) -> SupervisionResult:
    answered = day + timedelta(days=9)
    has_answer = bool(text["answer"]) and answered <= year.today
    return SupervisionResult(
        body="community_board",
        on_date=day,
        found=f"Mẫu: {text['found']}",
        recommendation=text["ask"],
        response=text["answer"] if has_answer else "",
        responded_on=answered if has_answer else None,
    )


def _photograph(page: InvestmentProjectPage, rng: random.Random, shelf: Shelf) -> None:
    reports = list(page.progress.all())
    if not reports:
        return
    photo = put_picture(
        ProgressPhoto(),
        "anh-mau.png",
        documents.picture(rng),
        "Ảnh vẽ mẫu: con đường giữa cánh đồng, mặt đường có vài ổ gà đang được lấp.",
        shelf,
    )
    reports[0].photos = [photo]
    page.progress = reports


def with_reports(
    told: Sequence[EventDraft], pages: Sequence[DisclosurePage], year: Year, rng: random.Random
) -> list[EventDraft]:
    """Return the events as if each report had come in its time, and store the versions that this made.

    The pages were stored at once with all of their reports.
    """
    projects = [page for page in pages if isinstance(page, InvestmentProjectPage)]
    firsts = {row.page_id: row for row in PublishedVersion.objects.filter(page__in=projects)}
    retold: dict[str, EventDraft] = {}
    written: list[EventDraft] = []
    later: list[PublishedVersion] = []
    for page in projects:
        first, *others = _told_again(page, firsts[page.pk], later, year, rng)
        retold[page.subject] = first
        written += others
    PublishedVersion.objects.bulk_update(
        firsts.values(), ["digest", "replaced_at", "revision"], batch_size=200
    )
    PublishedVersion.objects.bulk_create(later, batch_size=200)
    known = [
        retold.get(event.subject, event) if event.kind == EventKind.DISCLOSED else event for event in told
    ]
    return [*known, *written]


def _told_again(
    page: InvestmentProjectPage,
    first: PublishedVersion,
    later: list[PublishedVersion],
    year: Year,
    rng: random.Random,
) -> list[EventDraft]:
    """Return one event for the publication without reports and one for each report; add their versions."""
    assert page.first_disclosed_at
    reports, findings = list(page.progress.all()), list(page.supervision.all())
    final, last, drafts = (page.status, page.ends_actual), first, []
    for number in range(len(reports) + 1):
        is_last = number == len(reports)
        page.progress, page.supervision = reports[:number], findings[: 1 if number else 0]
        page.status, page.ends_actual = final if is_last else ("building", None)
        page.derive()
        at = page.first_disclosed_at
        if number:
            at = _day_after(reports[number - 1], page, year, rng)
            why = Correction(CorrectionReason.UPDATE, "Thêm báo cáo tiến độ (mẫu).")
            last.replaced_at, last.revision_id = at, None
            last = PublishedVersion(**version_fields(page, at=at, correction=why, last=last))
            later.append(last)
        else:
            last.digest = digest_of(public_content(page))
        head = ActorRole.HEAD
        drafts += events.disclosed(page, last, first=not number, at=at, actor_role=head)[:1]
    return drafts


def _day_after(
    report: ProgressReport, page: InvestmentProjectPage, year: Year, rng: random.Random
) -> datetime:
    assert page.first_disclosed_at
    opening = datetime.combine(report.on_date + timedelta(days=1), time(7, 30), ZONE)
    at = office(rng, opening.date(), max(opening, page.first_disclosed_at), year)
    return min(at, year.ends - timedelta(minutes=rng.randint(5, 60)))


def contribution(place: Place, bodies: Bodies, year: Year, rng: random.Random) -> ContributionPage:
    """One contribution of a village: mostly carried, now and then refused."""
    text = rng.choice(load("projects.json")["contributions"])
    village = rng.choice(bodies.villages[place.code])
    voted = year.calendar.on_or_after(year.starts + timedelta(days=rng.randint(50, 190)))
    total = village.households or 180
    carried = rng.random() < 0.85
    agreed = int(total * (rng.uniform(0.74, 0.96) if carried else rng.uniform(0.4, 0.6)))
    planned = Decimal(total * text["rate"] // 1_000_000)
    collected = (planned * Decimal("0.9")).quantize(Decimal(1)) if carried else None
    lines = _lines(text["items"], planned, collected)
    page = ContributionPage(
        title=text["title"].format(village=lower_first(village.name)),
        organisation=bodies.organisations[place.code],
        village=village,
        stage="collecting" if carried else "refused",
        proposal=text["proposal"],
        rate=f"{text['rate']:,} đồng một hộ".replace(",", "."),
        voted_on=voted,
        households_total=total,
        votes_for=agreed,
        votes_against=(total - agreed) // 2,
        income_planned=planned,
        income_actual=collected,
        spending_planned=planned,
        spending_actual=sum((line.actual or 0 for line in lines if line.side == "spending"), Decimal(0))
        if carried
        else None,
        contact_body=f"Ban công tác Mặt trận {lower_first(village.name)}",
        decision_number=f"{rng.randint(3, 40)}/BB-{village.slug} (mẫu)"[:80],
        decision_date=voted,
        summary=f"{SAMPLE}<p>Biên bản họp, số hộ và số tiền được tạo ra để minh họa.</p>",
    )
    page.lines = lines
    return page


def _lines(
    items: Sequence[tuple[str, float]], planned: Decimal, collected: Decimal | None
) -> list[ContributionLine]:
    lines = [ContributionLine(side="income", name="Đóng góp của các hộ", planned=planned, actual=collected)]
    left = planned
    for index, (name, share) in enumerate(items):
        amount = left if index == len(items) - 1 else (planned * Decimal(str(share))).quantize(Decimal(1))
        left -= amount
        spent = (amount * Decimal("0.6")).quantize(Decimal(1)) if collected is not None else None
        lines.append(ContributionLine(side="spending", name=name, planned=amount, actual=spent))
    return lines
