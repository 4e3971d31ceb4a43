"""What happened to a case, read from a JSON list that a person wrote. Pure; every error is a CaseError.

    [
      {"kind": "acknowledged", "at": "2026-03-03T09:00"},
      {"kind": "forwarded", "at": "2026-03-04T09:00", "to": "Sở Xây dựng"},
      {"kind": "accepted", "at": "2026-03-05T09:00"},
      {"kind": "paused", "at": "2026-03-09T10:00", "until": "2026-03-16", "reason": "chờ kết luận giám định"},
      {"kind": "resumed", "at": "2026-03-12T08:00"},
      {"kind": "extended", "at": "2026-03-18T08:00", "reason": "phải xác minh ở nhiều nơi"},
      {"kind": "answered", "at": "2026-04-01T08:00"},
      {"kind": "disputed", "at": "2026-04-06T08:00"},
      {"kind": "dispute_upheld", "at": "2026-04-13T08:00"}
    ]

Moments without a zone are Asia/Ho_Chi_Minh. paused, resumed and extended act on the "answer" stage unless
a "stage" is given. `until` is a date: the clock runs again on that day, or from `resumed` if that is earlier.
A dispute starts the clock of its review; upheld, it starts that of another answer, and "dispute_rejected"
ends the review without one.
"""

from datetime import date, datetime

from portal.statutes.cases import ANSWER, EVENT_KINDS, CaseError, CaseEvent
from portal.statutes.terms import ZONE

_KEYS = {"kind", "at", "until", "stage", "reason", "to"}


def read_moment(text: object) -> datetime:
    """An aware datetime in Vietnam from ISO 8601 text. Raises CaseError, in Vietnamese."""
    try:
        moment = datetime.fromisoformat(text.strip()) if isinstance(text, str) else None
        if moment is not None:
            return moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
    except (ValueError, OverflowError):
        pass
    raise CaseError(f"Thời điểm không đúng dạng ISO 8601 (ví dụ 2026-03-02T09:00): {text!r}.")


def read_events(data: object) -> list[CaseEvent]:
    """The events of a decoded JSON document."""
    if not isinstance(data, list):
        raise CaseError("Tệp sự kiện phải là một danh sách JSON.")
    return [_event(item, number) for number, item in enumerate(data, start=1)]


def _event(item: object, number: int) -> CaseEvent:
    if not isinstance(item, dict):
        raise CaseError(f"Sự kiện {number}: phải là một đối tượng JSON.")
    if unknown := sorted(str(key) for key in item.keys() - _KEYS):
        raise CaseError(f"Sự kiện {number}: không rõ mục {', '.join(unknown)}.")
    kind = item.get("kind")
    if kind not in EVENT_KINDS:
        raise CaseError(f"Sự kiện {number}: không rõ loại {kind!r}; các loại: {', '.join(EVENT_KINDS)}.")
    try:
        return CaseEvent(
            kind,
            read_moment(item.get("at")),
            until=_until(item.get("until")),
            stage=_text(item, "stage") or ANSWER,
            reason=_text(item, "reason"),
            to=_text(item, "to"),
        )
    except CaseError as error:
        raise CaseError(f"Sự kiện {number}: {error}") from error


def _until(text: object) -> date | None:
    return None if text is None else read_moment(text).date()


def _text(item: dict[str, object], key: str) -> str:
    value = item.get(key, "")
    if not isinstance(value, str):
        raise CaseError(f"mục {key} phải là chữ.")
    return value
