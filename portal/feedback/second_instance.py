"""When a complaint may go to the body above. Pure: one rule for the act itself and for the page that offers it."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.feedback.vocabulary import Status

DECIDED = frozenset({Status.ANSWERED, Status.REFUSED, Status.CLOSED})
NOBODY_ABOVE = "Cơ quan giải quyết lần đầu không có cấp trên trên cổng; bạn có thể khởi kiện tại Toà án."
ALREADY = "Bạn đã khiếu nại lần hai về việc này."
NOT_YET = "Chỉ khiếu nại lần hai khi đã có quyết định lần đầu, hoặc khi đã quá hạn mà chưa được giải quyết."


@dataclass(frozen=True, slots=True)
class FirstInstance:
    """What the rule must know of the first complaint.

    decided_on: the local day of the newest decision, None without one. overdue_since: the earliest due day of a
    running clock, whether or not it has passed; None when none runs.
    """

    status: str
    has_body_above: bool
    has_second: bool
    decided_on: date | None
    overdue_since: date | None


def refusal(first: FirstInstance, *, on: date, within: int | None) -> str:
    """Why the second complaint is not possible on the day; "" when it is.

    `within` calendar days are counted from the decision (Luật Khiếu nại 2011, Điều 33); None is no limit. Whoever was
    kept from it by illness or the like keeps the right, which an office has to hear: the message says so. While
    nobody has decided, the portal turns nobody away, however long ago the term ended.
    """
    if not first.has_body_above:
        return NOBODY_ABOVE
    if first.has_second:
        return ALREADY
    if first.status not in DECIDED:
        is_late = first.overdue_since is not None and first.overdue_since < on
        return "" if is_late else NOT_YET
    if within is None or first.decided_on is None or on <= first.decided_on + timedelta(days=within):
        return ""
    return (
        f"Đã quá {within} ngày kể từ quyết định lần đầu ({first.decided_on:%d/%m/%Y}). Nếu ốm đau, thiên tai hoặc "
        "trở ngại khách quan khác khiến bạn không khiếu nại kịp, hãy nộp đơn trực tiếp tại cơ quan cấp trên kèm giấy "
        "tờ chứng minh; bạn cũng có thể khởi kiện tại Toà án."
    )
