from dataclasses import dataclass
from datetime import date, datetime

import pytest

from portal.statutes.calendar import ExceptionalDay
from portal.statutes.cases import CaseClock, CaseError, CaseEvent, open_clock, recomputed, replay
from tests.statutes.calendars import CALENDAR, make_calendar, vn


@dataclass(frozen=True)
class MadeRule:
    stage: str
    amount: int
    unit: str = "working_day"
    counts_from: str = "receipt"
    max_extensions: int = 0
    extension_amount: int | None = None
    extension_unit: str = ""
    basis: str = "Luật thử"


REPORT = {
    "acknowledge": MadeRule("acknowledge", 2),
    "forward": MadeRule("forward", 5),
    "answer": MadeRule("answer", 15, max_extensions=1, extension_amount=10, extension_unit="working_day"),
}
COMPLAINT = {
    "accept": MadeRule("accept", 7),
    "answer": MadeRule("answer", 30, "calendar_day", "acceptance", 1, 15, "calendar_day"),
}
RECEIVED = vn("2026-03-02T09:00")


def run(
    rules: dict[str, MadeRule], *events: CaseEvent, received: datetime = RECEIVED
) -> dict[str, CaseClock]:
    return replay(rules, received, events, CALENDAR)


def paused(at: str, until: str, **fields: str) -> CaseEvent:
    return CaseEvent("paused", vn(at), date.fromisoformat(until), **{"reason": "chờ giám định", **fields})


def test_each_stage_is_a_clock_of_its_own() -> None:
    clocks = run(REPORT)
    assert {stage: clock.due for stage, clock in clocks.items()} == {
        "acknowledge": date(2026, 3, 4),
        "forward": date(2026, 3, 9),
        "answer": date(2026, 3, 23),
    }
    assert all(clock.start == date(2026, 3, 2) for clock in clocks.values())


def test_a_clock_that_counts_from_acceptance_waits_for_it() -> None:
    clock = run(COMPLAINT)["answer"]
    assert (clock.due, clock.start, clock.waits_for) == (None, None, "acceptance")
    assert clock.waits_for_vi == "Chưa bắt đầu: thời hạn này tính từ ngày thụ lý."
    assert [step.text_vi for step in clock.trace] == [clock.waits_for_vi]
    assert clock.as_dict()["due"] is None


def test_acceptance_starts_the_answer_and_completes_the_accept_stage() -> None:
    clocks = run(COMPLAINT, CaseEvent("accepted", vn("2026-03-10T09:00")))
    assert clocks["answer"].due == date(2026, 4, 9)
    assert (clocks["accept"].met_on, clocks["accept"].on_time) == (date(2026, 3, 10), True)


def test_late_acts_are_seen_as_late() -> None:
    clocks = run(REPORT, CaseEvent("acknowledged", vn("2026-03-05T09:00")))
    assert clocks["acknowledge"].on_time is False
    assert clocks["answer"].on_time is None


def test_only_the_first_act_completes_a_stage() -> None:
    acts = [
        CaseEvent("acknowledged", vn("2026-03-03T09:00")),
        CaseEvent("acknowledged", vn("2026-03-06T09:00")),
    ]
    assert run(REPORT, *acts)["acknowledge"].met_on == date(2026, 3, 3)


def test_forwarding_never_resets_a_clock() -> None:
    clocks = run(REPORT, CaseEvent("forwarded", vn("2026-03-04T09:00"), to="Sở Xây dựng"))
    assert clocks["answer"].due == run(REPORT)["answer"].due
    texts = [step.text_vi for step in clocks["answer"].trace]
    assert texts[-3] == "Chuyển tới Sở Xây dựng Thứ Tư 04/03/2026: thời hạn vẫn tính từ lúc nhận ban đầu."
    assert clocks["forward"].met_on == date(2026, 3, 4)


def test_a_pause_moves_the_answer_only_and_keeps_the_forwarding_note() -> None:
    clocks = run(
        REPORT,
        CaseEvent("forwarded", vn("2026-03-03T08:00"), to="Sở Y tế"),
        paused("2026-03-04T09:00", "2026-03-11"),
    )
    assert clocks["answer"].due == date(2026, 3, 30)
    assert clocks["acknowledge"].due == date(2026, 3, 4)
    assert any("Sở Y tế" in step.text_vi for step in clocks["answer"].trace)


