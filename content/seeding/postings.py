"""Notices on the boards: when each hung, the drawn photographs of it, and the few that were torn or forgotten."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.files.storage import default_storage

from cms.disclosures import events
from cms.disclosures.models import (
    DisclosurePage,
    Obligation,
    PoorHousehold,
    PoorHouseholdListPage,
    Posting,
    PostingEvidence,
)
from cms.disclosures.posting_rules import (
    BreakReason,
    Hanging,
    Moment,
    ProofTerms,
    Sighting,
    end_window,
    is_kept,
)
from cms.disclosures.services.proof import proof_terms
from content.generators import documents
from content.generators.communes import profile_name
from content.generators.corpus import profiles, settings
from content.generators.moments import Year
from content.generators.streams import choose, stream
from content.seeding.files import Shelf
from content.seeding.organisations import Bodies
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft
from portal.organisations.models import PostingPlace
from portal.statutes.duties import posted_until
from portal.statutes.terms import ZONE

RECENT = 20  # photographs that can belong to the page at hand
PICTURES = 6  # drawn boards that the photographs share; a list on the board now has its own, because it goes


@dataclass
class Stored:
    """What is written in bulk at the end."""

    postings: list[Posting] = field(default_factory=list)
    evidence: list[PostingEvidence] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    events: list[EventDraft] = field(default_factory=list)


@dataclass(frozen=True)
class Board:
    """Hangs one page's notice."""

    number: int
    page: DisclosurePage
    place_code: str
    year: Year
    shelf: Shelf
    households: int
    drawn: dict[str, tuple[str, int, str]]
    terms: ProofTerms

    @property
    def is_list(self) -> bool:
        return isinstance(self.page, PoorHouseholdListPage)

    def rng(self, item: str) -> random.Random:
        page = self.page
        return stream(self.number, "posting", self.place_code, page.duty.key, page.period, item)

    def fate(self, name: str) -> str:
        """on_time: hung and photographed; late: the last photograph is missing; missing: torn down."""
        return choose(self.rng("fate"), profiles()[name]["disclose"])


def create(
    number: int, pages: Sequence[DisclosurePage], bodies: Bodies, year: Year, shelf: Shelf
) -> list[EventDraft]:
    """Hang the pages whose duty asks for it; remove the names of lists that are over. Returns the events."""
    stored = Stored()
    counted = _counts([page for page in pages if isinstance(page, PoorHouseholdListPage)])
    owed = {row.fulfilled_by_id: row for row in Obligation.objects.filter(fulfilled_by__in=pages)}
    in_depth = settings()["in_depth"]
    drawn: dict[str, tuple[str, int, str]] = {}
    terms = proof_terms()
    for page in pages:
        if not page.duty.posting_required:
            continue
        code = page.organisation.code
        board = Board(number, page, code, year, shelf, counted.get(page.pk, 0), drawn, terms)
        boards = bodies.boards[code]
        wanted = boards[: 3 if code in in_depth or board.is_list else 1]
        place = bodies.places[code]
        fate = board.fate(profile_name(number, place) if place.kind == "commune" else "nhanh")
        _hang(board, wanted, fate, owed.get(page.pk), stored)
    Posting.objects.bulk_create(stored.postings, batch_size=500)
    PostingEvidence.objects.bulk_create(stored.evidence, batch_size=500)
    fields = ["posting_from", "posting_until", "posting_broken_on", "posting_proven_on"]
    # Many times faster than bulk_update, whose statement names every row once for each field.
    Obligation.objects.bulk_create(
        stored.obligations, update_conflicts=True, update_fields=fields, unique_fields=["id"], batch_size=300
    )
    PoorHousehold.objects.filter(page__posting_ended_at__isnull=False).delete()
    return stored.events


def _hang(
    board: Board, places: Sequence[PostingPlace], fate: str, owed: Obligation | None, stored: Stored
) -> None:
    page, year = board.page, board.year
    assert page.first_disclosed_at
    first = page.first_disclosed_at.astimezone(ZONE).date()
    since, until = _dates(page, first, year)
    started = max(page.first_disclosed_at, _moment(board, since, "start"))
    if not board.is_list:
        payload = {
            "from": since.isoformat(),
            "until": until.isoformat() if until else None,
            "places": sorted(place.slug for place in places),
        }
        _tell(board, EventKind.POSTING_STARTED, started, payload, stored)
    rows = []
    for index, place in enumerate(places):
        row = Posting(page=page, place=place, posted_from=since, posted_until=until)
        _photograph(board, row, Moment.START, started + timedelta(minutes=20 + 7 * index), stored)
        if fate == "missing" and index == 0:
            _break(board, row, stored)
        if fate == "on_time" and until and until <= year.today:
            _photograph(board, row, Moment.END, _moment(board, until, f"end {index}"), stored)
        rows.append(row)
    stored.postings += rows
    kept = _close(board, rows, first <= since or not board.is_list, stored)
    if owed:
        owed.posting_from, owed.posting_until = since, until
        owed.posting_broken_on = min((row.broken_on for row in rows if row.broken_on), default=None)
        owed.posting_proven_on = until if kept else None
        stored.obligations.append(owed)


