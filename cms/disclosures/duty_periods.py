"""Which period of a duty a document is about, from the year and the part of it that an editor chose. Pure."""

from portal.statutes.choices import DutyPeriod
from portal.statutes.duties import Duty, periods_of
from portal.statutes.periods import period_label

PARTS: tuple[tuple[str, str], ...] = (
    ("", "Cả năm, hoặc công khai thường xuyên"),
    *((f"Q{number}", f"Quý {numeral}") for number, numeral in enumerate(("I", "II", "III", "IV"), start=1)),
    ("6M", "6 tháng đầu năm"),
    ("9M", "9 tháng"),
    *((f"{month:02d}", f"Tháng {month}") for month in range(1, 13)),
)


class UnknownPeriod(ValueError):
    """The duty does not recur in the chosen part of the year; the text says in which parts it does."""


def allowed_periods(duty: Duty, year: int) -> tuple[str, ...]:
    """Return the period keys that a document of the duty may be about in the year.

    What arises on an event counts for the year in which it did; what happens once has the one period.
    """
    if duty.period == DutyPeriod.ON_EVENT:
        return (str(year),)
    if duty.period == DutyPeriod.ONCE:
        return (duty.fixed_period,)
    return periods_of(duty, year)


def chosen_period(duty: Duty, year: int, part: str) -> str:
    """Return the key of the period; raises UnknownPeriod, in Vietnamese, when the duty has no such period."""
    allowed = allowed_periods(duty, year)
    wanted = f"{year}-{part}" if part else str(year)
    if wanted in allowed:
        return wanted
    if len(allowed) > 1:
        labels = dict(PARTS)
        named = ", ".join(labels[key.partition("-")[2]] for key in allowed)
        raise UnknownPeriod(f"Hãy chọn một kỳ của nội dung này: {named}.")
    only = allowed[0]
    if part or (duty.period == DutyPeriod.ONCE and not only.startswith(str(year))):
        raise UnknownPeriod(f"Nội dung này chỉ có kỳ: {period_label(only)}.")
    return only
