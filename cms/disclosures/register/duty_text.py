"""A duty in sentences: who must disclose, by when, on what basis, and how long it stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.statutes.choices import AssumedYear, KeepUnit, Trigger
from portal.statutes.models import DisclosureDuty
from portal.statutes.wording import amount_text, short_date

# What a duty's clock starts from, as it reads after “kể từ”.
_STARTS = {
    Trigger.PERIOD_BEGIN: "ngày đầu kỳ",
    Trigger.PERIOD_END: "ngày hết kỳ",
    Trigger.LAST_WORKING_DAY_OF_MARCH: "ngày làm việc cuối cùng của tháng 3",
    Trigger.CHANGE: "khi có thay đổi",
    Trigger.DECISION: "ngày có quyết định",
    Trigger.COUNCIL_SESSION: "ngày khai mạc kỳ họp Hội đồng nhân dân",
    Trigger.DOCUMENT_ISSUED: "ngày ban hành văn bản",
    Trigger.REPORT_SUBMITTED: "ngày gửi báo cáo",
    Trigger.VILLAGE_MEETING: "ngày họp thôn, tổ dân phố",
    Trigger.APPROVAL: "ngày được phê duyệt",
    Trigger.DRAFT_READY: "khi có dự thảo",
    Trigger.CONSULTATION_CLOSES: "ngày kết thúc lấy ý kiến",
}


@dataclass(frozen=True, slots=True)
class DutyText:
    """What a reader needs to know of a duty, as label and sentence; `versions` say since when what held."""

    title: str
    facts: list[tuple[str, str]]
    versions: list[tuple[str, str]]


def describe(versions: Sequence[DisclosureDuty], *, on: date) -> DutyText:
    """Return the duty as it stands on the day, or in its newest version; `versions` are the oldest first."""
    in_force = [duty for duty in versions if _holds(duty, on)]
    duty = (in_force or list(versions))[-1]
    facts = [
        ("Ai phải công khai", duty.get_who_display()),
        ("Khi nào", _when(duty)),
        ("Khi chưa ai ghi nhận sự kiện", _assumed(duty)),
        ("Bao lâu một lần", duty.get_period_display()),
        ("Giữ công khai", _kept(duty)),
        ("Niêm yết tại trụ sở, thôn", "Có" if duty.posting_required else "Không bắt buộc"),
        ("Phát loa truyền thanh", f"{duty.loudspeaker_days} ngày" if duty.loudspeaker_days else ""),
        ("Căn cứ", duty.basis),
        ("Mức chắc chắn của căn cứ", duty.get_certainty_display()),
        ("Ghi chú", duty.note),
    ]
    older = [(_span(version), _when(version)) for version in versions] if len(versions) > 1 else []
    return DutyText(duty.title, [(label, text) for label, text in facts if text], older)


def _holds(duty: DisclosureDuty, on: date) -> bool:
    return duty.effective_from <= on and (duty.effective_to is None or duty.effective_to >= on)


def _when(duty: DisclosureDuty) -> str:
    if duty.trigger == Trigger.BEFORE_DATE and duty.trigger_on:
        return f"Trước ngày {short_date(duty.trigger_on)}"
    if duty.trigger == Trigger.FIXED_DATE and duty.trigger_on:
        start = f"ngày {short_date(duty.trigger_on)}"
    else:
        start = _STARTS.get(Trigger(duty.trigger), duty.get_trigger_display().lower())
    if not duty.publish_within:
        return f"Ngay {start}" if start.startswith("khi") else f"Chậm nhất {start}"
    return f"Trong {amount_text(duty.publish_within, duty.unit)} kể từ {start}"


def _assumed(duty: DisclosureDuty) -> str:
    if duty.assumed_day is None or duty.assumed_month is None:
        return ""
    year = {AssumedYear.BEFORE: " năm trước", AssumedYear.AFTER: " năm sau"}.get(
        AssumedYear(duty.assumed_year), ""
    )
    return f"Tạm tính từ ngày {duty.assumed_day:02d}/{duty.assumed_month:02d}{year}: {duty.assumption.rstrip('.')}"


def _kept(duty: DisclosureDuty) -> str:
    if duty.keep_unit == KeepUnit.PERMANENT:
        return "Thường xuyên, không gỡ xuống"
    if duty.keep_posted_days is None:
        return duty.get_keep_unit_display()
    return f"Ít nhất {amount_text(duty.keep_posted_days, duty.keep_unit)}"


def _span(duty: DisclosureDuty) -> str:
    end = f" đến hết {short_date(duty.effective_to)}" if duty.effective_to else ""
    return f"Từ {short_date(duty.effective_from)}{end}"
