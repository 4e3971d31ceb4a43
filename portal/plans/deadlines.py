"""By when a plan and a report are due, with the explanation in the words of every other deadline. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.statutes.calendar import WorkingCalendar, days_from
from portal.statutes.deadlines import due
from portal.statutes.explanation import Step
from portal.statutes.wording import long_date, sentence


@dataclass(frozen=True, slots=True)
class Owed:
    """A last day and why, as it is stored beside what is owed."""

    due_on: date
    trace: dict[str, Any]


def plan_due(issued_on: date, amount: int, unit: str, basis: str, calendar: WorkingCalendar) -> Owed:
    """A unit's plan is due so many (working) days after the provincial plan's date, which is day zero."""
    deadline = due(issued_on, amount, unit, calendar, basis=basis)
    return Owed(deadline.due, deadline.as_dict())


def report_due(before: date, basis: str, calendar: WorkingCalendar) -> Owed:
    """A report due "before the 10th" may come on the 9th at the latest; a day off ends the term sooner, not later."""
    target = before - timedelta(days=1)
    last = calendar.on_or_before(target)
    steps = [Step(before, "term", sentence(f"Phải gửi trước {long_date(before)}. Căn cứ: {basis}"))]
    if last != target:
        off = tuple(
            (day, calendar.reason_off(day) or "") for day in days_from(last + timedelta(days=1), before)
        )
        steps.append(
            Step(
                target,
                "skipped",
                f"{long_date(target)} là ngày nghỉ ({calendar.reason_off(target)}), "
                "nên phải gửi xong vào ngày làm việc liền trước.",
                off,
            )
        )
    steps.append(Step(last, "due", f"Hạn cuối: hết {long_date(last)}."))
    steps.append(Step(last, "calendar", f"Tính theo lịch làm việc phiên bản {calendar.version}."))
    trace = {
        "due": last.isoformat(),
        "basis": basis,
        "trace": [step.as_dict() for step in steps],
        "calendar": calendar.version,
    }
    return Owed(last, trace)
