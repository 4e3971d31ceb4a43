"""Tags and filters behind the components in `themes/`: they compute, the templates draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.core.icons import ICONS

register = template.Library()


@dataclass(frozen=True)
class NavItem:
    """One entry of the main menu."""

    label: str
    url: str
    current: bool


NAVIGATION = (
    ("Công khai", "/cong-khai/"),
    ("Phản ánh", "/phan-anh/"),
    ("Chấm điểm", "/cham-diem/"),
    ("Đơn vị", "/xa/"),
    ("Sổ cái", "/so-cai/"),
)
# Two pages below /phan-anh/ have buttons of their own in the header.
_OWN_ENTRY = ("/phan-anh/gui/", "/phan-anh/tra-cuu/")


@register.simple_tag(takes_context=True)
def nav_items(context: template.Context) -> list[NavItem]:
    """Return the main menu; error pages have no request and so no current entry."""
    path = getattr(context.get("request"), "path", "")
    in_own_entry = path.startswith(_OWN_ENTRY)
    return [NavItem(label, url, path.startswith(url) and not in_own_entry) for label, url in NAVIGATION]


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return one of the site's icons, hidden from screen readers: the text beside it says the same."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        '<path d="{}"/></svg>',
        ICONS[name],
    )


@dataclass(frozen=True)
class TagLook:
    """How a status is drawn: a tone (colour), an icon, and the words when the caller gives none."""

    tone: str
    icon: str
    label: str


TAG_LOOKS: dict[str, TagLook] = {
    # disclosures
    "published": TagLook("good", "check", "Đã công khai"),
    "late": TagLook("warn", "clock", "Công khai trễ"),
    "missing": TagLook("bad", "cross", "Chưa công khai"),
    "due": TagLook("info", "clock", "Sắp đến hạn"),
    "due_soon": TagLook("info", "clock", "Sắp đến hạn"),
    "not_due": TagLook("quiet", "dash", "Chưa đến hạn"),
    "not_applicable": TagLook("quiet", "dash", "Không áp dụng"),
    "withdrawn": TagLook("quiet", "dash", "Đã rút"),
    "replaced": TagLook("quiet", "forward", "Đã được thay"),
    # postings on paper
    "in_progress": TagLook("info", "place", "Đang niêm yết"),
    "kept": TagLook("good", "check", "Niêm yết đủ"),
    "broken": TagLook("bad", "warning", "Niêm yết gián đoạn"),
    "unproven": TagLook("warn", "question", "Chưa có minh chứng niêm yết"),
    # petitions
    "received": TagLook("info", "inbox", "Mới gửi"),
    "acknowledged": TagLook("info", "check", "Đã tiếp nhận"),
    "accepted": TagLook("info", "pen", "Đang giải quyết"),
    "waiting_information": TagLook("warn", "question", "Chờ người gửi bổ sung"),
    "paused": TagLook("warn", "pause", "Tạm đình chỉ"),
    "awaiting_approval": TagLook("info", "pen", "Chờ duyệt trả lời"),
    "answered": TagLook("good", "check", "Đã trả lời"),
    "split": TagLook("info", "forward", "Đã tách thành nhiều phần"),
    "merged": TagLook("info", "forward", "Đã gộp"),
    "disputed": TagLook("bad", "flag", "Đang xem xét lại"),
    "refused": TagLook("quiet", "cross", "Không thụ lý"),
    "forwarded": TagLook("info", "forward", "Đã chuyển"),
    "closed": TagLook("quiet", "lock", "Đã kết thúc"),
    "solved": TagLook("good", "check", "Người gửi xác nhận đã giải quyết xong"),
    "solved_partly": TagLook("warn", "info", "Người gửi: mới giải quyết một phần"),
    "unsolved": TagLook("bad", "cross", "Người gửi: chưa được giải quyết"),
    "unsaid": TagLook("quiet", "question", "Người gửi chưa xác nhận"),
    # deadlines and scores
    "overdue": TagLook("bad", "warning", "Quá hạn"),
    "on_time": TagLook("good", "check", "Đúng hạn"),
    "unranked": TagLook("quiet", "dash", "Chưa đủ dữ liệu"),
    "sample": TagLook("warn", "info", "Dữ liệu mẫu"),
}
_UNKNOWN = TagLook("quiet", "dot", "")


@register.filter
def tag_look(kind: str) -> TagLook:
    """Return how to draw a status; a status that nobody described yet is drawn neutral."""
    return TAG_LOOKS.get(str(kind), _UNKNOWN)


@register.filter
def vi_when(value: object) -> str:
    """Return a date as 06/03/2026, a time as "14:05 ngày 06/03/2026" (Vietnam time), a string as it is."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{local:%H:%M} ngày {local:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


@register.filter
def grouped(number: int) -> str:
    """Return a whole number as Vietnamese readers write it, 1.445; Django's own format groups nothing."""
    return _vi_number(number, 0)


