"""A case's clocks from its rules and what happened to it. Pure: no database, no current time.

Each stage is a clock of its own. Most start at receipt; some start at acceptance and wait for it.
Forwarding never restarts a clock. Pauses and extensions act on one stage, the answer unless told
otherwise; a case may be extended only while its deadline has not passed and at most as often as its
rule allows.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Protocol

from portal.statutes.calendar import WorkingCalendar
from portal.statutes.deadlines import Deadline, compute, due, extended_due, paused_due
from portal.statutes.explanation import Step
from portal.statutes.terms import CLOSES, OPENS, Extension, Pause, acting_day, local
from portal.statutes.wording import long_date, sentence, short_date

RECEIPT, ACCEPTANCE = "receipt", "acceptance"
ANSWER, REVIEW, REANSWER = "answer", "review", "reanswer"
WAITS_VI = {ACCEPTANCE: "Chưa bắt đầu: thời hạn này tính từ ngày thụ lý."}
# Which stage an act completes.
COMPLETES = {"acknowledged": "acknowledge", "accepted": "accept", "forwarded": "forward", "answered": ANSWER}


class CaseError(ValueError):
    """An event that the rules do not allow; the message is Vietnamese and fit for staff."""


class Rule(Protocol):
    """What a clock needs of a ClockRule."""

    @property
    def stage(self) -> str: ...
    @property
    def amount(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def counts_from(self) -> str: ...
    @property
    def max_extensions(self) -> int: ...
    @property
    def extension_amount(self) -> int | None: ...
    @property
    def extension_unit(self) -> str: ...
    @property
    def basis(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One act on a case. Only paused has `until`; `stage` is for paused, resumed and extended."""

    kind: str
    at: datetime
    until: date | None = None
    stage: str = ANSWER
    reason: str = ""
    to: str = ""


@dataclass(frozen=True)
class CaseClock:
    """One stage's clock. A clock that has not started has no due date and says what it waits for."""

    stage: str
    due: date | None
    waits_for: str
    # The Rule that was given; Any, so that callers get their own class back.
    rule: Any
    trace: tuple[Step, ...]
    deadline: Deadline | None = None
    met_on: date | None = None

    @property
    def start(self) -> date | None:
        """Day zero, or None for a clock that has not started."""
        return self.deadline.counted_from if self.deadline else None

    @property
    def waits_for_vi(self) -> str:
        return WAITS_VI.get(self.waits_for, "")

    @property
    def on_time(self) -> bool | None:
        """None until the act is done."""
        return None if self.met_on is None or self.due is None else self.met_on <= self.due

    def as_dict(self) -> dict[str, Any]:
        return {
            "due": self.due.isoformat() if self.due else None,
            "start": self.start.isoformat() if self.start else None,
            "waits_for": self.waits_for,
            "waits_for_vi": self.waits_for_vi,
            "amount": self.rule.amount,
            "unit": str(self.rule.unit),
            "basis": self.rule.basis,
            "met_on": self.met_on.isoformat() if self.met_on else None,
            "on_time": self.on_time,
            "trace": [step.as_dict() for step in self.trace],
        }


def open_clock(
    rule: Rule, received: datetime, accepted: datetime | None, calendar: WorkingCalendar,
    *, opens: time = OPENS, closes: time = CLOSES,
) -> CaseClock:  # fmt: skip
    """The clock of one rule for a case received, and perhaps accepted, at those moments."""
    start = accepted if rule.counts_from == ACCEPTANCE else received
    if start is None:
        local(received)
        step = Step(received.date(), "note", WAITS_VI[ACCEPTANCE])
        return CaseClock(rule.stage, None, ACCEPTANCE, rule, (step,))
    deadline = due(start, rule.amount, rule.unit, calendar, opens=opens, closes=closes, basis=rule.basis)
    return CaseClock(rule.stage, deadline.due, "", rule, deadline.trace, deadline)


# The rule of a stage after the answer on the day that starts it; None where there is none.
LaterRule = Callable[[str, date], Any]


