"""What senders and the Inspectorate do with tips. A text arrives in clear, is sealed at once, and never stored."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.confidential import boxes, passphrase, workflow
from portal.confidential.models import Author, DailySeal, Tip, TipKey, TipPart
from portal.confidential.workflow import TransitionNotAllowed
from portal.core.text import plain_text
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.models import Event
from portal.ledger.services import record
from portal.statutes.cases import CaseClock, CaseError, CaseEvent
from portal.statutes.choices import CaseKind, Stage
from portal.statutes.deadlines import counted_from
from portal.statutes.services import replay_case, working_calendar
from portal.statutes.terms import ZONE

MAX_PARTS = 200  # messages and files of one tip: a bound against a sender who fills the disk


UNREADABLE = "(Tin nhắn này không mở được bằng mã của bạn. Hãy viết cho Thanh tra biết.)"
GONE = "(Nội dung đã được xoá vì hết thời hạn lưu giữ.)"


class NoKey(Exception):
    """The Inspectorate has no confirmed key, so nothing can be sealed."""


class TooMuch(Exception):
    """The tip has as many parts as it may have."""


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A checked file under a neutral name: the sender's own name for it may say who they are."""

    name: str
    media_type: str
    content: bytes


def code_for(nonce: str, text: str) -> str:
    """Return the sender's code. The same form sent twice finds the same tip; another text never does."""
    source = hashlib.sha256(f"{settings.SECRET_KEY}\0{nonce}\0{text}".encode()).digest()
    return passphrase.spelled(source)


def find(code: str) -> Tip | None:
    return Tip.objects.filter(locator=passphrase.locator(code)).first()


@transaction.atomic
def submit(
    *, code: str, text: str, files: Iterable[CleanFile] = (), at: datetime, is_sample_data: bool = False
) -> Tip:
    """Seal a new tip and start its clock. Idempotent by the code. Raises NoKey."""
    if (known := find(code)) is not None:
        return known
    key = TipKey.objects.current()
    if key is None:
        raise NoKey
    calendar = working_calendar()
    day = counted_from(at, calendar, key.organisation.closes_at)
    mailbox = boxes.public_of(passphrase.mailbox_seed(code))
    tip = Tip(
        locator=passphrase.locator(code),
        mailbox=mailbox,
        key=key,
        received_on=day,
        is_sample_data=is_sample_data,
    )
    _set_clock(tip)
    tip.save()
    _add_letter(tip, text, files, on=day)
    return tip


@transaction.atomic
def write(*, code: str, text: str, files: Iterable[CleanFile] = (), at: datetime) -> Tip:
    """Add a message of the sender. Raises Tip.DoesNotExist, TooMuch."""
    tip = Tip.objects.select_for_update().get(locator=passphrase.locator(code))
    on = timezone.localdate(at)
    _add_letter(tip, text, files, on=on)
    tip.waits_for_us = True
    tip.save(update_fields=["waits_for_us"])
    return tip


@dataclass(frozen=True, slots=True)
class Line:
    """A message as its sender reads it; a file only says that it is there."""

    author: str
    on: date
    is_file: bool
    text: str


def conversation(tip: Tip, code: str) -> list[Line]:
    """Open, with the sender's code, the messages that were sealed to their mailbox."""
    seed = passphrase.mailbox_seed(code)
    lines = []
    for part in tip.parts.all():
        text = ""
        if part.sealed_for_sender:
            try:
                text = boxes.open_box(bytes(part.sealed_for_sender), seed).text
            except boxes.CannotOpen:
                # Sealed elsewhere, to another mailbox: the sender must know that something was written.
                text = UNREADABLE
        elif part.is_gone:
            text = GONE
        lines.append(Line(part.get_author_display(), part.on, part.is_file, text))
    return lines


def may_handle(user: object) -> bool:
    return isinstance(user, User) and can(user, Action.TIP_HANDLE)


