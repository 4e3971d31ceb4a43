"""How dates, amounts and days off read in the public Vietnamese explanation of a deadline."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
WEEKEND = "cuối tuần"
LUNAR_NEW_YEAR = "Tết Nguyên Đán"

SkippedDay = tuple[date, str]


def short_date(day: date) -> str:
    """23/02/2026."""
    return f"{day:%d/%m}/{day.year:04d}"


def long_date(day: date) -> str:
    """Thứ Hai 23/02/2026."""
    return f"{WEEKDAYS[day.weekday()]} {short_date(day)}"


def moment(at: datetime) -> str:
    """10:00 Thứ Sáu 13/02/2026; the caller passes local time."""
    return f"{at:%H:%M} {long_date(at.date())}"


def amount_text(amount: int, unit: str) -> str:
    """10 ngày làm việc, 30 ngày."""
    return f"{amount} ngày làm việc" if unit == "working_day" else f"{amount} ngày"


def term_text(amount: int, unit: str) -> str:
    """The length of a term with the one thing people ask: do days off count?"""
    if amount == 0:
        return "ngay trong ngày bắt đầu"
    tail = "không tính ngày nghỉ" if unit == "working_day" else "tính cả ngày nghỉ"
    return f"{amount_text(amount, unit)} ({tail})"


def sentence(text: str) -> str:
    """The text with exactly one closing full stop."""
    return text.rstrip(" .;,") + "."


def festival(name: str) -> str:
    """One name for the whole lunar new year, so that its days read as one holiday."""
    return LUNAR_NEW_YEAR if "Tết" in name and "Dương lịch" not in name else name


def span_text(first: date, last: date, *, year: bool = False) -> str:
    """07/03–08/03; a single day stays single."""
    text = f"{first:%d/%m}" if first == last else f"{first:%d/%m}–{last:%d/%m}"
    return f"{text}/{last.year:04d}" if year else text


def consecutive_runs(days: Sequence[SkippedDay]) -> list[list[SkippedDay]]:
    """Split days off, in order, into runs without a working day between them."""
    runs: list[list[SkippedDay]] = []
    for day in days:
        if runs and day[0] - runs[-1][-1][0] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def is_plain_weekend(run: Sequence[SkippedDay]) -> bool:
    return all(reason == WEEKEND for _, reason in run)


def weekends_text(runs: Sequence[Sequence[SkippedDay]]) -> str:
    """One sentence for one or several ordinary weekends."""
    spans = [span_text(run[0][0], run[-1][0]) for run in runs]
    spans[-1] = span_text(runs[-1][0][0], runs[-1][-1][0], year=True)
    if len(runs) == 1:
        return f"Không tính {WEEKEND} {spans[0]}."
    return f"Không tính {len(runs)} {WEEKEND}: {', '.join(spans)}."


def run_text(run: Sequence[SkippedDay]) -> str:
    """One sentence for a run of days off that holds at least one holiday."""
    first, last = run[0][0], run[-1][0]
    if len(run) == 1:
        return sentence(f"Không tính {long_date(first)}: {run[0][1]}")
    head = f"Không tính {len(run)} ngày nghỉ liền nhau từ {long_date(first)} đến {long_date(last)}"
    return sentence(f"{head}: {_reasons(run)}")


def _reasons(run: Sequence[SkippedDay]) -> str:
    parts: list[tuple[date, date, str]] = []
    for day, reason in run:
        name = festival(reason)
        if parts and parts[-1][2] == name and day - parts[-1][1] == timedelta(days=1):
            parts[-1] = (parts[-1][0], day, name)
        else:
            parts.append((day, day, name))
    return ", ".join(f"{span_text(first, last)} {name}" for first, last, name in parts)
