"""The days of a deadline, one by one."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.statutes.days import day_by_day
from portal.statutes.deadlines import compute
from portal.statutes.terms import Extension, Pause, Terms, Unit
from tests.statutes.calendars import CALENDAR


@given(
    st.dates(date(2026, 1, 1), date(2026, 10, 1)),
    st.integers(1, 40),
    st.sampled_from(list(Unit)),
    st.integers(0, 15),
    st.integers(0, 12),
)
def test_the_numbered_days_are_the_term_and_the_last_day_is_the_deadline(
    start: date, amount: int, unit: Unit, more: int, paused: int
) -> None:
    first = compute(Terms(start, amount, unit), CALENDAR).counted_from
    pause_start = CALENDAR.add_working_days(first, 1)
    pauses = (Pause(pause_start, CALENDAR.shift(pause_start, paused)),) if paused and amount > 1 else ()
    terms = Terms(start, amount, unit, pauses=pauses, extensions=(Extension(more, unit),) if more else ())
    days = day_by_day(terms, CALENDAR)
    numbers = [day.number for day in days if day.number is not None]
    assert numbers == list(range(amount + more + 1))
    assert days[-1].date == compute(terms, CALENDAR).due


def test_each_day_says_why() -> None:
    days = day_by_day(Terms(date(2026, 4, 29), 2, Unit.WORKING_DAY), CALENDAR)
    assert [(day.number, day.kind) for day in days[:2]] == [(0, "counted"), (None, "off")]
    assert "Ngày 0" in days[0].why
    assert days[-1].number == 2
