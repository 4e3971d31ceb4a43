from datetime import date, datetime

import pytest
from django.db import transaction

from portal.statutes.calendar import WorkingCalendar
from portal.statutes.cases import CaseError, CaseEvent
from portal.statutes.choices import CaseKind, CountsFrom, ExceptionKind
from portal.statutes.models import CalendarException, ClockRule
from portal.statutes.services import NoRuleError, case_clocks, clock_rules, replay_case, working_calendar
from portal.statutes.signals import calendar_changed
from tests.statutes.calendars import CALENDAR, vn

pytestmark = pytest.mark.django_db


def test_calendar_holds_the_researched_exceptions() -> None:
    calendar = working_calendar()
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.is_working_day(date(2026, 1, 10))
    assert calendar.is_working_day(date(2026, 8, 22))
    assert calendar.is_working_day(date(2026, 11, 24))
    assert calendar.reason_off(date(2026, 1, 2)) == "nghỉ hoán đổi, làm bù vào Thứ Bảy 10/01/2026"


def test_calendar_costs_one_query_and_is_built_once(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    first = working_calendar()
    with django_assert_num_queries(1):
        assert working_calendar() is first


def test_calendar_follows_an_edit_at_once() -> None:
    before = working_calendar()
    storm = CalendarException.objects.create(
        date=date(2026, 3, 10), kind=ExceptionKind.DAY_OFF, source="Công điện", note="nghỉ bão"
    )
    during = working_calendar()
    assert during.reason_off(storm.date) == "nghỉ bão"
    assert during.version != before.version
    CalendarException.objects.filter(pk=storm.pk).update(kind=ExceptionKind.WORKING_DAY)
    assert working_calendar().is_working_day(storm.date)
    storm.delete()
    assert working_calendar() is before


def test_a_rolled_back_edit_leaves_no_trace() -> None:
    before = working_calendar()
    with transaction.atomic():
        CalendarException.objects.create(date=date(2026, 3, 10), kind="day_off", source="x", note="x")
        working_calendar()
        transaction.set_rollback(True)
    assert working_calendar().version == before.version


def test_the_confirmed_holiday_is_one_edit_away() -> None:
    CalendarException.objects.filter(date=date(2026, 11, 24)).update(kind=ExceptionKind.DAY_OFF)
    assert not working_calendar().is_working_day(date(2026, 11, 24))


def test_calendar_edits_announce_themselves() -> None:
    heard: list[date] = []

    def listen(day: date, **kwargs: object) -> None:
        heard.append(day)

    calendar_changed.connect(listen)
    try:
        CalendarException.objects.create(
            date=date(2026, 3, 10), kind="day_off", source="x", note="x"
        ).delete()
    finally:
        calendar_changed.disconnect(listen)
    assert heard == [date(2026, 3, 10)] * 2


@pytest.mark.parametrize(
    ("received", "amount", "unit"),
    [(date(2026, 6, 30), 10, "calendar_day"), (date(2026, 7, 1), 7, "working_day")],
)
def test_the_rule_of_the_day_of_receipt_holds(received: date, amount: int, unit: str) -> None:
    rule = clock_rules("complaint", received)["accept"]
    assert (rule.amount, rule.unit) == (amount, unit)


def test_an_evening_case_follows_the_rule_of_the_day_it_counts_from() -> None:
    assert case_clocks("complaint", vn("2026-06-30T16:59"))["accept"].rule.amount == 10
    assert case_clocks("complaint", vn("2026-06-30T17:00"))["accept"].rule.amount == 7


@pytest.mark.parametrize(
    ("received", "condition", "amount"),
    [
        (date(2026, 3, 2), "", 15),
        (date(2026, 3, 2), "information_at_hand", 3),
        (date(2026, 9, 1), "information_at_hand", 15),  # the short row ended on 31 August
    ],
)
def test_information_requests_take_the_general_row_unless_told(
    received: date, condition: str, amount: int
) -> None:
    assert clock_rules("information_request", received, condition=condition)["answer"].amount == amount


def test_stages_come_in_their_order() -> None:
    assert list(clock_rules("report", date(2026, 3, 2))) == ["acknowledge", "accept", "forward", "answer"]


@pytest.mark.parametrize(
    ("kind", "received", "expected"),
    [
        (
            "report",
            "2026-03-02",
            "acknowledge 2026-03-04, accept 2026-03-16, forward 2026-03-09, answer 2026-03-23",
        ),
        ("question", "2026-03-02", "acknowledge 2026-03-04, answer 2026-03-16"),
        ("complaint", "2026-03-02", "acknowledge 2026-03-04, accept 2026-03-12, answer None"),
        ("complaint_second", "2026-07-01", "accept 2026-07-10, answer None"),
        ("supervision_board", "2026-03-02", "answer 2026-03-17"),
        ("accountability_request", "2026-03-02", "accept 2026-03-09, answer None"),
        ("tip", "2026-03-02", "accept 2026-03-11, answer None"),
    ],
)
def test_clocks_of_each_kind(kind: str, received: str, expected: str) -> None:
    clocks = case_clocks(kind, vn(f"{received}T09:00"))
    assert ", ".join(f"{stage} {clock.due}" for stage, clock in clocks.items()) == expected


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("complaint", "2026-08-05"),
        ("complaint_second", "2026-08-20"),
        ("accountability_request", "2026-07-21"),
        ("tip", "2026-08-05"),
    ],
)
def test_acceptance_starts_the_answer(kind: str, due: str) -> None:
    clock = case_clocks(kind, vn("2026-07-02T09:00"), vn("2026-07-06T09:00"))["answer"]
    assert clock.due == date.fromisoformat(due)
    assert clock.start == date(2026, 7, 6)
    assert isinstance(clock.rule, ClockRule)


