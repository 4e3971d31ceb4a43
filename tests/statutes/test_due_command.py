import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

pytestmark = pytest.mark.django_db
COMPLAINT = ["complaint", "--received", "2026-07-01T09:00"]


def due(*arguments: str) -> str:
    out = StringIO()
    call_command("due", *arguments, stdout=out)
    return out.getvalue()


def due_json(*arguments: str) -> dict:  # type: ignore[type-arg]
    return json.loads(due(*arguments, "--json"))


def write(tmp_path: Path, content: object) -> str:
    path = tmp_path / "su-kien.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_one_key_per_stage_with_due_basis_and_trace() -> None:
    result = due_json("report", "--received", "2026-02-13T10:00")
    assert result["kind"] == "report"
    assert result["received"] == "2026-02-13T10:00:00+07:00"
    assert {stage: clock["due"] for stage, clock in result["clocks"].items()} == {
        "acknowledge": "2026-02-24", "accept": "2026-03-06", "forward": "2026-02-27", "answer": "2026-03-13",
    }  # fmt: skip
    assert result["clocks"]["accept"]["basis"] == "Luật Tiếp công dân 2013, Điều 28(1)"
    assert result["clocks"]["accept"]["trace"][-2]["text_vi"] == "Hạn cuối: hết Thứ Sáu 06/03/2026."


def test_a_clock_that_has_not_started_says_what_it_waits_for() -> None:
    clock = due_json(*COMPLAINT)["clocks"]["answer"]
    assert (clock["due"], clock["waits_for"]) == (None, "acceptance")
    assert "thụ lý" in clock["waits_for_vi"]


def test_one_bare_date() -> None:
    result = due_json("--received", "2026-02-13T10:00", "--amount", "10", "--unit", "working_day")
    assert result["due"] == "2026-03-06"
    assert result["trace"]


def test_zones_are_honoured_and_default_to_vietnam() -> None:
    bare = ["--amount", "1", "--unit", "working_day"]
    assert due_json("--received", "2026-03-02T10:00Z", *bare)["due"] == "2026-03-04"
    assert due_json("--received", "2026-03-02T10:00", *bare)["due"] == "2026-03-03"
    assert due_json("--received", "2026-03-02", *bare)["due"] == "2026-03-03"


def test_condition_of_an_information_request() -> None:
    arguments = ["information_request", "--received", "2026-03-02T09:00"]
    assert due_json(*arguments)["clocks"]["answer"]["due"] == "2026-03-23"
    at_hand = due_json(*arguments, "--condition", "information_at_hand")
    assert at_hand["clocks"]["answer"]["due"] == "2026-03-05"


def test_events_of_a_whole_case(tmp_path: Path) -> None:
    events = [
        {"kind": "acknowledged", "at": "2026-07-02T08:00"},
        {"kind": "forwarded", "at": "2026-07-03T08:00", "to": "Sở Y tế"},
        {"kind": "accepted", "at": "2026-07-06T09:00"},
        {"kind": "paused", "at": "2026-07-10T10:00", "until": "2026-07-20", "reason": "chờ giám định"},
        {"kind": "resumed", "at": "2026-07-15T08:00"},
        {"kind": "extended", "at": "2026-07-25T08:00", "reason": "phức tạp", "stage": "answer"},
        {"kind": "answered", "at": "2026-08-20T08:00"},
    ]
    clocks = due_json(*COMPLAINT, "--events", write(tmp_path, events))["clocks"]
    assert clocks["answer"]["due"] == "2026-08-25"  # 30 + 15 days, 5 days paused
    assert clocks["answer"]["on_time"] is True
    assert clocks["acknowledge"]["met_on"] == "2026-07-02"