def _dates(page: DisclosurePage, first: date, year: Year) -> tuple[date, date | None]:
    if isinstance(page, PoorHouseholdListPage):
        assert page.posting_from
        return page.posting_from, page.posting_until
    return first, posted_until(page.duty, first, year.calendar)


def _close(board: Board, rows: Sequence[Posting], in_time: bool, stored: Stored) -> bool:
    """Judge what is over; return whether it was kept on every board."""
    page, terms, until = board.page, board.terms, rows[0].posted_until
    if until is None:
        return False
    for row in rows:
        row.kept = is_kept(_hanging(row, stored), terms)
    kept = all(row.kept for row in rows)
    if isinstance(page, PoorHouseholdListPage):
        over = page.posting_ended_at
    else:
        last = until if kept else end_window(until, terms).last
        over = (
            datetime.combine(last + timedelta(days=1), time(0, 10), ZONE) if last < board.year.today else None
        )
    if over is None:
        for row in rows:
            row.kept = None
        return kept
    for row in rows:
        row.closed_at = over
    _tell(board, EventKind.POSTING_ENDED, over, {"kept": kept and in_time}, stored, ActorRole.SYSTEM)
    if board.is_list:
        gone = {"households": board.households}
        _tell(board, EventKind.NAMES_REMOVED, over, gone, stored, ActorRole.SYSTEM)
    return kept


def _hanging(row: Posting, stored: Stored) -> Hanging:
    mine = [item for item in stored.evidence[-RECENT:] if item.posting is row]
    seen = [Sighting(item.moment, item.received_at.astimezone(ZONE).date()) for item in mine]
    return Hanging(row.posted_from, row.posted_until, row.broken_on, seen)


def _break(board: Board, row: Posting, stored: Stored) -> None:
    assert row.posted_from
    day = board.year.calendar.on_or_after(row.posted_from + timedelta(days=board.rng("break").randint(3, 12)))
    if day > board.year.today or (row.posted_until and day > row.posted_until):
        return
    rng = board.rng("reason")
    row.broken_on, row.broken_reason = (
        day,
        rng.choice([BreakReason.TORN, BreakReason.REMOVED, BreakReason.WEATHER]),
    )
    at = _moment(board, day, "broken")
    payload = {"place": row.place.slug, "on": day.isoformat(), "reason": str(row.broken_reason)}
    _tell(board, EventKind.POSTING_BROKEN, at, payload, stored)
    again = board.year.calendar.add_working_days(day, 2)
    if again <= board.year.today and rng.random() < 0.7:
        row.restored_on = again
        payload = {"place": row.place.slug, "on": again.isoformat()}
        _tell(board, EventKind.POSTING_RESTORED, _moment(board, again, "restored"), payload, stored)


def _photograph(board: Board, row: Posting, moment: Moment, at: datetime, stored: Stored) -> None:
    if at > board.year.ends:
        return
    name, size, digest = _photo(board, f"{row.place.slug} {moment}")
    stored.evidence.append(
        PostingEvidence(
            posting=row,
            moment=moment,
            photo=name,
            media_type=documents.PNG,
            size=size,
            sha256=digest,
            received_at=at,
        )
    )
    payload = {"place": row.place.slug, "moment": str(moment), "sha256": digest}
    _tell(board, EventKind.POSTING_EVIDENCE, at, payload, stored)


def _photo(board: Board, item: str) -> tuple[str, int, str]:
    """Return where the photograph lies, its size and digest; one that went with its list's names lies nowhere."""
    if isinstance(board.page, PoorHouseholdListPage) and board.page.posting_ended_at:
        return "", 4_000, hashlib.sha256(f"{board.page.subject} {item}".encode()).hexdigest()
    if board.is_list:
        return _shelved(board, documents.board_picture(board.rng(item)))
    key = str(board.rng(item).randrange(PICTURES))
    if key not in board.drawn:
        board.drawn[key] = _shelved(board, documents.board_picture(stream(board.number, "board", key)))
    return board.drawn[key]


def _shelved(board: Board, content: bytes) -> tuple[str, int, str]:
    digest = hashlib.sha256(content).hexdigest()
    path = board.shelf.put(default_storage, f"postings/{digest[:32]}/anh-mau.png", content)
    return path, len(content), digest


def _moment(board: Board, day: date, item: str) -> datetime:
    rng = board.rng(f"{item} at")
    moment = datetime.combine(day, time(rng.randint(8, 15), rng.randint(0, 59)), ZONE)
    return min(moment, board.year.ends - timedelta(minutes=1)) if day == board.year.today else moment


def _tell(
    board: Board,
    kind: EventKind,
    at: datetime,
    payload: Mapping[str, object],
    stored: Stored,
    role: str = ActorRole.EDITOR,
) -> None:
    stored.events.append(events.about(board.page, kind, at=at, actor_role=role, payload=payload))


def _counts(lists: Sequence[PoorHouseholdListPage]) -> dict[int, int]:
    counted = dict.fromkeys((page.pk for page in lists), 0)
    for pk in PoorHousehold.objects.filter(page__in=lists).values_list("page_id", flat=True):
        counted[pk] += 1
    return counted