def test_a_tip_may_be_extended_twice_and_no_more() -> None:
    events = [CaseEvent("accepted", vn("2026-07-06T09:00"))]
    events += [
        CaseEvent("extended", vn(f"2026-07-2{day}T09:00"), reason="đặc biệt phức tạp") for day in (0, 1)
    ]
    # 90 days from acceptance end on Sunday 4 October.
    assert replay_case("tip", vn("2026-07-02T09:00"), events)["answer"].due == date(2026, 10, 5)
    events.append(CaseEvent("extended", vn("2026-07-22T09:00"), reason="đặc biệt phức tạp"))
    with pytest.raises(CaseError, match="chỉ được gia hạn 2 lần"):
        replay_case("tip", vn("2026-07-02T09:00"), events)


def test_bulk_callers_pass_the_calendar_and_pay_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    calendar: WorkingCalendar = working_calendar()
    with django_assert_num_queries(1):
        case_clocks("report", vn("2026-03-02T09:00"), calendar=calendar)


def test_refuses_kinds_and_days_without_a_rule() -> None:
    with pytest.raises(NoRuleError, match="Không có quy định thời hạn"):
        case_clocks("letter", vn("2026-03-02T09:00"))
    with pytest.raises(NoRuleError):
        case_clocks("tip", vn("2018-03-02T09:00"))


def test_refuses_naive_moments() -> None:
    with pytest.raises(ValueError, match="naive"):
        case_clocks("complaint", datetime(2026, 3, 2, 9), calendar=CALENDAR)


def test_only_answers_wait_for_acceptance() -> None:
    waiting = ClockRule.objects.filter(counts_from=CountsFrom.ACCEPTANCE)
    assert set(waiting.values_list("stage", flat=True)) == {"answer"}
    assert set(waiting.values_list("kind", flat=True)) == {
        CaseKind.COMPLAINT, CaseKind.COMPLAINT_SECOND, CaseKind.ACCOUNTABILITY_REQUEST, CaseKind.TIP,
    }  # fmt: skip
