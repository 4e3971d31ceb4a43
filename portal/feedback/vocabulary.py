"""The words of a petition: its kind, where it stands, why it is out of sight, how it came."""

from django.db.models import TextChoices


class Kind(TextChoices):
    REPORT = "report", "Phản ánh"
    RECOMMENDATION = "recommendation", "Kiến nghị"
    COMPLAINT = "complaint", "Khiếu nại"
    COMPLAINT_SECOND = "complaint_second", "Khiếu nại lần hai"
    QUESTION = "question", "Hỏi đáp"
    INFORMATION_REQUEST = "information_request", "Yêu cầu cung cấp thông tin"
    SUPERVISION_BOARD = "supervision_board", "Kiến nghị của ban giám sát"
    ACCOUNTABILITY_REQUEST = "accountability_request", "Yêu cầu giải trình"


class Status(TextChoices):
    RECEIVED = "received", "Mới gửi"
    ACKNOWLEDGED = "acknowledged", "Đã tiếp nhận"
    ACCEPTED = "accepted", "Đang giải quyết"
    WAITING_INFORMATION = "waiting_information", "Chờ người gửi bổ sung"
    PAUSED = "paused", "Tạm đình chỉ"
    AWAITING_APPROVAL = "awaiting_approval", "Chờ duyệt trả lời"
    ANSWERED = "answered", "Đã trả lời"
    DISPUTED = "disputed", "Đang xem xét lại"
    SPLIT = "split", "Đã tách thành nhiều phần"
    REFUSED = "refused", "Không thụ lý"
    CLOSED = "closed", "Đã kết thúc"


class Exclusion(TextChoices):
    """Why a case counts nowhere and shows nowhere; the same words as in the ledger."""

    HIDDEN = "hidden", "Ẩn vì nội dung vi phạm"
    MERGED = "merged", "Gộp vào phản ánh khác"
    SPAM = "spam", "Thư rác"
    WITHDRAWN = "withdrawn", "Người gửi rút"


class RefusalReason(TextChoices):
    """Reasons that the ledger may name; the explanation in words stays with the case."""

    NOT_COMPETENT = "not_competent", "Không thuộc thẩm quyền của cơ quan nhà nước"
    OUTSIDE = "outside", "Thuộc thẩm quyền của cơ quan không có trên cổng"
    SETTLED = "settled", "Đã được giải quyết trước đó"
    UNCLEAR = "unclear", "Nội dung không rõ, không bổ sung được"
    NOT_ELIGIBLE = "not_eligible", "Không đủ điều kiện thụ lý theo quy định"
    OTHER = "other", "Lý do khác"


class Category(TextChoices):
    ROADS = "roads", "Đường sá, hạ tầng"
    ENVIRONMENT = "environment", "Môi trường, rác thải"
    LAND = "land", "Đất đai, xây dựng"
    WATER_POWER = "water_power", "Điện, nước sạch"
    PROCEDURES = "procedures", "Thủ tục hành chính"
    HEALTH = "health", "Y tế"
    EDUCATION = "education", "Giáo dục"
    SOCIAL = "social", "Hộ nghèo, chính sách xã hội"
    BUDGET = "budget", "Ngân sách, đóng góp"
    SECURITY = "security", "An ninh, trật tự"
    CONDUCT = "conduct", "Thái độ, nhũng nhiễu"
    VIOLATION = "violation", "Vi phạm công khai, dân chủ cơ sở"
    OTHER = "other", "Lĩnh vực khác"


class Channel(TextChoices):
    WEB = "web", "Cổng thông tin"
    PAPER = "paper", "Đơn giấy"
    PHONE = "phone", "Điện thoại"
    RECEPTION = "reception", "Tiếp công dân"
    EMAIL = "email", "Thư điện tử"
    SMS = "sms", "Tin nhắn SMS"
    ZALO = "zalo", "Zalo"
