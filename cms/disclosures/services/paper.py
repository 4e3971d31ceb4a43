"""A notice goes up on its boards, is photographed, comes down: each act with its event in the same transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cms.disclosures import events
from cms.disclosures.models import (
    DisclosurePage,
    LoudspeakerScript,
    Obligation,
    PoorHouseholdListPage,
    Posting,
    PostingEvidence,
)
from cms.disclosures.models.posting import current_postings
from cms.disclosures.photos import Photo
from cms.disclosures.posting_rules import BreakReason, Moment, end_window, is_kept, lacks
from cms.disclosures.services.proof import proof_terms
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import User
from portal.core import page_cache
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.models import Event
from portal.ledger.services import record_many
from portal.organisations.models import PostingPlace
from portal.statutes.duties import posted_until
from portal.statutes.services import working_calendar

MOST_PHOTOS = 12  # of one notice on one board


@transaction.atomic
def plan_posting(*, page: DisclosurePage, places: Iterable[PostingPlace]) -> list[Posting]:
    """Set on which boards the page will hang; boards that it already has stay. Nothing is public yet.

    On a poor-household list that is public already the notice hangs by the list's own dates.
    """
    _require_open(page)
    wanted = list(places)
    _require_own(page, wanted)
    known = set(page.postings.open().values_list("place_id", flat=True))
    new = [Posting(page=page, place=place) for place in wanted if place.pk not in known]
    Posting.objects.bulk_create(new)
    if isinstance(page, PoorHouseholdListPage) and page.live:
        follow_list(page=page)
    return new


@transaction.atomic
def drop_plan(*, posting: Posting) -> None:
    """Forget a board on which nothing hangs yet. Raises ValidationError once it does."""
    if posting.posted_from is not None:
        raise ValidationError("Nội dung đã niêm yết tại nơi này, không thể bỏ.")
    posting.delete()


@transaction.atomic
def start_posting(
    *, page: DisclosurePage, places: Sequence[PostingPlace], posted_from: date, at: datetime, actor_role: str
) -> list[Posting]:
    """The notice hangs on these boards since the date; how long it must is computed from the page's duty.

    Raises ValidationError for a page that is not public, a list that posts by its own dates, a date that cannot
    be, a foreign board, or one on which it hangs already.
    """
    _require_open(page)
    _require_own(page, places)
    if not page.live:
        raise ValidationError("Chỉ niêm yết nội dung đã công khai.")
    if isinstance(page, PoorHouseholdListPage):
        raise ValidationError("Danh sách hộ nghèo niêm yết theo ngày ghi trong danh sách.")
    _require_day(page, posted_from, timezone.localdate(at))
    hanging = set(page.postings.open().started().values_list("place_id", flat=True))
    if any(place.pk in hanging for place in places):
        raise ValidationError("Nội dung này đang được niêm yết tại một nơi đã chọn.")
    plan_posting(page=page, places=places)
    until = posted_until(page.duty, posted_from, working_calendar())
    chosen = page.postings.open().filter(place__in=places)
    chosen.update(posted_from=posted_from, posted_until=until)
    payload = {
        "from": posted_from.isoformat(),
        "until": until.isoformat() if until else None,
        "places": sorted(place.slug for place in places),
    }
    _written(page, EventKind.POSTING_STARTED, payload, at=at, actor_role=actor_role)
    return list(chosen)


def follow_list(*, page: PoorHouseholdListPage) -> None:
    """Let the boards of a poor-household list carry the list's own dates; called for every publication."""
    page.postings.open().update(posted_from=page.posting_from, posted_until=page.posting_until)
    sync_obligation(page)
    page_cache.bump()


@transaction.atomic
def add_evidence(
    *, posting: Posting, moment: str, photo: Photo, by: User, at: datetime, actor_role: str
) -> PostingEvidence:
    """Keep a photograph of the notice; it counts for the day on which it arrived here.

    Raises ValidationError when the notice does not hang, its posting is closed, or it has too many.
    """
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if posting.closed_at or posting.posted_from is None:
        raise ValidationError("Nơi này không có niêm yết đang theo dõi.")
    if posting.posted_from > timezone.localdate(at):
        raise ValidationError("Chưa đến ngày niêm yết.")
    if posting.evidence.count() >= MOST_PHOTOS:
        raise ValidationError(f"Mỗi nơi niêm yết giữ nhiều nhất {MOST_PHOTOS} ảnh.")
    if posting.evidence.filter(sha256=photo.upload.sha256).exists():
        raise ValidationError("Ảnh này đã được gửi rồi. Hãy chụp ảnh mới.")
    evidence = PostingEvidence.objects.create(
        posting=posting,
        moment=Moment(moment).value,
        photo=ContentFile(photo.upload.content, name=f"niem-yet{_extension(photo)}"),
        media_type=photo.upload.media_type,
        size=photo.upload.size,
        sha256=photo.upload.sha256,
        received_at=at,
        taken_at=photo.taken_at,
        uploaded_by=by,
    )
    payload = {"place": posting.place.slug, "moment": evidence.moment, "sha256": evidence.sha256}
    _written(posting.page, EventKind.POSTING_EVIDENCE, payload, at=at, actor_role=actor_role)
    return evidence