@transaction.atomic
def reply(*, tip: Tip, by: User, text: str, at: datetime) -> Tip:
    """Seal a message of the Inspectorate to the sender. Raises PermissionDenied, TooMuch."""
    locked = _locked(tip, by)
    _add(locked, Author.INSPECTORATE, _message(text), on=timezone.localdate(at))
    locked.waits_for_us = False
    locked.save(update_fields=["waits_for_us"])
    return locked


@transaction.atomic
def reply_sealed(*, tip: Tip, by: User, at: datetime, sealed: bytes, for_sender: bytes) -> Tip:
    """Store a reply that the Inspectorate sealed itself. Raises PermissionDenied, TooMuch."""
    locked = _locked(tip, by)
    _store(locked, Author.INSPECTORATE, sealed, for_sender, is_file=False, on=timezone.localdate(at))
    locked.waits_for_us = False
    locked.save(update_fields=["waits_for_us"])
    return locked


@transaction.atomic
def act(name: str, *, tip: Tip, by: User, at: datetime, text: str = "") -> Tip:
    """One row of the table. Raises PermissionDenied, or TransitionNotAllowed with a Vietnamese message."""
    locked = _locked(tip, by)
    row = workflow.check(name, locked.status)
    if row.tells and not text.strip():
        raise TransitionNotAllowed("Hãy viết cho người gửi biết lý do hoặc kết luận.")
    on = timezone.localdate(at)
    locked.events = [*locked.events, {"kind": row.event, "act": name, "on": on.isoformat(), "by": by.pk}]
    locked.status = row.to
    try:
        _set_clock(locked)
    except CaseError as error:
        raise TransitionNotAllowed(str(error)) from error
    if text.strip():
        _add(locked, Author.INSPECTORATE, _message(text), on=on)
    locked.waits_for_us = False
    locked.save()
    return locked


def clocks(tip: Tip) -> dict[str, CaseClock]:
    """The tip's clocks after all its acts, by stage; from days, because no time is kept.

    What came in the evening or on a day off counts from the next working day; an act before that counts from it too.
    """
    events = [
        CaseEvent(
            event["kind"], _morning(max(date.fromisoformat(event["on"]), tip.received_on)), reason="gia hạn"
        )
        for event in tip.events
        if event["kind"]
    ]
    return replay_case(CaseKind.TIP, _morning(tip.received_on), events)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), tzinfo=ZONE)


def _set_clock(tip: Tip) -> None:
    found = clocks(tip)
    tip.accept_due = found[Stage.ACCEPT].due if Stage.ACCEPT in found else None
    tip.answer_due = found[Stage.ANSWER].due if Stage.ANSWER in found else None


def _locked(tip: Tip, by: User) -> Tip:
    if not may_handle(by):
        raise PermissionDenied
    return Tip.objects.select_for_update().get(pk=tip.pk)


def _message(text: str) -> boxes.Inside:
    return boxes.Inside("message", plain_text(text).encode())


def _add_letter(tip: Tip, text: str, files: Iterable[CleanFile], *, on: date) -> None:
    """Seal what the sender wrote, then each file."""
    _add(tip, Author.SENDER, boxes.Inside("message", text.encode()), on=on)
    for file in files:
        _add(tip, Author.SENDER, boxes.Inside("file", file.content, file.name, file.media_type), on=on)


def _add(tip: Tip, author: Author, inside: boxes.Inside, *, on: date) -> TipPart:
    sealed = boxes.seal(inside, bytes(tip.key.public))
    is_file = inside.kind == "file"
    for_sender = b"" if is_file else boxes.seal(inside, bytes(tip.mailbox))
    return _store(tip, author, sealed, for_sender, is_file=is_file, on=on)


def _store(tip: Tip, author: Author, sealed: bytes, for_sender: bytes, *, is_file: bool, on: date) -> TipPart:
    place = tip.parts.count() + 1
    if place > MAX_PARTS:
        raise TooMuch
    return TipPart.objects.create(
        tip=tip,
        place=place,
        author=author,
        on=on,
        is_file=is_file,
        sealed=sealed,
        sealed_for_sender=for_sender,
        digest=hashlib.sha256(sealed + for_sender).hexdigest(),
    )


# ---- keys


