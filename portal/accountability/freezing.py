"""Freeze a period's scores, and correct what was frozen by a new snapshot. Nothing here asks the clock.

Everything that was published stays: a correction is a further snapshot, with its difference row by row.
"""

import gzip
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from portal.accountability.formula import Formula, load, text_of
from portal.accountability.models import RowChange, ScoreSnapshot, SnapshotRows, SnapshotScore
from portal.accountability.periods import Period, day_text
from portal.accountability.presentation import ROWS_HEADER, line, read_row, scores_text
from portal.accountability.scoring import OrganisationScore
from portal.accountability.snapshots import latest_snapshot, row_digest, row_lines
from portal.accountability.streaming import Adjustment, Summary, Wish, scores_of, summaries
from portal.accounts.models import Role, User
from portal.accounts.policies import Action, can
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.models import LedgerRoot
from portal.ledger.sealing import seal
from portal.ledger.services import record
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.services import working_calendar

__all__ = ["Adjustment", "FreezeRefused", "compute", "correct", "freeze"]
KINDS = (OrganisationKind.COMMUNE, OrganisationKind.DEPARTMENT)
READ_AGAIN = "Đọc lại sổ cái: có sự kiện của kỳ mà lần chốt trước chưa có."
OTHER_FORMULA = "Công thức hoặc cách đọc dữ liệu của lần chốt này khác lần trước."


class FreezeRefused(ValueError):
    """The period cannot be frozen or corrected; nothing has changed. The message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the difference; before and after are lines of the rows' file, "" where there is none."""

    code: str
    what: str
    before: str
    after: str
    why: str


@dataclass
class Draft:
    """What a snapshot would hold, before it is stored."""

    period: Period
    kind: str
    formula: Formula
    adjustments: tuple[Adjustment, ...]
    found: dict[str, Summary]
    organisations: dict[str, Organisation]

    @property
    def row_count(self) -> int:
        return sum(item.row_count for item in self.found.values())

    @cached_property
    def scores(self) -> list[OrganisationScore]:
        return scores_of(self.found, list(self.organisations), self.formula)

    def lines(self, code: str) -> list[str]:
        """The organisation's lines of the rows' file."""
        item = self.found.get(code)
        return gzip.decompress(item.rows).decode().splitlines(keepends=True) if item else []


def compute(
    period: Period, kind: str = OrganisationKind.COMMUNE, adjustments: Sequence[Adjustment] = ()
) -> Draft:
    """Return what freezing the period now would store; raises FreezeRefused when there is nothing to score."""
    # Sorted here: databases sort texts by rules of their own, and a stranger's program has to agree.
    bodies = sorted(Organisation.objects.filter(kind=kind), key=lambda body: body.code)
    wish = Wish(period.start, period.end, tuple(adjustments), keep_rows=True)
    found = summaries(wish)
    organisations = {body.code: body for body in bodies}
    mine = {code: found[code] for code in organisations if code in found and found[code].row_count}
    draft = Draft(period, kind, load(on=period.end), wish.adjustments, mine, organisations)
    if not mine:
        raise FreezeRefused(f"Sổ cái không có gì để chấm điểm cho kỳ {period.label}.")
    return draft


def freeze(
    *, period: Period, by: User | None, at: datetime, reason: str = "", kind: str = OrganisationKind.COMMUNE
) -> ScoreSnapshot:
    """Freeze the scores of a period that is over; by None is the portal itself, on the plan's day.

    Freezing again returns what was frozen. Raises PermissionDenied, or FreezeRefused for a period that is not over
    or without anything to score.
    """
    _check_right(by)
    if period.end >= localdate(at):
        raise FreezeRefused(f"Kỳ {period.label} đến hết ngày {day_text(period.end)} mới chốt được.")
    if existing := latest_snapshot(period.code, kind):
        return existing
    # Read before the transaction: nobody should wait for a long ledger, and what is over does not change.
    draft = compute(period, kind)
    with transaction.atomic():
        if existing := latest_snapshot(period.code, kind):
            return existing
        return _store(draft, by=by, at=at, reason=reason, corrects=None)