@transaction.atomic
def report_broken(*, posting: Posting, on: date, reason: str, at: datetime, actor_role: str) -> Posting:
    """The notice is missing from its board since the date: public at once, and the posting is no longer kept."""
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if posting.closed_at or posting.posted_from is None or posting.is_broken():
        raise ValidationError("Chỉ báo gián đoạn khi tờ niêm yết đang treo.")
    if not posting.posted_from <= on <= timezone.localdate(at):
        raise ValidationError({"on": "Ngày gián đoạn phải từ ngày bắt đầu niêm yết đến hôm nay."})
    # The first break is what ended the unbroken posting; a later one does not hide it.
    posting.broken_on = min(posting.broken_on or on, on)
    posting.broken_reason, posting.restored_on = BreakReason(reason).value, None
    posting.save(update_fields=["broken_on", "broken_reason", "restored_on"])
    payload = {"place": posting.place.slug, "on": on.isoformat(), "reason": posting.broken_reason}
    _written(posting.page, EventKind.POSTING_BROKEN, payload, at=at, actor_role=actor_role)
    return posting


@transaction.atomic
def restore_posting(*, posting: Posting, on: date, at: datetime, actor_role: str) -> Posting:
    """The notice hangs again. The gap stays on record: the posting was not kept without a break."""
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if posting.closed_at or not posting.is_broken() or posting.broken_on is None:
        raise ValidationError("Tờ niêm yết này không bị gián đoạn.")
    if not posting.broken_on <= on <= timezone.localdate(at):
        raise ValidationError({"on": "Ngày treo lại phải từ ngày gián đoạn đến hôm nay."})
    posting.restored_on = on
    posting.save(update_fields=["restored_on"])
    payload = {"place": posting.place.slug, "on": on.isoformat()}
    _written(posting.page, EventKind.POSTING_RESTORED, payload, at=at, actor_role=actor_role)
    return posting


def forget_paper(*, page: DisclosurePage, photographs: Mapping[str, Any]) -> set[str]:
    """Forget what the page said on paper, because its content has to go; return the files to delete.

    A photograph of the notice shows what it said; its date and digest stay as the proof that it hung.
    """
    LoudspeakerScript.objects.filter(page=page).delete()
    shown = PostingEvidence.objects.filter(posting__page=page, **photographs).exclude(photo="")
    files = set(shown.values_list("photo", flat=True))
    shown.update(photo="")
    return files


@transaction.atomic
def take_down(*, page: DisclosurePage, reason: str, at: datetime, actor_role: str) -> None:
    """The page was withdrawn, so its notice comes down before its time.

    What hangs without an end until its successor takes its place has done what it should: it ends without a
    judgement.
    """
    if reason == WithdrawalReason.SUPERSEDED:
        page.postings.open().filter(posted_until__isnull=True).update(closed_at=at)
    close_posting(page=page, at=at, actor_role=actor_role)
    page.postings.open().delete()


@transaction.atomic
def close_posting(*, page: DisclosurePage, at: datetime, actor_role: str) -> bool:
    """End the posting of the page on all its boards and record once whether it was kept in full.

    Returns that. Idempotent: without an open posting nothing is written.
    """
    rows = list(page.postings.open().select_for_update(of=("self",)).with_proof())
    if not any(row.posted_from for row in rows):
        return False
    kept = judge(page=page, rows=rows, at=at)
    record_many(
        [events.about(page, EventKind.POSTING_ENDED, at=at, actor_role=actor_role, payload={"kept": kept})]
    )
    page_cache.bump()
    return kept