@transaction.atomic
def confirm_key(*, key: TipKey, by: User, at: datetime) -> TipKey:
    """Make a key the one that new tips are sealed to, after its holder has shown that they can open its boxes.

    The fingerprint goes to the ledger: whoever exchanges the key leaves a trace that everybody can read.
    Raises PermissionDenied when the person is no inspector, or entered the key themselves.
    """
    if not may_handle(by) or key.entered_by_id == by.pk:
        raise PermissionDenied
    on = timezone.localdate(at)
    TipKey.objects.filter(retired_on__isnull=True, confirmed_on__isnull=False).exclude(pk=key.pk).update(
        retired_on=on
    )
    key.confirmed_by, key.confirmed_on, key.retired_on = by, on, None
    key.save()
    record(
        EventKind.TIP_KEY_CONFIRMED,
        organisation=key.organisation,
        subject=f"tip-key:{key.fingerprint.replace(' ', '')}",
        actor_role=ActorRole.INSPECTOR,
        at=at,
        payload={"fingerprint": key.fingerprint},
    )
    return key


# ---- the daily seal


def _lines() -> Iterator[str]:
    parts = TipPart.objects.order_by("tip__number", "place").values_list(
        "tip__number", "place", "author", "on", "digest"
    )
    for number, place, author, on, digest in parts.iterator(chunk_size=1000):
        yield f"{number} {place} {author} {on:%Y-%m-%d} {digest}"
    tips = Tip.objects.order_by("number").values_list("number", "status", "forgotten_on")
    for number, status, forgotten in tips.iterator():
        yield f"{number} {status}" + (f" {forgotten:%Y-%m-%d}" if forgotten else "")


def digest_of_all(nonce: str) -> str:
    """Return the SHA-256 over a secret number and one line for every part and tip."""
    running = hashlib.sha256(nonce.encode())
    for line in _lines():
        running.update(b"\n" + line.encode())
    return running.hexdigest()


@transaction.atomic
def seal_day(*, day: date, at: datetime) -> DailySeal | None:
    """Write the day's digest to the ledger once; None while no key was ever confirmed.

    An event is written every day, with a fresh secret number in it, so that nobody can tell from the ledger whether
    anything came. Its payload is the digest alone.
    """
    if (done := DailySeal.objects.filter(day=day).first()) is not None:
        return done
    key = TipKey.objects.current()
    if key is None:
        return None
    nonce = secrets.token_hex(32)
    seal = DailySeal.objects.create(
        day=day,
        nonce=nonce,
        digest=digest_of_all(nonce),
        tips=Tip.objects.count(),
        parts=TipPart.objects.count(),
    )
    record(
        EventKind.TIPS_SEALED,
        organisation=key.organisation,
        subject=f"tips:{day:%Y-%m-%d}",
        actor_role=ActorRole.SYSTEM,
        at=at,
        payload={"digest": seal.digest},
    )
    return seal


def altered_parts() -> list[str]:
    """Name the parts whose boxes no longer have the digest they were stored with, or that are gone."""
    bad = []
    for part in TipPart.objects.select_related("tip").iterator(chunk_size=50):
        if part.is_gone and part.tip.forgotten_on and part.tip.closed_on:
            # Deleted by law: only what was closed can be, and the day stands in the digest of that day.
            continue
        whole = bytes(part.sealed) + bytes(part.sealed_for_sender)
        if hashlib.sha256(whole).hexdigest() != part.digest:
            bad.append(f"{part.tip.number}/{part.place}")
    for tip in Tip.objects.prefetch_related("parts"):
        places = [part.place for part in tip.parts.all()]
        if places != list(range(1, len(places) + 1)) or not places:
            bad.append(tip.number)
    last = DailySeal.objects.first()
    if last is not None:
        if Tip.objects.count() < last.tips or TipPart.objects.count() < last.parts:
            bad.append(f"{last.day:%Y-%m-%d}")
        events = Event.objects.filter(subject=f"tips:{last.day:%Y-%m-%d}", kind=EventKind.TIPS_SEALED)
        if not any(last.digest in event.payload for event in events):
            bad.append(f"{last.day:%Y-%m-%d}")
    return bad
