"""When a notice counts as posted from its first to its last day."""

from datetime import date

import pytest

from cms.disclosures.posting_rules import Hanging, Lack, Sighting, end_window, is_kept, lacks, start_window
from portal.statutes.calendar import WorkingCalendar, build_calendar

# Monday 2 March 2026 to Tuesday 31 March; 8 March is a Sunday.
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
SUNDAY = date(2026, 3, 8)


@pytest.fixture
def calendar() -> WorkingCalendar:
    return build_calendar({}, {}, (), first_year=2026, last_year=2026, announced_through=2026)


def hanging(
    *sightings: tuple[str, date], since: date | None = MONDAY, until: date | None = SUNDAY
) -> Hanging:
    return Hanging(since, until, None, [Sighting(*one) for one in sightings])


def test_the_start_is_proven_on_its_day_or_the_next_working_day(calendar: WorkingCalendar) -> None:
    window = start_window(FRIDAY, calendar)
    assert window.holds(FRIDAY)
    assert window.holds(date(2026, 3, 9))
    assert not window.holds(date(2026, 3, 10))
    assert not window.holds(date(2026, 3, 5))


def test_an_end_on_a_sunday_is_proven_from_friday_to_wednesday(calendar: WorkingCalendar) -> None:
    window = end_window(SUNDAY, calendar)
    assert (window.first, window.last) == (FRIDAY, date(2026, 3, 11))


def test_kept_needs_a_photograph_of_both_ends(calendar: WorkingCalendar) -> None:
    assert lacks(hanging(), calendar) == [Lack.START, Lack.END]
    assert lacks(hanging(("start", MONDAY)), calendar) == [Lack.END]
    assert lacks(hanging(("end", SUNDAY)), calendar) == [Lack.START]
    whole = hanging(("start", TUESDAY), ("end", SUNDAY))
    assert lacks(whole, calendar) == []
    assert is_kept(whole, calendar)


def test_a_photograph_of_the_wrong_moment_or_day_proves_nothing(calendar: WorkingCalendar) -> None:
    assert Lack.START in lacks(hanging(("end", MONDAY), ("during", MONDAY)), calendar)
    assert Lack.START in lacks(hanging(("start", date(2026, 3, 4))), calendar)
    assert Lack.END in lacks(hanging(("end", date(2026, 3, 5))), calendar)
    assert Lack.END in lacks(hanging(("end", date(2026, 3, 12))), calendar)


def test_a_break_is_never_kept(calendar: WorkingCalendar) -> None:
    broken = Hanging(MONDAY, SUNDAY, TUESDAY, [Sighting("start", MONDAY), Sighting("end", SUNDAY)])
    assert lacks(broken, calendar) == [Lack.BROKEN]


def test_a_notice_without_an_end_is_not_kept_but_lacks_nothing(calendar: WorkingCalendar) -> None:
    standing = hanging(("start", MONDAY), until=None)
    assert lacks(standing, calendar) == []
    assert not is_kept(standing, calendar)


def test_what_was_only_planned_was_not_posted(calendar: WorkingCalendar) -> None:
    assert lacks(hanging(since=None), calendar) == [Lack.NOT_POSTED]
