"""The public text of a deadline, as residents read it."""

from datetime import date

from portal.statutes.deadlines import Pause, Step, due
from tests.statutes.calendars import CALENDAR, vn


def texts(*args: object, **options: object) -> list[str]:
    return [step.text_vi for step in due(*args, CALENDAR, **options).trace[:-1]]  # type: ignore[arg-type]


def test_tet_reads_as_one_run_and_ordinary_weekends_as_one_step() -> None:
    assert texts(vn("2026-02-13T10:00"), 12, "working_day", basis="Luật Tiếp công dân 2013, Điều 28(1)") == [
        "Bắt đầu lúc 10:00 Thứ Sáu 13/02/2026.",
        "Thứ Sáu 13/02/2026 là ngày 0; ngày thứ nhất là ngày làm việc tiếp theo.",
        "Thời hạn: 12 ngày làm việc (không tính ngày nghỉ). Căn cứ: Luật Tiếp công dân 2013, Điều 28(1).",
        "Không tính 9 ngày nghỉ liền nhau từ Thứ Bảy 14/02/2026 đến Chủ Nhật 22/02/2026: "
        "14/02–15/02 cuối tuần, 16/02–20/02 Tết Nguyên Đán, 21/02–22/02 cuối tuần.",
        "Không tính 2 cuối tuần: 28/02–01/03, 07/03–08/03/2026.",
        "Hạn cuối: hết Thứ Ba 10/03/2026.",
    ]


def test_every_skipped_day_keeps_its_own_reason() -> None:
    step = next(
        s for s in due(vn("2026-02-13T10:00"), 10, "working_day", CALENDAR).trace if s.kind == "skipped"
    )
    assert len(step.days) == 9
    assert (date(2026, 2, 16), "Giao thừa Tết Nguyên Đán") in step.days
    assert step.as_dict()["days"][0] == {"date": "2026-02-14", "reason": "cuối tuần"}


def test_received_on_a_day_off() -> None:
    assert texts(vn("2026-03-07T09:00"), 1, "working_day")[1:3] == [
        "Không tính cuối tuần 07/03–08/03/2026.",
        "Thứ Bảy 07/03/2026 là ngày nghỉ, nên tính như nhận vào ngày làm việc đầu tiên: Thứ Hai 09/03/2026.",
    ]


def test_received_after_closing() -> None:
    assert texts(vn("2026-03-02T17:00"), 1, "working_day")[1] == (
        "Từ 17:00 trở đi là ngoài giờ làm việc, "
        "nên tính như nhận vào ngày làm việc tiếp theo: Thứ Ba 03/03/2026."
    )


def test_received_before_opening() -> None:
    assert texts(vn("2026-03-02T06:00"), 1, "working_day")[1] == (
        "Trước giờ mở cửa 07:30 của ngày làm việc vẫn tính trong ngày đó. "
        "Thứ Hai 02/03/2026 là ngày 0; ngày thứ nhất là ngày làm việc tiếp theo."
    )


def test_worked_saturday_and_single_days() -> None:
    assert texts(vn("2026-08-21T15:00"), 3, "working_day")[3:5] == [
        "Thứ Bảy 22/08/2026 vẫn tính là ngày làm việc: làm bù.",
        "Không tính cuối tuần 23/08/2026.",
    ]
    assert "Không tính Thứ Tư 01/01/2025: Tết Dương lịch." in texts(vn("2024-12-31T09:00"), 1, "working_day")


def test_rolled_calendar_deadline() -> None:
    assert texts(vn("2026-08-03T09:00"), 30, "calendar_day")[1:] == [
        "Thứ Hai 03/08/2026 là ngày 0; ngày thứ nhất là ngày tiếp theo.",
        "Thời hạn: 30 ngày (tính cả ngày nghỉ).",
        "Ngày cuối rơi vào Thứ Tư 02/09/2026, ngày nghỉ (Quốc khánh), "
        "nên hạn chuyển sang ngày làm việc tiếp theo: Thứ Năm 03/09/2026.",
        "Hạn cuối: hết Thứ Năm 03/09/2026.",
    ]


def test_term_of_no_days() -> None:
    assert "Thời hạn: ngay trong ngày bắt đầu." in texts(date(2026, 3, 2), 0, "working_day")


def test_pauses_that_change_nothing_say_so() -> None:
    late = texts(vn("2026-03-02T09:00"), 1, "working_day", pauses=[Pause(date(2026, 3, 4), date(2026, 3, 5))])
    assert late[3].endswith("khi đó đã quá hạn nên hạn không đổi.")
    weekend = texts(
        vn("2026-03-02T09:00"), 9, "working_day", pauses=[Pause(date(2026, 3, 7), date(2026, 3, 9))]
    )
    assert any(text.endswith("không trùng ngày nào của thời hạn nên hạn không đổi.") for text in weekend)


def test_last_step_names_the_calendar() -> None:
    deadline = due(date(2026, 3, 2), 1, "working_day", CALENDAR)
    text = f"Tính theo lịch làm việc phiên bản {CALENDAR.version}."
    assert deadline.trace[-1] == Step(date(2026, 3, 3), "calendar", text)
    assert deadline.calendar_version == CALENDAR.version
