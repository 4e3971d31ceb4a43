"""A deadline day by day: which days count, which do not, and why. Pure."""

from dataclasses import dataclass
from datetime import date

from portal.statutes.calendar import WorkingCalendar, days_from
from portal.statutes.deadlines import compute
from portal.statutes.terms import Terms, Unit


@dataclass(frozen=True, slots=True)
class Day:
    """One day from day zero to the last. `number` is the count so far; None for a day that does not count."""

    date: date
    number: int | None
    why: str
    kind: str


def day_by_day(terms: Terms, calendar: WorkingCalendar) -> list[Day]:
    """Every day of the deadline of these terms, the last one included. No reason that an office wrote is in it."""
    deadline = compute(terms, calendar)
    total = terms.amount + sum(extension.amount for extension in terms.extensions)
    days: list[Day] = []
    number = -1
    for day in [*days_from(deadline.counted_from, deadline.due), deadline.due]:
        off = calendar.reason_off(day)
        if any(pause.start <= day < pause.until for pause in terms.pauses):
            days.append(Day(day, None, "Tạm đình chỉ: không tính", "paused"))
        elif number >= total:
            why = (
                f"Hết hạn vào ngày nghỉ ({off}): chuyển tiếp" if off else "Ngày làm việc tiếp theo: hạn cuối"
            )
            days.append(Day(day, None, why, "rolled"))
        elif off and terms.unit == Unit.WORKING_DAY:
            days.append(Day(day, None, f"Không tính: {off}", "off"))
        else:
            number += 1
            days.append(Day(day, number, _counted(number, off, calendar.reason_worked(day)), "counted"))
    return days


def _counted(number: int, off: str | None, worked: str | None) -> str:
    if number == 0:
        return "Ngày 0: bắt đầu tính từ ngày sau"
    if off:
        return f"Tính theo lịch, cả ngày nghỉ ({off})"
    return f"Tính: {worked}" if worked else "Tính"