def correct(
    *,
    snapshot: ScoreSnapshot,
    by: User | None,
    at: datetime,
    reason: str,
    adjustments: Sequence[Adjustment] = (),
) -> ScoreSnapshot:
    """Freeze the period once more and keep the difference; returns the new snapshot.

    Decisions of earlier corrections go on to hold. Raises PermissionDenied, or FreezeRefused without a reason, for a
    snapshot that was corrected already, for an adjustment of a row that is not there, and when nothing would change.
    """
    _check_right(by)
    if not reason.strip():
        raise FreezeRefused("Hãy nêu lý do đính chính; lý do được công khai.")
    _check_current(snapshot)
    draft = compute_correction(snapshot, adjustments)
    changes = difference(snapshot, draft)
    if not changes and not score_changes(snapshot, draft):
        raise FreezeRefused("Không có gì thay đổi so với lần chốt trước.")
    with transaction.atomic():
        held = ScoreSnapshot.objects.select_for_update().get(pk=snapshot.pk)
        _check_current(held)
        stored = _store(draft, by=by, at=at, reason=reason.strip(), corrects=held)
        RowChange.objects.bulk_create(
            [RowChange(snapshot=stored, **asdict(change)) for change in changes], batch_size=1000
        )
        return stored


def _check_current(snapshot: ScoreSnapshot) -> None:
    if not snapshot.is_current:
        raise FreezeRefused("Lần chốt này đã được đính chính; hãy đính chính bản mới nhất.")


def compute_correction(snapshot: ScoreSnapshot, adjustments: Sequence[Adjustment] = ()) -> Draft:
    """Return what a correction would store; raises FreezeRefused for an adjustment of a row that is not there."""
    for item in adjustments:
        here = (read_row(text) for text in row_lines(snapshot, item.code))
        if not any(row.indicator == item.indicator and row.place == item.place for row in here):
            raise FreezeRefused(
                f"Không có dòng {item.indicator} ở vị trí {item.place} của đơn vị {item.code}."
            )
        if item.value is not None and item.value < 0:
            raise FreezeRefused("Giá trị của dòng không được âm.")
    held = [Adjustment(**item) for item in snapshot.adjustments]
    return compute(period_of(snapshot), snapshot.kind, [*held, *adjustments])


def period_of(snapshot: ScoreSnapshot) -> Period:
    return Period(snapshot.start, snapshot.end, snapshot.period, snapshot.period_label)


def difference(snapshot: ScoreSnapshot, draft: Draft) -> list[Change]:
    """Return which rows of the snapshot are not as in the draft, organisation by organisation, and why."""
    decided = {(item.code, item.indicator, item.place): item.why for item in draft.adjustments}
    otherwise = READ_AGAIN if snapshot.formula_digest == draft.formula.digest else OTHER_FORMULA
    found: list[Change] = []
    for code in sorted({*snapshot.rows.values_list("code", flat=True), *draft.found}):
        before, after = Counter(row_lines(snapshot, code)), Counter(draft.lines(code))
        gone, new = _by_place(before - after), _by_place(after - before)
        for key in sorted({*gone, *new}):
            found += _pairs(code, gone.get(key, []), new.get(key, []), decided.get(key, otherwise))
    return found


def score_changes(snapshot: ScoreSnapshot, draft: Draft) -> list[tuple[str, float | None, float | None]]:
    """Return the organisations whose score is not as it was: code, before, after."""
    before = dict(snapshot.scores.values_list("code", "score"))
    after = {score.organisation_code: score.score for score in draft.scores}
    codes = sorted({*before, *after})
    return [
        (code, before.get(code), after.get(code)) for code in codes if before.get(code) != after.get(code)
    ]


def _by_place(lines: Counter[str]) -> dict[tuple[str, str, int], list[str]]:
    found: dict[tuple[str, str, int], list[str]] = {}
    for text in sorted(lines.elements()):
        row = read_row(text)
        found.setdefault((row.organisation, row.indicator, row.place), []).append(text)
    return found


def _pairs(code: str, gone: list[str], new: list[str], why: str) -> Iterator[Change]:
    for index in range(max(len(gone), len(new))):
        before = gone[index].strip() if index < len(gone) else ""
        after = new[index].strip() if index < len(new) else ""
        what = "changed" if before and after else "disappeared" if before else "appeared"
        yield Change(code, what, before, after, why)


def _check_right(by: User | None) -> None:
    if by is not None and not can(by, Action.SCORE_FREEZE):
        raise PermissionDenied


