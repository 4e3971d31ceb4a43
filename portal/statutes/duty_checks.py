"""What a version of a duty must hold together, in words for the administrator who types it. Pure."""

import calendar
from typing import Any

from django.core.exceptions import ValidationError

from portal.statutes.choices import DutyPeriod, Trigger
from portal.statutes.periods import period_bounds

DATED_TRIGGERS = (Trigger.FIXED_DATE, Trigger.BEFORE_DATE)
LEAP_YEAR = 2028

# What decides a date, or what it was based on: fixed once something was made under the version.
BINDING = (
    "who",
    "trigger",
    "trigger_on",
    "publish_within",
    "unit",
    "keep_posted_days",
    "keep_unit",
    "posting_required",
    "loudspeaker_days",
    "period",
    "fixed_period",
    "basis",
    "effective_from",
)


def check_duty(duty: Any) -> None:
    """Raise ValidationError, with the field to mend, for a duty whose parts contradict each other."""
    if duty.trigger in DATED_TRIGGERS and duty.trigger_on is None:
        raise ValidationError({"trigger_on": "Nêu ngày ấn định."})
    if duty.trigger == Trigger.BEFORE_DATE and duty.publish_within:
        raise ValidationError({"publish_within": "Hạn “trước ngày ấn định” không có số ngày đi kèm: nhập 0."})
    if duty.period == DutyPeriod.ONCE:
        try:
            period_bounds(duty.fixed_period)
        except ValueError as error:
            raise ValidationError({"fixed_period": "Nêu kỳ, ví dụ 2026 hoặc 2026-6M."}) from error
    _check_assumption(duty)


def _check_assumption(duty: Any) -> None:
    if duty.assumed_day is None and duty.assumed_month is None:
        return
    if duty.assumed_day is None or duty.assumed_month is None:
        raise ValidationError({"assumed_day": "Nêu cả ngày và tháng giả định, hoặc để trống cả hai."})
    if not 1 <= duty.assumed_month <= 12:
        raise ValidationError({"assumed_month": "Tháng từ 1 đến 12."})
    longest = calendar.monthrange(LEAP_YEAR, duty.assumed_month)[1]
    if not 1 <= duty.assumed_day <= longest:
        raise ValidationError({"assumed_day": f"Tháng {duty.assumed_month} không có ngày này."})
    if not duty.assumption.strip():
        raise ValidationError({"assumption": "Nói vì sao giả định như vậy: người dân sẽ đọc."})


def changed_binding_fields(stored: Any, edited: Any) -> list[str]:
    """Return the names of the binding fields whose values differ."""
    return [name for name in BINDING if getattr(stored, name) != getattr(edited, name)]