def replay(
    rules: Mapping[str, Rule], received: datetime, events: Iterable[CaseEvent], calendar: WorkingCalendar,
    *, opens: time = OPENS, closes: time = CLOSES, later: LaterRule = lambda stage, on: None,
) -> dict[str, CaseClock]:  # fmt: skip
    """The clocks of a case after all its events, in the order of their moments.

    A dispute starts the clock of its review, and an upheld one that of the new answer, by the rules that `later`
    gives for that day.

    Raises CaseError for an event that the rules do not allow, ValueError for naive datetimes.
    """
    case = _Case(rules, received, calendar, opens, closes, later)
    for event in sorted(events, key=lambda each: local(each.at)):
        case.apply(event)
    return case.clocks


class _Case:
    """The state of a replay. Lives only inside `replay`."""

    def __init__(
        self,
        rules: Mapping[str, Rule],
        received: datetime,
        calendar: WorkingCalendar,
        opens: time,
        closes: time,
        later: LaterRule,
    ) -> None:
        self.rules, self.received, self.calendar = rules, received, calendar
        self.opens, self.closes, self.later = opens, closes, later
        self.accepted: datetime | None = None
        self.clocks = {
            stage: open_clock(rule, received, None, calendar, opens=opens, closes=closes)
            for stage, rule in rules.items()
        }

    def apply(self, event: CaseEvent) -> None:
        if local(event.at) < local(self.received):
            raise CaseError(f"Sự kiện “{event.kind}” xảy ra trước khi nhận đơn.")
        act = getattr(self, f"_{event.kind}", None) if event.kind in EVENT_KINDS else None
        if act is None:
            raise CaseError(f"Không rõ loại sự kiện “{event.kind}”; các loại: {', '.join(EVENT_KINDS)}.")
        act(event)
        if stage := COMPLETES.get(event.kind):
            self._complete(stage, local(event.at).date())

    def _complete(self, stage: str, day: date) -> None:
        clock = self.clocks.get(stage)
        if clock and clock.met_on is None:
            self.clocks[stage] = replace(clock, met_on=day)

    def _acknowledged(self, event: CaseEvent) -> None:
        """Nothing beyond completing its stage."""

    def _answered(self, event: CaseEvent) -> None:
        self._running(ANSWER)
        self._complete(REANSWER, local(event.at).date())

    def _disputed(self, event: CaseEvent) -> None:
        answer = self.clocks.get(ANSWER)
        if answer is None or answer.met_on is None:
            raise CaseError("Chưa có câu trả lời nào để đề nghị xem xét lại.")
        self._start_later(REVIEW, event)

    def _dispute_rejected(self, event: CaseEvent) -> None:
        review = self.clocks.get(REVIEW)
        if review is None or review.met_on is not None:
            raise CaseError("Không có đề nghị xem xét lại nào đang chờ.")
        self._complete(REVIEW, local(event.at).date())

    def _dispute_upheld(self, event: CaseEvent) -> None:
        self._dispute_rejected(event)
        self._start_later(REANSWER, event)

    def _start_later(self, stage: str, event: CaseEvent) -> None:
        rule = self.later(stage, local(event.at).date())
        if rule is not None:
            self.clocks[stage] = open_clock(
                rule, event.at, None, self.calendar, opens=self.opens, closes=self.closes
            )

    def _accepted(self, event: CaseEvent) -> None:
        if self.accepted:
            raise CaseError("Đơn đã được thụ lý; không thể thụ lý lần nữa.")
        self.accepted = event.at
        for stage, clock in self.clocks.items():
            if clock.waits_for == ACCEPTANCE:
                self.clocks[stage] = open_clock(
                    clock.rule, self.received, event.at, self.calendar, opens=self.opens, closes=self.closes
                )

    def _forwarded(self, event: CaseEvent) -> None:
        day = local(event.at).date()
        to = f" tới {event.to}" if event.to else ""
        step = Step(day, "note", f"Chuyển{to} {long_date(day)}: thời hạn vẫn tính từ lúc nhận ban đầu.")
        for stage, clock in self.clocks.items():
            if stage != "forward" and clock.met_on is None:
                self.clocks[stage] = replace(clock, trace=_with_note(clock.trace, step))

    def _paused(self, event: CaseEvent) -> None:
        deadline = self._running(event.stage)
        start = acting_day(event.at, self.closes)
        if event.until is None or event.until <= local(event.at).date():
            raise CaseError("Tạm dừng cần ngày tính tiếp (until) sau ngày tạm dừng.")
        if not event.reason.strip():
            raise CaseError("Tạm dừng cần lý do (reason).")
        pause = Pause(start, max(start, event.until), event.reason)
        self._replace(event.stage, paused_due(deadline, pause, self.calendar))

    def _resumed(self, event: CaseEvent) -> None:
        deadline = self._running(event.stage)
        day = acting_day(event.at, self.closes)
        started = [pause for pause in deadline.terms.pauses if pause.start <= day]
        if not started:
            raise CaseError("Không thể tính tiếp: hồ sơ chưa từng tạm dừng.")
        last = max(started, key=lambda pause: pause.start)
        shorter = replace(last, until=min(last.until, day))
        self._replace(event.stage, paused_due(deadline, shorter, self.calendar))

    def _extended(self, event: CaseEvent) -> None:
        deadline = self._running(event.stage)
        extension = allowed_extension(self.rules[event.stage], deadline, at=event.at, reason=event.reason)
        self._replace(event.stage, extended_due(deadline, extension, self.calendar))

    def _running(self, stage: str) -> Deadline:
        clock = self.clocks.get(stage)
        if clock is None:
            raise CaseError(f"Loại đơn này không có thời hạn “{stage}”.")
        if clock.deadline is None:
            raise CaseError(f"Thời hạn “{stage}” chưa bắt đầu tính: chờ thụ lý.")
        return clock.deadline

    def _replace(self, stage: str, deadline: Deadline) -> None:
        clock = self.clocks[stage]
        notes = [step for step in clock.trace if step.kind == "note"]
        trace = deadline.trace
        for note in notes:
            trace = _with_note(trace, note)
        self.clocks[stage] = replace(clock, due=deadline.due, deadline=deadline, trace=trace)