def judge(*, page: DisclosurePage, rows: Sequence[Posting], at: datetime) -> bool:
    """Close the rows, each with its own outcome; return whether the notice was kept on every board."""
    terms = proof_terms()
    for row in rows:
        row.closed_at, row.kept = at, is_kept(row.hanging, terms)
    Posting.objects.bulk_update(rows, ["closed_at", "kept"])
    sync_obligation(page)
    return bool(rows) and all(row.kept for row in rows) and not was_taken_back(page)


def close_over(*, on: date, at: datetime) -> list[DisclosurePage]:
    """Close the postings whose last day is before `on` and that are proven, or can no longer be.

    Lists of poor households end by themselves, see services.posting.
    """
    terms = proof_terms()
    waiting: dict[int, list[Posting]] = {}
    over = Posting.objects.open().filter(posted_until__lt=on).values("page")
    for row in Posting.objects.open().filter(page__in=over).with_proof().order_by("page_id", "pk"):
        waiting.setdefault(row.page_id, []).append(row)
    lists = set(PoorHouseholdListPage.objects.filter(pk__in=waiting).values_list("pk", flat=True))
    closed = []
    for pk, rows in waiting.items():
        ends = [row.posted_until for row in rows if row.posted_until]
        last = max(ends)
        still_hangs = any(row.posted_from and row.posted_until is None for row in rows)
        if pk in lists or last >= on or still_hangs:
            continue
        if any(lacks(row.hanging, terms) for row in rows) and end_window(last, terms).last >= on:
            continue
        page = DisclosurePage.objects.get(pk=pk).specific
        close_posting(page=page, at=at, actor_role=ActorRole.SYSTEM)
        closed.append(page)
    return closed


def was_taken_back(page: DisclosurePage) -> bool:
    """Return whether the page was withdrawn after its notice went up, other than because its time was over."""
    told = Event.objects.about(page.subject).filter(kind__in=[EventKind.POSTING_STARTED, EventKind.WITHDRAWN])
    taken = False
    for event in told:
        expired = json.loads(event.payload).get("reason") == WithdrawalReason.EXPIRED
        taken = event.kind == EventKind.WITHDRAWN and (taken or not expired)
    return taken


def sync_obligation(page: DisclosurePage) -> None:
    """Write the dates of the page's posting to the obligation that the page fulfils."""
    rows = [row for row in current_postings(page) if row.posted_from]
    terms = proof_terms()
    ends = [row.posted_until for row in rows]
    breaks = [row.broken_on for row in rows if row.broken_on]
    proven = all(is_kept(row.hanging, terms) for row in rows)
    seen = [item.received_on for row in rows for item in row.evidence_of(Moment.END)]
    Obligation.objects.filter(
        organisation=page.organisation_id,
        duty_key=page.duty.key,
        period=page.period,
        occurrence=page.occurrence,
    ).update(
        posting_from=min((row.posted_from for row in rows if row.posted_from), default=None),
        posting_until=max((end for end in ends if end), default=None) if None not in ends else None,
        posting_broken_on=min(breaks, default=None),
        posting_proven_on=max(seen, default=None) if rows and proven else None,
    )


# ---- guards


def _require_open(page: DisclosurePage) -> None:
    if isinstance(page, PoorHouseholdListPage) and page.posting_ended_at:
        raise ValidationError("Thời gian niêm yết đã kết thúc.")


def _require_own(page: DisclosurePage, places: Sequence[PostingPlace]) -> None:
    if not places:
        raise ValidationError({"places": "Hãy chọn ít nhất một nơi niêm yết."})
    if any(place.organisation_id != page.organisation_id for place in places):
        raise ValidationError({"places": "Có nơi niêm yết không thuộc đơn vị này."})


def _require_day(page: DisclosurePage, posted_from: date, today: date) -> None:
    if posted_from > today:
        raise ValidationError({"posted_from": "Ngày bắt đầu niêm yết không thể ở tương lai."})
    if page.decision_date and posted_from < page.decision_date:
        raise ValidationError({"posted_from": "Ngày niêm yết không thể trước ngày của văn bản."})


def _written(
    page: DisclosurePage, kind: EventKind, payload: Mapping[str, object], *, at: datetime, actor_role: str
) -> None:
    """Record the act, follow it into the obligation, and let every cached page know."""
    specific = page.specific
    record_many([events.about(specific, kind, at=at, actor_role=actor_role, payload=payload)])
    sync_obligation(specific)
    page_cache.bump()


def _extension(photo: Photo) -> str:
    return "." + photo.upload.name.rpartition(".")[2]
