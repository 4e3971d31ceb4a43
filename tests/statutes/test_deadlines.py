import csv
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from portal.statutes.calendar import CalendarCoverageError, ExceptionalDay
from portal.statutes.deadlines import Extension, Pause, Terms, compute, due, extended_due, paused_due
from tests.statutes.calendars import CALENDAR, make_calendar, vn

EXAMPLES = list(
    csv.DictReader((Path(__file__).parent / "clock-examples.csv").read_text(encoding="utf-8").splitlines())
)


@pytest.mark.parametrize("example", EXAMPLES, ids=[row["received"] for row in EXAMPLES])
def test_researched_examples(example: dict[str, str]) -> None:
    result = due(vn(example["received"]), int(example["amount"]), example["unit"], CALENDAR)
    assert result.due == date.fromisoformat(example["due"])


@pytest.mark.parametrize(
    ("received", "day_zero"),
    [
        ("2026-03-02T07:29", "2026-03-02"),
        ("2026-03-02T00:00", "2026-03-02"),
        ("2026-03-02T16:59:59.999999", "2026-03-02"),
        ("2026-03-02T17:00", "2026-03-03"),
        ("2026-03-06T17:00", "2026-03-09"),
        ("2026-03-07T09:00", "2026-03-09"),
        ("2026-08-22T09:00", "2026-08-22"),
        ("2026-08-22T17:00", "2026-08-24"),
        ("2026-02-15T23:59", "2026-02-23"),
    ],
)
def test_day_zero_follows_office_hours(received: str, day_zero: str) -> None:
    result = due(vn(received), 0, "working_day", CALENDAR)
    assert result.counted_from == date.fromisoformat(day_zero)
    assert result.due == result.counted_from


def test_office_hours_are_the_organisations_own() -> None:
    assert due(vn("2026-03-02T16:30"), 1, "working_day", CALENDAR, closes=time(16)).due == date(2026, 3, 4)
    assert due(vn("2026-03-02T17:30"), 1, "working_day", CALENDAR, closes=time(18)).due == date(2026, 3, 3)


def test_moments_are_read_in_vietnam() -> None:
    # 10:00 UTC is 17:00 in Hưng Yên: closed.
    assert due(datetime(2026, 3, 2, 10, tzinfo=UTC), 1, "working_day", CALENDAR).due == date(2026, 3, 4)
    assert due(datetime(2026, 3, 2, 9, 59, tzinfo=UTC), 1, "working_day", CALENDAR).due == date(2026, 3, 3)


def test_a_bare_date_counts_as_office_hours() -> None:
    assert due(date(2026, 3, 2), 1, "working_day", CALENDAR).due == date(2026, 3, 3)
    assert due(date(2026, 3, 7), 1, "working_day", CALENDAR).due == date(2026, 3, 10)


def test_calendar_days_count_days_off_and_roll_only_at_the_end() -> None:
    assert due(vn("2026-02-10T09:00"), 15, "calendar_day", CALENDAR).due == date(2026, 2, 25)
    assert due(vn("2026-02-10T09:00"), 6, "calendar_day", CALENDAR).due == date(2026, 2, 23)


def test_refuses_what_would_move_a_deadline_silently() -> None:
    with pytest.raises(ValueError, match="naive"):
        due(datetime(2026, 3, 2, 9), 1, "working_day", CALENDAR)
    with pytest.raises(ValueError, match="negative"):
        due(vn("2026-03-02T09:00"), -1, "working_day", CALENDAR)
    with pytest.raises(ValueError):
        due(vn("2026-03-02T09:00"), 1, "week", CALENDAR)
    with pytest.raises(ValueError, match="cannot end"):
        Pause(date(2026, 3, 3), date(2026, 3, 2))


@pytest.mark.parametrize("unit", ["working_day", "calendar_day"])
@pytest.mark.parametrize(("start", "amount"), [("2049-12-01T09:00", 400), ("2026-03-02T09:00", 10**30)])
def test_refuses_to_answer_outside_the_calendar(start: str, amount: int, unit: str) -> None:
    with pytest.raises(CalendarCoverageError):
        due(vn(start), amount, unit, CALENDAR)


def test_says_that_a_year_is_not_announced_yet() -> None:
    steps = due(vn("2027-03-01T09:00"), 5, "working_day", CALENDAR).trace
    assert [step.text_vi for step in steps if step.kind == "provisional"] == [
        "Lịch nghỉ chính thức của năm 2027 chưa được nhập; nếu có ngày hoán đổi, hạn được tính lại."
    ]


def test_pause_in_working_days() -> None:
    # Wednesday to Wednesday over a weekend: five working days.
    pause = Pause(date(2026, 3, 4), date(2026, 3, 11), "chờ giám định")
    result = due(vn("2026-03-02T09:00"), 10, "working_day", CALENDAR, pauses=[pause])
    assert result.due == date(2026, 3, 23)
    step = next(step for step in result.trace if step.kind == "pause")
    assert step.text_vi == (
        "Tạm dừng từ Thứ Tư 04/03/2026, tính tiếp từ Thứ Tư 11/03/2026 (chờ giám định): "
        "5 ngày làm việc này không tính vào thời hạn."
    )


