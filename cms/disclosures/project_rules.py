"""What can be said of a project's time and money. Pure: numbers and dates in, Vietnamese sentences out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Without a report for this long, a site that is being built is flagged: the law asks for disclosure of
# progress and names no interval; a quarter is what communes report their budgets in.
REPORT_EVERY_DAYS = 92


@dataclass(frozen=True, slots=True)
class Schedule:
    """Planned and actual dates of a project; None where nothing was decided or has happened yet."""

    starts_planned: date | None
    ends_planned: date | None
    starts_actual: date | None
    ends_actual: date | None
    is_over: bool
    percent: int | None
    last_report_on: date | None


def delays(schedule: Schedule, *, on: date) -> list[str]:
    """Return what is or was late on the date, each as a sentence; nothing for a project on plan."""
    return [text for text in (_start(schedule, on), _end(schedule, on), _silence(schedule, on)) if text]


def _start(schedule: Schedule, on: date) -> str:
    if schedule.starts_planned is None:
        return ""
    if schedule.starts_actual:
        late = (schedule.starts_actual - schedule.starts_planned).days
        return f"Khởi công chậm {late} ngày so với kế hoạch." if late > 0 else ""
    late = (on - schedule.starts_planned).days
    return f"Đã quá ngày khởi công theo kế hoạch {late} ngày." if late > 0 and not schedule.is_over else ""


def _end(schedule: Schedule, on: date) -> str:
    if schedule.ends_planned is None:
        return ""
    if schedule.ends_actual:
        late = (schedule.ends_actual - schedule.ends_planned).days
        return f"Hoàn thành chậm {late} ngày so với kế hoạch." if late > 0 else ""
    late = (on - schedule.ends_planned).days
    if late <= 0 or schedule.is_over:
        return ""
    done = "" if schedule.percent is None else f", mới đạt {schedule.percent} % khối lượng"
    return f"Đã quá ngày hoàn thành theo kế hoạch {late} ngày{done}."


def _silence(schedule: Schedule, on: date) -> str:
    building = schedule.starts_actual and not schedule.ends_actual and not schedule.is_over
    if not building:
        return ""
    since = schedule.last_report_on or schedule.starts_actual
    if since is None or (on - since).days <= REPORT_EVERY_DAYS:
        return ""
    return f"Chưa có báo cáo tiến độ mới từ ngày {since:%d/%m/%Y}."


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum of what is known; None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def in_units(amount: Decimal | None, per_unit: int | Decimal) -> Decimal | None:
    """Return the amount in units of so many, three decimals."""
    return None if amount is None else (amount / per_unit).quantize(Decimal("0.001"))


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Return part of whole as a percentage, one decimal; None where it says nothing."""
    if part is None or not whole:
        return None
    return (part / whole * 100).quantize(Decimal("0.1"))
