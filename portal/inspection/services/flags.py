"""Find flags, ask the body, hear it, decide. A decision changes no score: rows are corrected in a correction."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.accountability.docket import COLUMNS, RULES, ScoreEvent
from portal.accountability.streaming import Wish, end_of, exclusions
from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.feedback.models import Answer
from portal.inspection.flags import texts
from portal.inspection.flags.observing import Observation, read
from portal.inspection.flags.registry import TEXT_RULES, Counts, Found, add, count, judge
from portal.inspection.models import Flag, FlagState
from portal.ledger.reading import event_rows
from portal.organisations.models import Organisation
from portal.statutes.terms import ZONE

TEXT_LENGTH = 3000


class FlagRefused(Exception):
    """The act is not possible now; the message is Vietnamese and fit to show."""


def find_flags(start: date, end: date) -> list[Found]:
    """Return what all rules find in [start, end]. Reads the ledger once, one chain after the other."""
    marks = exclusions(Wish(start, end))
    counts: Counts = {}
    events: Iterator[ScoreEvent] = event_rows(COLUMNS, kinds=tuple(RULES), before=end_of(end))
    for _, chain in groupby(events, key=itemgetter(0)):
        docket, watch = read(chain, start.isoformat(), end.isoformat())
        docket.exclusions = marks
        count(counts, docket, watch)
    _count_texts(counts, start, end)
    return judge(counts)


def _count_texts(counts: Counts, start: date, end: date) -> None:
    answers = (
        Answer.objects.filter(
            published_at__gte=datetime.combine(start, datetime.min.time(), ZONE),
            published_at__lt=end_of(end),
            petition__excluded="",
        )
        .order_by("petition__organisation__code", "-published_at", "-pk")
        .values_list("petition__organisation__code", "petition__code", "text")
    )
    for code, found in groupby(answers.iterator(chunk_size=2000), key=itemgetter(0)):
        said: dict[str, str] = {}
        for _, case, text in found:
            if len(said) < texts.MOST:
                said.setdefault(f"petition:{case}", text)
        for rule in TEXT_RULES:
            marked = rule.marks(said)
            add(counts, rule.key, (Observation(code, subject, 0, subject in marked) for subject in said))


def raise_flags(*, start: date, end: date, at: datetime) -> list[Flag]:
    """Store what the rules find; what an inspector has decided stays as it was. Returns new flags only."""
    # Read before the transaction: nobody should wait for a long ledger.
    return _store(find_flags(start, end), start, end, at)


@transaction.atomic
def _store(flags: list[Found], start: date, end: date, at: datetime) -> list[Flag]:
    bodies = {body.code: body for body in Organisation.objects.all()}
    known = {
        (flag.rule, flag.organisation_id): flag
        for flag in Flag.objects.select_for_update().filter(start=start)
    }
    new = []
    for found in flags:
        body = bodies[found.organisation]
        flag = known.get((found.rule, body.pk))
        if flag is not None and flag.is_decided:
            continue
        if flag is None:
            flag = Flag(rule=found.rule, organisation=body, start=start, found_at=at)
            new.append(flag)
        flag.version, flag.end, flag.evidence = found.version, end, [list(item) for item in found.evidence]
        flag.cases, flag.marked = found.cases, found.marked
        flag.group_share, flag.chance = found.group_share, found.chance
        flag.save()
    return new


@transaction.atomic
def ask(*, flag: Flag, by: User, at: datetime, question: str) -> Flag:
    """Show the flag to the body and ask it. Raises PermissionDenied, FlagRefused."""
    locked = _locked(flag)
    if not can(by, Action.AUDIT_CONDUCT):
        raise PermissionDenied
    if locked.is_decided:
        raise FlagRefused("Dấu hiệu này đã có kết luận.")
    locked.question, locked.asked_at = _words(question), at
    locked.state = FlagState.EXPLAINED if locked.explanation else FlagState.ASKED
    locked.save()
    return locked


@transaction.atomic
def explain(*, flag: Flag, by: User, at: datetime, text: str) -> Flag:
    """What the body says to it. Raises PermissionDenied for anybody but its head, FlagRefused."""
    locked = _locked(flag)
    if not can(by, Action.AUDIT_ANSWER, locked.organisation) or locked.asked_at is None:
        raise PermissionDenied
    if locked.is_decided:
        raise FlagRefused("Dấu hiệu này đã có kết luận nên không giải thích thêm được.")
    locked.explanation, locked.explained_by, locked.explained_at = _words(text), by, at
    locked.state = FlagState.EXPLAINED
    locked.save()
    return locked


@transaction.atomic
def decide(*, flag: Flag, by: User, at: datetime, confirmed: bool, reason: str) -> Flag:
    """Conclude, with a reason. Confirming needs that the body was asked. Raises PermissionDenied, FlagRefused."""
    locked = _locked(flag)
    if not can(by, Action.AUDIT_CONDUCT):
        raise PermissionDenied
    if locked.is_decided:
        raise FlagRefused("Dấu hiệu này đã có kết luận.")
    if confirmed and locked.asked_at is None:
        raise FlagRefused("Hãy hỏi đơn vị trước khi xác nhận có vấn đề.")
    locked.state = FlagState.CONFIRMED if confirmed else FlagState.DISMISSED
    locked.reason, locked.decided_by, locked.decided_at = _words(reason), by, at
    locked.save()
    return locked


def _locked(flag: Flag) -> Flag:
    return Flag.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=flag.pk)


def _words(text: str) -> str:
    found = text.strip()
    if not found or len(found) > TEXT_LENGTH:
        raise FlagRefused(f"Hãy viết từ 1 đến {TEXT_LENGTH} ký tự.")
    return found