def _store(
    draft: Draft, *, by: User | None, at: datetime, reason: str, corrects: ScoreSnapshot | None
) -> ScoreSnapshot:
    root = _root(draft.period.end, at)
    rows_digest, list_digest = _digests(draft)
    stored = ScoreSnapshot.objects.create(
        period=draft.period.code,
        period_label=draft.period.label,
        start=draft.period.start,
        end=draft.period.end,
        kind=draft.kind,
        formula_version=draft.formula.version,
        formula_digest=draft.formula.digest,
        formula=text_of(draft.formula.version),
        calendar_version=working_calendar().version,
        ledger_date=root.date,
        ledger_root=root.root,
        tree_size=root.size,
        row_count=draft.row_count,
        rows_digest=rows_digest,
        row_list_digest=list_digest,
        scores_digest=_scores_digest(draft),
        corrects=corrects,
        adjustments=[asdict(item) for item in draft.adjustments],
        reason=reason,
        created_at=at,
        by=by,
        by_role=Role.INSPECTOR if by else ActorRole.SYSTEM,
    )
    SnapshotScore.objects.bulk_create(
        [_score(stored, draft, position, score) for position, score in enumerate(draft.scores, 1)],
        batch_size=500,
    )
    SnapshotRows.objects.bulk_create(
        [
            SnapshotRows(
                snapshot=stored,
                code=code,
                count=item.row_count,
                content=item.rows,
            )
            for code, item in draft.found.items()
        ],
        batch_size=100,
    )
    _record(stored)
    return stored


def _root(end: date, at: datetime) -> LedgerRoot:
    """The newest published root that holds every event of the period."""
    root = LedgerRoot.objects.filter(date__gte=end).order_by("-date").first()
    if root is None:
        seal(on=end, at=at)
        root = LedgerRoot.objects.filter(date__gte=end).order_by("-date").first()
    if root is None:
        raise FreezeRefused("Sổ cái chưa có sự kiện nào được niêm phong.")
    return root


def _digests(draft: Draft) -> tuple[str, str]:
    """The digests of the file of rows and of the list of its lines' digests."""
    whole, listed = hashlib.sha256(ROWS_HEADER.encode()), hashlib.sha256()
    for code in draft.found:
        for text in draft.lines(code):
            whole.update(text.encode())
            listed.update(row_digest(text).encode())
    return whole.hexdigest(), listed.hexdigest()


def _scores_digest(draft: Draft) -> str:
    lines = []
    for score in draft.scores:
        body = draft.organisations[score.organisation_code]
        lines.append(line(score, name=body.name, type_name=body.type_name, slug=body.slug))
    return hashlib.sha256(scores_text(lines, draft.formula).encode()).hexdigest()


def _score(snapshot: ScoreSnapshot, draft: Draft, position: int, score: OrganisationScore) -> SnapshotScore:
    body = draft.organisations[score.organisation_code]
    return SnapshotScore(
        snapshot=snapshot,
        organisation=body,
        position=position,
        code=body.code,
        name=body.name,
        type_name=body.type_name,
        score=score.score,
        low=score.low,
        high=score.high,
        ranked=score.ranked,
        band=score.band,
        due_cases=score.due_cases,
        excluded=score.excluded,
        exempted=score.exempted,
        channels=dict(score.channels),
        indicators=[asdict(value) for value in score.indicators],
        speed=draft.found[body.code].speed if body.code in draft.found else {},
    )


def _record(snapshot: ScoreSnapshot) -> None:
    """On the province's chain; where there is no province yet, on that of the first scored body."""
    bodies = Organisation.objects
    body = bodies.filter(kind=OrganisationKind.PROVINCE).order_by("code").first()
    record(
        EventKind.SCORE_CORRECTED if snapshot.corrects_id else EventKind.SCORE_FROZEN,
        organisation=body or bodies.order_by("code")[0],
        subject=f"score:{snapshot.period}:{snapshot.kind}",
        actor_role=snapshot.by_role,
        at=snapshot.created_at,
        payload={
            "period": snapshot.period,
            "kind": snapshot.kind,
            "formula": snapshot.formula_version,
            "formula_digest": snapshot.formula_digest,
            "calendar": snapshot.calendar_version,
            "root": snapshot.ledger_root,
            "tree_size": snapshot.tree_size,
            "rows": snapshot.row_count,
            "rows_digest": snapshot.rows_digest,
            "row_list_digest": snapshot.row_list_digest,
            "scores_digest": snapshot.scores_digest,
            "number": snapshot.pk,
            "corrects": snapshot.corrects_id,
        },
    )
