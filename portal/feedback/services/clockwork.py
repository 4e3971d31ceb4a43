"""The clocks of cases: from legal rules to stored deadlines and back.

Everything here works on unsaved objects, so that the seed can compute thousands of cases and save them at once.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from portal.feedback.models import Deadline
from portal.feedback.workflow import Stage
from portal.organisations.models import Organisation
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.cases import CaseClock, allowed_extension, open_clock
from portal.statutes.deadlines import Deadline as Computed
from portal.statutes.deadlines import Pause, compute, counted_from, extended_due, paused_due
from portal.statutes.models import ClockRule
from portal.statutes.services import NoRuleError, clock_rules, working_calendar
from portal.statutes.terms import Terms, acting_day
from portal.statutes.thresholds import Threshold

ClockFacts = dict[str, dict[str, str | None]]


class Clockwork:
    """Computes deadlines under one calendar. Make one per act, or one for a whole import: it remembers rules."""

    def __init__(self, calendar: WorkingCalendar | None = None) -> None:
        self.calendar = calendar or working_calendar()
        self._rules: dict[tuple[str, date, str], dict[str, ClockRule]] = {}
        self._thresholds: list[Threshold] | None = None

    def rules(
        self, kind: str, received: datetime, organisation: Organisation, *, condition: str = ""
    ) -> dict[str, ClockRule]:
        """The rules of the day that a case counts as received. Raises NoRuleError."""
        day = counted_from(received, self.calendar, organisation.closes_at)
        key = (kind, day, condition)
        if key not in self._rules:
            self._rules[key] = clock_rules(kind, day, condition=condition)
        if not self._rules[key]:
            raise NoRuleError(f"Không có quy định thời hạn nào cho loại “{kind}” vào ngày {day:%d/%m/%Y}.")
        return self._rules[key]

    def threshold(self, key: str, *, on: date) -> int | None:
        """The amount of a dated row on a day; every row is read once."""
        if self._thresholds is None:
            self._thresholds = list(Threshold.objects.order_by("-effective_from"))
        rows = (row for row in self._thresholds if row.key == key and row.effective_from <= on)
        found = next((row for row in rows if row.effective_to is None or row.effective_to >= on), None)
        return found.amount if found else None

    def open(self, kind: str, received: datetime, organisation: Organisation) -> dict[str, Deadline]:
        """Every clock of a new case, unsaved, by stage."""
        rules = self.rules(kind, received, organisation)
        return {stage: self._deadline(rule, received, None, organisation) for stage, rule in rules.items()}

    def restart(self, deadline: Deadline, rule: ClockRule, at: datetime, organisation: Organisation) -> None:
        """Run a clock again from `at`: the receiver of a forwarded case must acknowledge it too."""
        fresh = self._deadline(rule, at, None, organisation)
        _copy(fresh, deadline)
        deadline.met_on = deadline.cancelled_on = None
        deadline.extensions = 0

    def start_on_acceptance(
        self,
        deadline: Deadline,
        rule: ClockRule,
        received: datetime,
        accepted: datetime,
        organisation: Organisation,
    ) -> None:
        """Start a clock that waited for acceptance; one that runs already is left alone."""
        if deadline.due_on is None:
            _copy(self._deadline(rule, received, accepted, organisation), deadline)

    def pause(
        self, deadline: Deadline, *, at: datetime, until: date, reason: str, organisation: Organisation
    ) -> None:
        start = acting_day(at, organisation.closes_at)
        pause = Pause(start, max(start, until), reason)
        self._store(deadline, paused_due(_terms(deadline), pause, self.calendar))

    def resume(self, deadline: Deadline, *, at: datetime, organisation: Organisation) -> None:
        """End the last pause on the day of `at` when that is earlier than it was to end."""
        terms = _terms(deadline)
        day = acting_day(at, organisation.closes_at)
        started = [pause for pause in terms.pauses if pause.start <= day]
        if started:
            last = max(started, key=lambda pause: pause.start)
            shorter = Pause(last.start, min(last.until, day), last.reason)
            self._store(deadline, paused_due(terms, shorter, self.calendar))

    def extend(self, deadline: Deadline, rule: ClockRule, *, at: datetime, reason: str) -> None:
        """Raises CaseError, in Vietnamese, when the rule does not allow it."""
        running = compute(_terms(deadline), self.calendar)
        extension = allowed_extension(rule, running, at=at, reason=reason)
        self._store(deadline, extended_due(running, extension, self.calendar))
        deadline.extensions += 1

    def change_rule(self, deadline: Deadline, rule: ClockRule) -> None:
        """Let another rule of the same day decide; the start and all pauses stay."""
        terms = replace(_terms(deadline), amount=rule.amount, unit=rule.unit, basis=rule.basis)
        self._store(deadline, compute(terms, self.calendar))
        deadline.rule = rule

    def recompute(self, deadline: Deadline) -> bool:
        """Compute a started clock again under the current calendar; tell whether its date moved."""
        before = deadline.due_on
        self._store(deadline, compute(_terms(deadline), self.calendar))
        return deadline.due_on != before

    def _deadline(
        self, rule: ClockRule, received: datetime, accepted: datetime | None, organisation: Organisation
    ) -> Deadline:
        clock = open_clock(
            rule,
            received,
            accepted,
            self.calendar,
            opens=organisation.opens_at,
            closes=organisation.closes_at,
        )
        return _from_clock(clock)

    def _store(self, deadline: Deadline, computed: Computed) -> None:
        deadline.due_on = computed.due
        deadline.started_on = computed.counted_from
        deadline.terms = computed.terms.as_dict()
        deadline.trace = [step.as_dict() for step in computed.trace]


def facts(deadlines: Mapping[str, Deadline]) -> ClockFacts:
    """What the ledger says of clocks: {stage: {due, start}}, null where a clock has not started."""
    return {
        stage: {"due": iso(deadline.due_on), "start": iso(deadline.started_on)}
        for stage, deadline in deadlines.items()
        if stage in Stage.values
    }


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _terms(deadline: Deadline) -> Terms:
    return Terms.from_dict(deadline.terms or {})


def _from_clock(clock: CaseClock) -> Deadline:
    return Deadline(
        stage=clock.stage,
        due_on=clock.due,
        started_on=clock.start,
        waits_for=clock.waits_for_vi,
        rule=clock.rule,
        terms=clock.deadline.terms.as_dict() if clock.deadline else None,
        trace=[step.as_dict() for step in clock.trace],
    )


def _copy(source: Deadline, target: Deadline) -> None:
    for name in ("due_on", "started_on", "waits_for", "terms", "trace", "rule"):
        setattr(target, name, getattr(source, name))