def test_pause_in_calendar_days() -> None:
    pause = Pause(date(2026, 3, 4), date(2026, 3, 11))
    assert due(vn("2026-03-02T09:00"), 30, "calendar_day", CALENDAR, pauses=[pause]).due == date(2026, 4, 8)


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        (Pause(date(2026, 3, 16), date(2026, 3, 18)), date(2026, 3, 18)),  # on the last day
        (Pause(date(2026, 3, 17), date(2026, 3, 18)), date(2026, 3, 16)),  # too late
        (Pause(date(2026, 2, 26), date(2026, 3, 2)), date(2026, 3, 16)),  # over before the start
        (Pause(date(2026, 2, 26), date(2026, 3, 3)), date(2026, 3, 17)),  # half of it before the start
        (Pause(date(2026, 3, 7), date(2026, 3, 9)), date(2026, 3, 16)),  # a weekend only
        (Pause(date(2026, 3, 4), date(2026, 3, 4)), date(2026, 3, 16)),  # no time at all
    ],
)
def test_pauses_at_the_edges(pause: Pause, expected: date) -> None:
    assert due(vn("2026-03-02T09:00"), 10, "working_day", CALENDAR, pauses=[pause]).due == expected


def test_overlapping_pauses_stop_the_clock_once() -> None:
    pauses = [Pause(date(2026, 3, 4), date(2026, 3, 9)), Pause(date(2026, 3, 5), date(2026, 3, 11))]
    one = due(vn("2026-03-02T09:00"), 10, "working_day", CALENDAR, pauses=pauses)
    other = due(
        vn("2026-03-02T09:00"),
        10,
        "working_day",
        CALENDAR,
        pauses=[Pause(date(2026, 3, 4), date(2026, 3, 11))],
    )
    assert one.due == other.due


def test_a_second_pause_may_begin_in_the_time_the_first_one_gave() -> None:
    pauses = [Pause(date(2026, 3, 16), date(2026, 3, 18)), Pause(date(2026, 3, 18), date(2026, 3, 20))]
    assert due(vn("2026-03-02T09:00"), 10, "working_day", CALENDAR, pauses=pauses).due == date(2026, 3, 20)


def test_extension_lengthens_the_term_not_the_rolled_date() -> None:
    # Thirty days end on Saturday 4 April and roll to Monday; forty-five still end on 19 April, a Sunday.
    deadline = due(vn("2026-03-05T09:00"), 30, "calendar_day", CALENDAR)
    assert deadline.due == date(2026, 4, 6)
    extension = Extension(15, "calendar_day", "vụ việc phức tạp", date(2026, 3, 30))
    longer = extended_due(deadline, extension, CALENDAR)
    assert longer.due == date(2026, 4, 20)
    assert any(
        step.text_vi == "Gia hạn thêm 15 ngày theo quyết định Thứ Hai 30/03/2026: vụ việc phức tạp."
        for step in longer.trace
    )


def test_extension_in_another_unit_is_refused() -> None:
    deadline = due(vn("2026-03-02T09:00"), 5, "working_day", CALENDAR)
    with pytest.raises(ValueError, match="own unit"):
        extended_due(deadline, Extension(3, "calendar_day"), CALENDAR)


def test_resuming_early_shortens_the_pause() -> None:
    deadline = due(vn("2026-03-02T09:00"), 10, "working_day", CALENDAR)
    paused = paused_due(deadline, Pause(date(2026, 3, 4), date(2026, 3, 11)), CALENDAR)
    resumed = paused_due(paused, Pause(date(2026, 3, 4), date(2026, 3, 6)), CALENDAR)
    assert (paused.due, resumed.due) == (date(2026, 3, 23), date(2026, 3, 18))


def test_stored_terms_give_the_deadline_again_under_a_changed_calendar() -> None:
    deadline = due(
        vn("2026-03-02T09:00"),
        10,
        "working_day",
        CALENDAR,
        basis="Luật",
        pauses=[Pause(date(2026, 3, 4), date(2026, 3, 6), "chờ")],
        extensions=[Extension(2, "working_day", "phức tạp", date(2026, 3, 9))],
    )
    terms = Terms.from_dict(deadline.as_dict()["terms"])
    assert terms == replace(deadline.terms, start=vn("2026-03-02T09:00"))
    assert compute(terms, CALENDAR).due == deadline.due
    changed = make_calendar([ExceptionalDay(date(2026, 3, 10), "day_off", "bão")])
    assert compute(terms, changed).due == CALENDAR.next_working_day(deadline.due)


def test_bare_date_terms_survive_storage() -> None:
    terms = due(date(2026, 3, 2), 10, "calendar_day", CALENDAR).terms
    assert Terms.from_dict(terms.as_dict()) == terms
