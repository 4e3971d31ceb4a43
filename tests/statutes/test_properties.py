"""What must hold for every deadline, whatever the dates."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.statutes.calendar import ExceptionalDay
from portal.statutes.deadlines import Extension, Pause, Terms, compute, due
from portal.statutes.terms import ZONE
from tests.statutes.calendars import CALENDAR, make_calendar

units = st.sampled_from(["working_day", "calendar_day"])
amounts = st.integers(0, 60)
days = st.dates(date(2025, 1, 1), date(2027, 6, 1))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1)).map(lambda at: at.replace(tzinfo=ZONE))
pauses = st.lists(
    st.builds(lambda day, n: Pause(day, day + timedelta(days=n)), days, st.integers(0, 40)), max_size=3
)
extensions = st.lists(st.integers(0, 30), max_size=2)
terms = st.builds(
    lambda start, amount, unit, pauses, extensions: Terms(
        start,
        amount,
        unit,
        pauses=tuple(pauses),
        extensions=tuple(Extension(more, unit) for more in extensions),
    ),
    st.one_of(moments, days),
    amounts,
    units,
    pauses,
    extensions,
)
quick = settings(deadline=None, max_examples=150)


@quick
@given(terms)
def test_due_is_a_working_day_not_before_day_zero(case: Terms) -> None:
    result = compute(case, CALENDAR)
    assert CALENDAR.is_working_day(result.due)
    assert CALENDAR.is_working_day(result.counted_from)
    assert result.due >= result.counted_from
    assert [step.kind for step in result.trace[-2:]] == ["due", "calendar"]


@quick
@given(terms, days)
def test_a_new_holiday_never_makes_a_deadline_earlier(case: Terms, holiday: date) -> None:
    changed = make_calendar([ExceptionalDay(holiday, "day_off", "nghỉ")])
    assert compute(case, changed).due >= compute(case, CALENDAR).due


@quick
@given(moments, amounts, units, pauses, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_later_start_never_makes_a_deadline_earlier(
    start: datetime, amount: int, unit: str, pauses: list[Pause], later: timedelta
) -> None:
    first = due(start, amount, unit, CALENDAR, pauses=pauses)
    assert due(start + later, amount, unit, CALENDAR, pauses=pauses).due >= first.due


@quick
@given(moments, st.integers(1, 60), st.data(), st.integers(0, 20))
def test_a_pause_of_n_working_days_moves_the_deadline_by_n_working_days(
    start: datetime, amount: int, data: st.DataObject, length: int
) -> None:
    base = due(start, amount, "working_day", CALENDAR)
    first = CALENDAR.add_working_days(base.counted_from, data.draw(st.integers(0, amount)))
    pause = Pause(first, CALENDAR.add_working_days(first, length))
    moved = due(start, amount, "working_day", CALENDAR, pauses=[pause])
    assert moved.due == CALENDAR.add_working_days(base.due, length)


@quick
@given(moments, amounts, amounts, units)
def test_an_extension_equals_a_longer_term(start: datetime, amount: int, more: int, unit: str) -> None:
    extended = due(start, amount, unit, CALENDAR, extensions=[Extension(more, unit)])
    assert extended.due == due(start, amount + more, unit, CALENDAR).due


@quick
@given(moments, st.integers(0, 60))
def test_the_trace_accounts_for_every_day(start: datetime, amount: int) -> None:
    """Days on the way are either counted or listed with a reason, once."""
    result = due(start, amount, "working_day", CALENDAR)
    skipped = [day for step in result.trace if step.kind == "skipped" for day, _ in step.days]
    inside = [day for day in skipped if result.counted_from < day <= result.due]
    assert len(skipped) == len(set(skipped))
    assert (result.due - result.counted_from).days == amount + len(inside)


@quick
@given(terms)
def test_stored_terms_give_the_same_deadline(case: Terms) -> None:
    assert compute(Terms.from_dict(case.as_dict()), CALENDAR) == compute(case, CALENDAR)