@register.filter
def iso_when(value: object) -> str:
    """Return a date or a time for `<time datetime>`, or nothing when the value is only text."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else ""


# ---- forms

_FIELD_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "file"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
)


@register.filter
def field_kind(field: BoundField) -> str:
    """Return the layout that a field needs: choices, checkbox, captcha, file, select, textarea or text."""
    widget = field.field.widget
    if type(field.field).__name__ == "CaptchaField":
        return "captcha"
    return next((kind for cls, kind in _FIELD_KINDS if isinstance(widget, cls)), "text")


@register.filter
def ui_widget(field: BoundField) -> SafeString:
    """Return the field's widget, tied to its help and errors.

    Django leaves out aria-describedby where it expects a fieldset; file fields and the captcha have a label.
    """
    if field_kind(field) in ("file", "captcha") and field.aria_describedby:
        return field.as_widget(attrs={"aria-describedby": field.aria_describedby})
    return field.as_widget()


@register.filter
def first_input_id(field: BoundField) -> str:
    """Return the id that an error link must jump to: the first choice of a group, else the input."""
    if field_kind(field) == "choices":
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


# ---- lists


@register.filter
def page_window(page: Page[Any]) -> Iterator[int | str]:
    """Return the page numbers worth showing around the current one, with "…" for the gaps."""
    paginator = page.paginator
    return iter(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_block_tag
def scroll_region(content: str, label: str) -> SafeString:
    """Wrap a wide table so that it scrolls by itself, by keyboard too, and never the page."""
    return format_html(
        '<div class="scroll-region" role="region" aria-label="{}" tabindex="0">{}</div>', label, content
    )


# ---- charts


def _number(row: Mapping[str, Any], key: str) -> float | None:
    value = row.get(key)
    return None if value is None else float(value)


def _percent(value: float, low: float, high: float) -> str:
    """Return where a value lies on the scale, for an SVG attribute: always a dot, never a comma."""
    span = (high - low) or 1.0
    return f"{min(max((value - low) / span, 0.0), 1.0) * 100:.2f}%"


def _as_mapping(row: Any) -> dict[str, Any]:
    if isinstance(row, Mapping):
        return dict(row)
    label, value, *text = row
    return {"label": label, "value": value, "text": text[0] if text else None}


def _vi_number(value: float | None, decimals: int) -> str:
    if value is None:
        return "–"
    plain = f"{value:,.{decimals}f}"
    return plain.translate(str.maketrans(",.", ".,"))


@register.inclusion_tag("components/chart_bar.html")
def bar_chart(
    rows: Iterable[Any],
    caption: str,
    *,
    unit: str = "",
    maximum: float | None = None,
    decimals: int = 0,
    label_heading: str = "Mục",
    value_heading: str = "Giá trị",
    table: bool = True,
) -> dict[str, Any]:
    """Draw horizontal bars with their table below.

    A row is (label, value), (label, value, text), or a mapping with label, value and optionally text (printed
    instead of the number), url, tone (leaf, lotus, honey, river, brick, quiet). None draws no bar. The scale
    runs from 0 to `maximum`, by default the largest value.
    """
    items = [_as_mapping(row) for row in rows]
    top = maximum if maximum is not None else max((_number(item, "value") or 0 for item in items), default=0)
    for item in items:
        value = _number(item, "value")
        item["width"] = _percent(value or 0, 0, top)
        item["shown"] = item.get("text") or _vi_number(value, decimals) + (unit if value is not None else "")
        item["tone"] = item.get("tone") or "leaf"
    return {
        "rows": items,
        "caption": caption,
        "label_heading": label_heading,
        "value_heading": value_heading,
        "table": table,
    }


@register.inclusion_tag("components/chart_interval.html")
def interval_chart(
    rows: Iterable[Mapping[str, Any]],
    caption: str,
    *,
    unit: str = "",
    minimum: float = 0,
    maximum: float = 100,
    decimals: int = 1,
    label_heading: str = "Mục",
    value_heading: str = "Giá trị",
    table: bool = True,
) -> dict[str, Any]:
    """Draw a point and its 95 % interval per row, with the table below.

    A row is a mapping with label, value, low, high and optionally text, url, tone. A missing value draws
    nothing and says so; a missing interval draws the point alone.
    """
    items = [dict(row) for row in rows]
    for item in items:
        value, low, high = (_number(item, key) for key in ("value", "low", "high"))
        item["has_value"] = value is not None
        item["at"] = _percent(value or 0, minimum, maximum)
        item["has_interval"] = value is not None and low is not None and high is not None
        if low is not None and high is not None:
            item["from"], item["to"] = _percent(low, minimum, maximum), _percent(high, minimum, maximum)
            item["range"] = f"{_vi_number(low, decimals)}–{_vi_number(high, decimals)}{unit}"
        item["shown"] = item.get("text") or (
            "Chưa có dữ liệu" if value is None else f"{_vi_number(value, decimals)}{unit}"
        )
        item["tone"] = item.get("tone") or "leaf"
    return {
        "rows": items,
        "caption": caption,
        "label_heading": label_heading,
        "value_heading": value_heading,
        "scale_low": _vi_number(minimum, 0),
        "scale_high": _vi_number(maximum, 0),
        "table": table,
    }