EVENT_KINDS = (
    *("acknowledged", "accepted", "forwarded", "paused", "resumed", "extended", "answered"),
    *("disputed", "dispute_upheld", "dispute_rejected"),
)


def allowed_extension(rule: Rule, deadline: Deadline, *, at: datetime, reason: str) -> Extension:
    """The extension that the rule grants to a running deadline.

    Raises CaseError, in Vietnamese, without a reason, after the deadline, or when the rule's number of
    extensions is used up.
    """
    day = local(at).date()
    used = len(deadline.terms.extensions)
    if not rule.max_extensions or not rule.extension_amount:
        raise CaseError("Thời hạn này không được gia hạn.")
    if used >= rule.max_extensions:
        raise CaseError(f"Thời hạn này chỉ được gia hạn {rule.max_extensions} lần; đã gia hạn {used} lần.")
    if not reason.strip():
        raise CaseError("Gia hạn cần lý do (reason).")
    if day > deadline.due:
        raise CaseError(f"Không thể gia hạn sau khi đã quá hạn ({short_date(deadline.due)}).")
    return Extension(rule.extension_amount, rule.extension_unit or rule.unit, sentence(reason)[:-1], day)


def recomputed(deadline: Deadline, calendar: WorkingCalendar) -> Deadline:
    """The same deadline under a changed calendar."""
    return compute(deadline.terms, calendar)


def _with_note(trace: tuple[Step, ...], note: Step) -> tuple[Step, ...]:
    """The trace with a note before its result."""
    cut = next((index for index, step in enumerate(trace) if step.kind in {"provisional", "due"}), len(trace))
    return (*trace[:cut], note, *trace[cut:])