def test_a_pause_may_name_its_stage() -> None:
    assert run(REPORT, paused("2026-03-03T09:00", "2026-03-05", stage="forward"))["forward"].due == date(
        2026, 3, 11
    )


def test_what_an_office_does_after_closing_counts_the_next_day() -> None:
    assert run(REPORT, paused("2026-03-04T17:00", "2026-03-06"))["answer"].due == date(2026, 3, 24)


def test_resuming_early_and_by_itself() -> None:
    pause = paused("2026-03-04T09:00", "2026-03-11")
    assert run(REPORT, pause, CaseEvent("resumed", vn("2026-03-06T09:00")))["answer"].due == date(2026, 3, 25)
    assert run(REPORT, pause, CaseEvent("resumed", vn("2026-03-13T09:00")))["answer"].due == date(2026, 3, 30)


def test_extension_within_the_rule() -> None:
    event = CaseEvent("extended", vn("2026-03-20T09:00"), reason="phải xác minh thêm")
    clocks = run(REPORT, event)
    assert clocks["answer"].due == date(2026, 4, 6)
    assert any("phải xác minh thêm" in step.text_vi for step in clocks["answer"].trace)


def test_events_count_in_the_order_of_their_moments() -> None:
    accepted = CaseEvent("accepted", vn("2026-03-04T09:00"))
    extended = CaseEvent("extended", vn("2026-03-20T09:00"), reason="phức tạp")
    assert (
        run(COMPLAINT, extended, accepted)["answer"].due == run(COMPLAINT, accepted, extended)["answer"].due
    )


EXTENDED = CaseEvent("extended", vn("2026-03-20T09:00"), reason="phức tạp")


@pytest.mark.parametrize(
    ("rules", "events", "message"),
    [
        (REPORT, [EXTENDED, EXTENDED], "chỉ được gia hạn 1 lần; đã gia hạn 1 lần"),
        (
            REPORT,
            [CaseEvent("extended", vn("2026-03-04T09:00"), stage="forward", reason="x")],
            "không được gia hạn",
        ),
        (REPORT, [CaseEvent("extended", vn("2026-03-20T09:00"), reason=" ")], "cần lý do"),
        (REPORT, [CaseEvent("extended", vn("2026-03-24T09:00"), reason="x")], "đã quá hạn"),
        (
            REPORT,
            [CaseEvent("extended", vn("2026-03-20T09:00"), stage="accept", reason="x")],
            "không có thời hạn",
        ),
        (COMPLAINT, [EXTENDED], "chưa bắt đầu tính"),
        (COMPLAINT, [CaseEvent("accepted", vn("2026-03-04T09:00"))] * 2, "đã được thụ lý"),
        (REPORT, [paused("2026-03-04T09:00", "2026-03-04")], "ngày tính tiếp"),
        (REPORT, [CaseEvent("paused", vn("2026-03-04T09:00"), reason="x")], "ngày tính tiếp"),
        (REPORT, [paused("2026-03-04T09:00", "2026-03-06", reason="")], "cần lý do"),
        (REPORT, [CaseEvent("resumed", vn("2026-03-04T09:00"))], "chưa từng tạm dừng"),
        (REPORT, [CaseEvent("acknowledged", vn("2026-03-01T09:00"))], "trước khi nhận"),
        (REPORT, [CaseEvent("running", vn("2026-03-04T09:00"))], "Không rõ loại sự kiện"),
    ],
)
def test_refuses_what_the_rules_do_not_allow(
    rules: dict[str, MadeRule], events: list[CaseEvent], message: str
) -> None:
    with pytest.raises(CaseError, match=message):
        run(rules, *events)


def test_naive_moments_are_refused_everywhere() -> None:
    naive = datetime(2026, 3, 2, 9)
    with pytest.raises(ValueError, match="naive"):
        open_clock(COMPLAINT["answer"], naive, None, CALENDAR)
    with pytest.raises(ValueError, match="naive"):
        run(REPORT, CaseEvent("acknowledged", naive))


def test_open_deadlines_can_be_recomputed_when_the_calendar_changes() -> None:
    clock = run(REPORT, paused("2026-03-04T09:00", "2026-03-06"))["answer"]
    assert clock.deadline
    changed = make_calendar([ExceptionalDay(date(2026, 3, 12), "day_off", "bão")])
    assert recomputed(clock.deadline, changed).due == date(2026, 3, 26)
