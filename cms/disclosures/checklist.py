"""What a disclosure must have before it goes public. Pure: knows no page type and asks no database.

Every way to publish asks `checklist(page)`, see atomic_actions; the editor shows it beside the fields. A page type
adds to the list by overriding `DisclosurePage.checklist_items()`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from portal.statutes.choices import DutyPeriod, Trigger
from portal.statutes.duties import Duty, periods_of
from portal.statutes.periods import STANDING, period_bounds, period_label


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One condition: what it asks, whether it is met, and what to do when it is not.

    `field` names the field of the editor beside which the help stands, "" for none. An item that does not block
    is only shown; one `only_to_publish` does not keep a draft from being put before the head. `address` leads to
    where staff deal with it.
    """

    key: str
    label: str
    ok: bool
    help: str = ""
    field: str = ""
    blocking: bool = True
    only_to_publish: bool = False
    address: str = ""


class Checked(Protocol):
    def checklist_items(self) -> list[ChecklistItem]: ...


class PublicationRefused(ValidationError):
    """A page with open items was to be published or submitted; `items` says which, the messages are Vietnamese."""

    def __init__(self, page: object, items: Sequence[ChecklistItem]) -> None:
        self.page, self.items = page, tuple(items)
        super().__init__([f"{item.label}: {item.help}" if item.help else item.label for item in items])


# What other modules ask of every page, whatever its type.
_further: list[Callable[[Any], list[ChecklistItem]]] = []


def ask_of_every_page(source: Callable[[Any], list[ChecklistItem]]) -> None:
    """Add a function that gives items for any page; once per process."""
    if source not in _further:
        _further.append(source)


def checklist(page: Checked) -> list[ChecklistItem]:
    """Return every item of the page, met or not."""
    return [*page.checklist_items(), *(item for source in _further for item in source(page))]


def open_items(page: Checked, *, publishing: bool = True) -> list[ChecklistItem]:
    """Return what still keeps the page from being published, or from being put before the head."""
    found = [item for item in checklist(page) if item.blocking and not item.ok]
    return found if publishing else [item for item in found if not item.only_to_publish]


def require_complete(page: Checked, *, publishing: bool = True) -> None:
    """Raise PublicationRefused when the page has open items."""
    missing = open_items(page, publishing=publishing)
    if missing:
        raise PublicationRefused(page, missing)


# ---- the items that page types put together


def decision_item(number: str, day: date | None) -> ChecklistItem:
    return ChecklistItem(
        "decision",
        "Số và ngày văn bản",
        bool(number.strip()) and day is not None,
        "Ghi số, ký hiệu và ngày của quyết định, báo cáo hoặc thông báo được công khai.",
        field="decision_date" if number.strip() else "decision_number",
    )


def summary_item(html: str) -> ChecklistItem:
    return ChecklistItem(
        "summary",
        "Tóm tắt cho người dân",
        bool(unescape(strip_tags(html)).strip()),
        "Viết vài câu dễ hiểu: nội dung gì, ai cần biết, con số chính.",
        field="summary",
    )


def content_item(*, documents: int, structured: bool) -> ChecklistItem:
    """A reader finds something: a document, or content of the page's own kind."""
    return ChecklistItem(
        "content",
        "Tài liệu hoặc nội dung chi tiết",
        documents > 0 or structured,
        "Đính kèm ít nhất một tài liệu đọc được (PDF, DOCX, XLSX) hoặc nhập nội dung chi tiết.",
    )


def period_item(duty: Duty, period: str, *, on: date) -> ChecklistItem:
    """The period is one that the duty has, and it is over when the duty's clock starts at its end."""
    return ChecklistItem(
        "period", "Kỳ công khai", not (wrong := period_error(duty, period, on=on)), wrong, field="year"
    )


def period_error(duty: Duty, period: str, *, on: date) -> str:
    """Return what is wrong with the period, in Vietnamese; "" when nothing is."""
    try:
        first, last = period_bounds(period)
    except ValueError:
        return "Kỳ công khai không hợp lệ."
    if first is None or last is None:
        known = duty.period in (DutyPeriod.STANDING, DutyPeriod.ON_EVENT)
        return "" if known else "Nội dung này được công khai theo kỳ, hãy chọn kỳ."
    if not _recurs(duty, period, first.year):
        return f"“{period_label(period)}” không phải là kỳ của nội dung này."
    if duty.trigger == Trigger.PERIOD_END and last >= on:
        return f"{period_label(period)} chưa kết thúc, chưa thể công khai kết quả."
    return ""


def _recurs(duty: Duty, period: str, year: int) -> bool:
    if duty.period == DutyPeriod.ON_EVENT:
        return True
    if duty.period == DutyPeriod.ONCE:
        return period == duty.fixed_period
    known = periods_of(duty, year)
    return period in known or known == (STANDING,)


def readable_item(unread: Sequence[str]) -> ChecklistItem:
    """Every document can be read by who does not see pictures; `unread` names those that cannot."""
    named = ", ".join(f"“{title}”" for title in unread[:3])
    return ChecklistItem(
        "readable",
        "Tài liệu đọc được trên web",
        not unread,
        f"{named} là ảnh hoặc bản quét không có chữ. Hãy thay bằng tệp có chữ, hoặc ghi “nội dung chính” của tài liệu.",
    )


def posting_item(first: date | None, last: date | None) -> ChecklistItem:
    return ChecklistItem(
        "posting",
        "Ngày niêm yết",
        first is not None and last is not None and first <= last,
        "Ghi ngày bắt đầu và ngày kết thúc niêm yết.",
        field="posting_until" if first else "posting_from",
    )


def boards_item(*, chosen: bool, has_boards: bool, address: str = "") -> ChecklistItem:
    """The boards of a page that must be posted on paper are known before it goes public.

    A body that has entered no board yet is told to, and not kept from publishing on the web in time.
    """
    return ChecklistItem(
        "boards",
        "Nơi niêm yết",
        chosen,
        "Nội dung này phải được niêm yết trên giấy: hãy chọn nơi niêm yết trước khi công khai."
        if has_boards
        else "Nội dung này phải được niêm yết trên giấy, nhưng đơn vị chưa khai nơi niêm yết nào.",
        blocking=has_boards,
        only_to_publish=True,
        address="" if chosen else address,
    )


def hung_item(*, hung: bool, address: str = "") -> ChecklistItem:
    """What is public says since when it hangs; it cannot hang before, so this keeps nothing back."""
    return ChecklistItem(
        "hung",
        "Ngày bắt đầu niêm yết",
        hung,
        "Nội dung đã công khai: hãy ghi ngày bắt đầu niêm yết ở từng nơi và gửi ảnh.",
        blocking=False,
        address="" if hung else address,
    )


def sums_item(contradictions: Iterable[str]) -> ChecklistItem:
    """The stated totals are what the lines add up to."""
    found = list(contradictions)
    return ChecklistItem("sums", "Số liệu khớp nhau", not found, " ".join(found))
