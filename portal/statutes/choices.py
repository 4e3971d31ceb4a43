"""The closed vocabularies of rules and duties, with their Vietnamese labels."""

from django.db.models import IntegerChoices, TextChoices


class CaseKind(TextChoices):
    REPORT = "report", "Phản ánh"
    RECOMMENDATION = "recommendation", "Kiến nghị"
    QUESTION = "question", "Hỏi đáp"
    COMPLAINT = "complaint", "Khiếu nại lần đầu"
    COMPLAINT_SECOND = "complaint_second", "Khiếu nại lần hai"
    INFORMATION_REQUEST = "information_request", "Yêu cầu cung cấp thông tin"
    SUPERVISION_BOARD = "supervision_board", "Kiến nghị của ban giám sát"
    ACCOUNTABILITY_REQUEST = "accountability_request", "Yêu cầu giải trình"
    TIP = "tip", "Tố cáo"


class Stage(TextChoices):
    """In the order in which a case meets them."""

    ACKNOWLEDGE = "acknowledge", "Tiếp nhận"
    ACCEPT = "accept", "Thụ lý"
    FORWARD = "forward", "Chuyển"
    ANSWER = "answer", "Trả lời"
    REVIEW = "review", "Xem xét lại"
    REANSWER = "reanswer", "Trả lời lại"


class CountsFrom(TextChoices):
    RECEIPT = "receipt", "Ngày nhận"
    ACCEPTANCE = "acceptance", "Ngày thụ lý"
    DISPUTE = "dispute", "Ngày đề nghị xem xét lại"
    REVIEW = "review", "Ngày quyết định xem xét lại"


class Condition(TextChoices):
    """A rule with a condition applies only to a case that states it."""

    INFORMATION_AT_HAND = "information_at_hand", "Thông tin có sẵn"


class DayUnit(TextChoices):
    WORKING_DAY = "working_day", "Ngày làm việc"
    CALENDAR_DAY = "calendar_day", "Ngày theo lịch"


class Certainty(TextChoices):
    VERIFIED = "verified", "Đã đối chiếu văn bản"
    POLICY = "policy", "Tiêu chuẩn của tỉnh"
    UNVERIFIED = "unverified", "Chưa đối chiếu"


class ExceptionKind(TextChoices):
    DAY_OFF = "day_off", "Nghỉ"
    WORKING_DAY = "working_day", "Làm việc"
    UNCONFIRMED = "unconfirmed", "Chưa xác nhận (tính là ngày làm việc)"


class DutyHolder(TextChoices):
    COMMUNE = "commune", "Xã, phường"
    PROVINCE = "province", "Tỉnh"
    EVERY_ORGANISATION = "every_organisation", "Mọi đơn vị"


class Trigger(TextChoices):
    """What starts a duty's clock. The first five give a date by themselves; see duties.trigger_date."""

    PERIOD_BEGIN = "period_begin", "Bắt đầu kỳ"
    PERIOD_END = "period_end", "Kết thúc kỳ"
    LAST_WORKING_DAY_OF_MARCH = "last_working_day_of_march", "Ngày làm việc cuối cùng của tháng 3"
    FIXED_DATE = "fixed_date", "Ngày ấn định"
    BEFORE_DATE = "before_date", "Trước ngày ấn định"
    CHANGE = "change", "Có thay đổi"
    DECISION = "decision", "Có quyết định"
    COUNCIL_SESSION = "council_session", "Khai mạc kỳ họp HĐND"
    DOCUMENT_ISSUED = "document_issued", "Ban hành văn bản"
    REPORT_SUBMITTED = "report_submitted", "Gửi báo cáo"
    VILLAGE_MEETING = "village_meeting", "Họp thôn, tổ dân phố"
    APPROVAL = "approval", "Được phê duyệt"
    DRAFT_READY = "draft_ready", "Có dự thảo"
    CONSULTATION_CLOSES = "consultation_closes", "Kết thúc lấy ý kiến"


class KeepUnit(TextChoices):
    CALENDAR_DAY = "calendar_day", "Ngày theo lịch"
    WORKING_DAY = "working_day", "Ngày làm việc"
    PERMANENT = "permanent", "Thường xuyên"
    PLAN_PERIOD = "plan_period", "Suốt kỳ quy hoạch, kế hoạch"


OWN_DATE_TRIGGERS = frozenset(
    {
        Trigger.PERIOD_BEGIN,
        Trigger.PERIOD_END,
        Trigger.LAST_WORKING_DAY_OF_MARCH,
        Trigger.FIXED_DATE,
        Trigger.BEFORE_DATE,
    }
)


class AssumedYear(IntegerChoices):
    """In which year, seen from the period's, the act is assumed to happen."""

    BEFORE = -1, "Năm trước của kỳ"
    SAME = 0, "Năm của kỳ"
    AFTER = 1, "Năm sau của kỳ"


class DutyPeriod(TextChoices):
    """How often a duty recurs; duties.periods_of turns it into period keys."""

    STANDING = "standing", "Thường xuyên"
    ANNUAL = "annual", "Hằng năm"
    QUARTERLY = "quarterly", "Hằng quý"
    BUDGET_QUARTERS = "budget_quarters", "Quý I, 6 tháng, 9 tháng"
    MONTHLY = "monthly", "Hằng tháng"
    ON_EVENT = "on_event", "Khi phát sinh"
    ONCE = "once", "Một lần"