def test_a_dispute_and_what_follows_it_have_clocks_of_their_own(tmp_path: Path) -> None:
    events = [
        {"kind": "acknowledged", "at": "2026-03-03T09:00"},
        {"kind": "answered", "at": "2026-03-09T09:00"},
        {"kind": "disputed", "at": "2026-03-16T09:00"},
        {"kind": "dispute_upheld", "at": "2026-03-20T09:00"},
    ]
    report = ["report", "--received", "2026-03-02T09:00"]
    clocks = due_json(*report, "--events", write(tmp_path, events))["clocks"]
    # Ten working days after Monday 16 and after Friday 20 March; the first answer stays met as it was.
    assert {stage: (clock["due"], clock["met_on"]) for stage, clock in clocks.items()} == {
        "acknowledge": ("2026-03-04", "2026-03-03"),
        "accept": ("2026-03-16", None),
        "forward": ("2026-03-09", None),
        "answer": ("2026-03-23", "2026-03-09"),
        "review": ("2026-03-30", "2026-03-20"),
        "reanswer": ("2026-04-03", None),
    }
    again = [*events, {"kind": "answered", "at": "2026-04-01T09:00"}]
    clocks = due_json(*report, "--events", write(tmp_path, again))["clocks"]
    assert (clocks["reanswer"]["met_on"], clocks["answer"]["met_on"]) == ("2026-04-01", "2026-03-09")
    rejected = [*events[:3], {"kind": "dispute_rejected", "at": "2026-03-20T09:00"}]
    assert "reanswer" not in due_json(*report, "--events", write(tmp_path, rejected))["clocks"]


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([{"kind": "disputed", "at": "2026-03-16T09:00"}], "Chưa có câu trả lời"),
        ([{"kind": "dispute_upheld", "at": "2026-03-16T09:00"}], "Không có đề nghị xem xét lại"),
    ],
)
def test_a_dispute_needs_an_answer_and_a_review_a_dispute(
    tmp_path: Path, events: list[dict[str, str]], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        due("report", "--received", "2026-03-02T09:00", "--events", write(tmp_path, events))


def test_readable_output() -> None:
    text = due(*COMPLAINT)
    assert text.startswith("Khiếu nại lần đầu, nhận 09:00 Thứ Tư 01/07/2026\n")
    assert "Thụ lý: Thứ Sáu 10/07/2026\n  - Bắt đầu lúc" in text
    assert "Trả lời: chưa có hạn\n  - Chưa bắt đầu: thời hạn này tính từ ngày thụ lý." in text
    bare = due("--received", "2026-03-02", "--amount", "1", "--unit", "working_day")
    assert "- Hạn cuối: hết Thứ Ba 03/03/2026." in bare


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["letter", "--received", "2026-03-02"], "Không rõ loại đơn"),
        (["--received", "2026-03-02"], "Thiếu loại đơn"),
        (["report", "--received", "hôm qua"], "không đúng dạng ISO 8601"),
        (["report", "--received", "0001-01-01T00:00+14:00"], "không đúng dạng ISO 8601"),
        (["report", "--received", "1990-01-01"], "Lịch làm việc chỉ có các năm"),
        (["report", "--received", "9999-12-31T23:00"], "Lịch làm việc chỉ có các năm"),
        (["complaint", "--received", "2006-01-05"], "Không có quy định thời hạn"),
        (["report", "--received", "2026-03-02", "--unit", "working_day"], "chỉ đi cùng --amount"),
        (["report", "--received", "2026-03-02", "--amount", "1", "--unit", "working_day"], "thay cho KIND"),
        (["--received", "2026-03-02", "--amount", "1"], "cần --unit"),
        (["--received", "2026-03-02", "--amount", "-1", "--unit", "working_day"], "không được âm"),
        (["report", "--received", "2026-03-02", "--events", "/khong/co"], "Không đọc được tệp"),
    ],
)
def test_bad_input_ends_with_a_message_and_code_two(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message) as caught:
        due(*arguments)
    assert caught.value.returncode == 2


EVENT = {"kind": "acknowledged", "at": "2026-07-02T08:00"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "không phải JSON"),
        ("[" * 100_000, "không phải JSON"),
        ({"kind": "accepted"}, "phải là một danh sách"),
        (["accepted"], "Sự kiện 1: phải là một đối tượng"),
        ([EVENT, {"kind": "lost", "at": "2026-07-02"}], "Sự kiện 2: không rõ loại 'lost'"),
        ([{"kind": ["accepted"], "at": "2026-07-02"}], "không rõ loại"),
        ([{**EVENT, "who": "tôi"}], "không rõ mục who"),
        ([{"kind": "accepted"}], "Sự kiện 1: Thời điểm không đúng dạng"),
        ([{**EVENT, "at": 5}], "Thời điểm không đúng dạng"),
        ([{**EVENT, "reason": 5}], "mục reason phải là chữ"),
        ([{"kind": "extended", "at": "2026-07-02T10:00", "reason": "x"}], "chưa bắt đầu tính"),
        ([{**EVENT, "at": "2026-06-01T10:00"}], "trước khi nhận"),
    ],
)
def test_bad_event_files_say_what_is_wrong(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(CommandError, match=message) as caught:
        due(*COMPLAINT, "--events", write(tmp_path, content))
    assert caught.value.returncode == 2


def test_an_event_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "su-kien.json"
    path.write_bytes('["đ"]'.encode("utf-16"))
    with pytest.raises(CommandError, match="không phải UTF-8"):
        due(*COMPLAINT, "--events", str(path))


def test_an_unready_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OperationalError("no such table")

    monkeypatch.setattr("portal.statutes.management.commands.due.working_calendar", broken)
    with pytest.raises(CommandError, match="hãy chạy migrate"):
        due("report", "--received", "2026-03-02")
