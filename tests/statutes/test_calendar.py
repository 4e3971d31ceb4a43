from datetime import date

import pytest

from portal.statutes.calendar import CalendarCoverageError, ExceptionalDay
from tests.statutes.calendars import CALENDAR, make_calendar


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 1, 1), "Tết Dương lịch"),
        (date(2026, 1, 2), "nghỉ hoán đổi"),
        (date(2026, 2, 17), "Tết Nguyên Đán"),
        (date(2026, 3, 7), "cuối tuần"),
        (date(2026, 4, 26), "Ngày Giỗ Tổ Hùng Vương"),
        (date(2026, 4, 27), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (date(2026, 8, 31), "Ngày nghỉ (thay cho ngày 22/08/2026)"),
        (date(2026, 3, 9), None),
        (date(2026, 1, 10), None),
    ],
)
def test_says_why_a_day_is_off(day: date, reason: str | None) -> None:
    assert CALENDAR.reason_off(day) == reason
    assert CALENDAR.is_working_day(day) is (reason is None)


def test_published_worked_saturday_needs_no_exception() -> None:
    assert CALENDAR.is_working_day(date(2025, 4, 26))
    assert CALENDAR.reason_worked(date(2025, 4, 26)) == "làm bù cho ngày nghỉ Thứ Sáu 02/05/2025"


def test_unconfirmed_holiday_is_worked_until_an_administrator_says_otherwise() -> None:
    day = date(2026, 11, 24)
    assert CALENDAR.is_working_day(day)
    confirmed = make_calendar([ExceptionalDay(day, "day_off", "Ngày Văn hóa Việt Nam")])
    assert confirmed.reason_off(day) == "Ngày Văn hóa Việt Nam"


def test_unconfirmed_weekend_stays_off() -> None:
    assert not make_calendar([ExceptionalDay(date(2026, 3, 7), "unconfirmed")]).is_working_day(
        date(2026, 3, 7)
    )


def test_an_exception_can_make_a_holiday_a_working_day() -> None:
    assert make_calendar([ExceptionalDay(date(2026, 9, 1), "working_day")]).is_working_day(date(2026, 9, 1))


def test_an_exception_can_take_a_worked_saturday_back() -> None:
    assert not make_calendar([ExceptionalDay(date(2026, 8, 22), "day_off")]).is_working_day(date(2026, 8, 22))


def test_next_working_day_is_strictly_after() -> None:
    assert CALENDAR.next_working_day(date(2026, 3, 9)) == date(2026, 3, 10)
    assert CALENDAR.next_working_day(date(2026, 2, 13)) == date(2026, 2, 23)


def test_last_working_day_of_month() -> None:
    assert CALENDAR.last_working_day_of_month(2026, 5) == date(2026, 5, 29)
    assert CALENDAR.last_working_day_of_month(2026, 12) == date(2026, 12, 31)


def test_version_names_the_content() -> None:
    assert make_calendar() == CALENDAR
    assert make_calendar().version == CALENDAR.version
    changed = make_calendar([ExceptionalDay(date(2026, 3, 9), "day_off")])
    assert changed.version != CALENDAR.version
    assert changed != CALENDAR


def test_content_cannot_change_under_its_version() -> None:
    with pytest.raises(TypeError):
        CALENDAR.days_off[date(2026, 3, 9)] = "nghỉ"  # type: ignore[index]


@pytest.mark.parametrize("day", [date(1999, 1, 4), date(2060, 1, 4)])
def test_refuses_years_without_known_holidays(day: date) -> None:
    assert not CALENDAR.covers(day)
    with pytest.raises(CalendarCoverageError, match="Lịch làm việc chỉ có các năm"):
        CALENDAR.is_working_day(day)


def test_a_year_is_provisional_until_somebody_enters_its_notice() -> None:
    day = date(2027, 3, 1)
    assert CALENDAR.is_provisional(day)
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert make_calendar([ExceptionalDay(date(2027, 11, 24), "unconfirmed")]).is_provisional(day)
    assert not make_calendar([ExceptionalDay(date(2027, 1, 2), "working_day")]).is_provisional(day)
