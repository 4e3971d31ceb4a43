"""The current calendar and the rules of a case, from the database."""

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache, partial

from portal.statutes.calendar import ExceptionalDay, WorkingCalendar, build_calendar
from portal.statutes.cases import CaseClock, CaseEvent, replay
from portal.statutes.choices import Stage
from portal.statutes.deadlines import counted_from
from portal.statutes.holidays_source import FIRST_YEAR, LAST_YEAR, published_days
from portal.statutes.models import CalendarException, ClockRule
from portal.statutes.terms import CLOSES, OPENS

AFTER_ANSWER = (Stage.REVIEW, Stage.REANSWER)


class NoRuleError(ValueError):
    """No clock rule of that kind was in force; the message is Vietnamese."""


def working_calendar() -> WorkingCalendar:
    """The working calendar as it stands now: one small query, then the calendar of that content.

    The cache key is the content of the exceptions itself, so an edit shows in every process at once and
    a rolled-back edit leaves nothing behind. Loops should still call this once and pass the result on.
    """
    rows = CalendarException.objects.order_by("date").values_list("date", "kind", "note")
    return _calendar(tuple(rows))


@lru_cache(maxsize=8)
def _calendar(rows: tuple[tuple[date, str, str], ...]) -> WorkingCalendar:
    published = published_days()
    return build_calendar(
        published.holidays,
        published.worked,
        (ExceptionalDay(*row) for row in rows),
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        announced_through=published.announced_through,
    )


def clock_rules(kind: str, received: date, *, condition: str = "") -> dict[str, ClockRule]:
    """The rule of each stage in force on the day of receipt, in the order of the stages.

    A rule with a condition applies only to a case that states it; it then wins over the general one. So
    the answer to an information request is due under the general row (15 working days, information to be
    collected) unless the caller passes condition="information_at_hand" (3 working days, while that row is
    in force): staff know whether the information is at hand, the clock must not promise it.
    """
    order = {stage: index for index, stage in enumerate(Stage.values)}
    found = ClockRule.objects.for_kind(kind).in_force(on=received).filter(condition__in={"", condition})
    # What follows an answer has clocks of its own that only a dispute starts: see later_rule().
    found = found.exclude(stage__in=AFTER_ANSWER)
    # General rules first: a conditional one overwrites it. Of two in force, the later law wins.
    by_stage = {
        rule.stage: rule for rule in sorted(found, key=lambda r: (bool(r.condition), r.effective_from))
    }
    return dict(sorted(by_stage.items(), key=lambda item: order[item[0]]))


def later_rule(kind: str, stage: str, *, on: date) -> ClockRule | None:
    """The rule of a stage after the answer that is in force on the day that starts it; None without one.

    The day is that of the dispute for its review, and that of a decision for the sender for the new answer.
    """
    found = ClockRule.objects.for_kind(kind).in_force(on=on).filter(stage=stage)
    return found.order_by("-effective_from").first()


def case_clocks(
    kind: str,
    received: datetime,
    accepted: datetime | None = None,
    *,
    opens: time = OPENS,
    closes: time = CLOSES,
    condition: str = "",
    calendar: WorkingCalendar | None = None,
) -> dict[str, CaseClock]:
    """Every clock of a case by stage. Answers that count from acceptance wait until it is given.

    Pass the organisation's office hours, and the calendar in loops. Raises NoRuleError when no rule of the
    kind was in force, ValueError for naive datetimes, CaseError when `accepted` precedes `received`.
    """
    events = [CaseEvent("accepted", accepted)] if accepted else []
    return replay_case(
        kind, received, events, opens=opens, closes=closes, condition=condition, calendar=calendar
    )


def replay_case(
    kind: str,
    received: datetime,
    events: Iterable[CaseEvent],
    *,
    opens: time = OPENS,
    closes: time = CLOSES,
    condition: str = "",
    calendar: WorkingCalendar | None = None,
) -> dict[str, CaseClock]:
    """The clocks after everything that happened to the case. Raises CaseError for a forbidden event.

    The rules are those in force on the day the case counts as received, acceptance and later acts
    notwithstanding: an evening petition of 30 June is a case of 1 July.
    """
    calendar = calendar or working_calendar()
    day = counted_from(received, calendar, closes)
    rules = clock_rules(kind, day, condition=condition)
    if not rules:
        raise NoRuleError(f"Không có quy định thời hạn nào cho loại “{kind}” vào ngày {day:%d/%m/%Y}.")
    later = partial(_later, kind)
    return replay(rules, received, events, calendar, opens=opens, closes=closes, later=later)


def _later(kind: str, stage: str, on: date) -> ClockRule | None:
    return later_rule(kind, stage, on=on)
