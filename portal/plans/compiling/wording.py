"""How figures are written in reports: Vietnamese words and numbers. Pure."""

from datetime import date
from typing import Any

from portal.feedback.workflow import Channel

NOTHING = "–"
COUNTS = (
    ("Phản ánh đến hạn trả lời", "answer_on_time"),
    ("Phản ánh đến hạn tiếp nhận", "acknowledge_on_time"),
    ("Nghĩa vụ công khai đến hạn", "disclosed_on_time"),
)
WHAT = {"answer_on_time": "Trả lời", "disclosed_on_time": "Công khai"}
CHANNELS: dict[str, str] = {value: str(label) for value, label in Channel.choices}


def number(text: str) -> str:
    """Return a decimal text as Vietnamese readers write it."""
    return text.replace(".", ",") if text else NOTHING


def day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else NOTHING


def counts_table(counts: dict[str, int]) -> list[list[str]]:
    """Return a line for each kind of deadline: how many, in time, late, still open."""
    lines = []
    for label, key in COUNTS:
        numbers = [counts.get(f"{key}:{how}", 0) for how in ("in_time", "late", "open")]
        lines.append([label, str(sum(numbers)), *map(str, numbers)])
    return lines


def share(part: int, whole: int) -> str:
    return number(f"{100 * part / whole:.1f}") + " %" if whole else NOTHING


def interval(item: dict[str, Any]) -> str:
    return f"{number(item['low'])}–{number(item['high'])}" if item["score"] else NOTHING


def band(item: dict[str, Any]) -> str:
    return f"Nhóm {item['band']}" if item["band"] else "Chưa đủ dữ liệu"
