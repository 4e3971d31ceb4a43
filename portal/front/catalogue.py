"""What the style catalogue shows: one example of every component in every state. No database."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator

from portal.core.templatetags.ui import TAG_LOOKS

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_PLACES = [("", "Chọn xã, phường"), ("pho-hien", "Phường Phố Hiến"), ("khoai-chau", "Xã Khoái Châu")]
_KINDS = [("report", "Phản ánh"), ("recommendation", "Kiến nghị"), ("question", "Hỏi đáp")]
_WAYS = [("email", "Thư điện tử"), ("phone", "Điện thoại")]


class SampleForm(forms.Form):
    """One field of every kind that the portal uses."""

    title = forms.CharField(label="Tiêu đề", max_length=120, help_text="Nói ngắn việc gì, ở đâu.")
    kind = forms.ChoiceField(
        label="Loại", choices=_KINDS, widget=forms.RadioSelect, help_text="Chọn loại gần đúng nhất."
    )
    place = forms.ChoiceField(label="Xã, phường", choices=_PLACES)
    text = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"maxlength": 2000, "rows": 6}))
    ways = forms.MultipleChoiceField(
        label="Muốn nhận trả lời qua", choices=_WAYS, widget=forms.CheckboxSelectMultiple, required=False
    )
    happened_on = forms.DateField(
        label="Ngày xảy ra", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    photo = forms.FileField(label="Ảnh hoặc tài liệu", required=False, help_text="Tệp JPG, PNG hoặc PDF.")
    agree = forms.BooleanField(label="Tôi đồng ý công khai nội dung này, không kèm tên và liên hệ.")


def _refused_form() -> SampleForm:
    form = SampleForm({"sai-text": "Đèn đường hỏng", "sai-place": "nowhere"}, prefix="sai")
    form.full_clean()
    return form


def _timeline() -> list[dict[str, Any]]:
    return [
        {"title": "Đã gửi", "when": datetime(2026, 3, 2, 8, 15, tzinfo=VIETNAM), "actor": "Người dân"},
        {
            "title": "Đã tiếp nhận",
            "when": datetime(2026, 3, 2, 14, 5, tzinfo=VIETNAM),
            "actor": "Cán bộ tiếp nhận",
            "text": "Đã chuyển bộ phận địa chính kiểm tra thực địa.",
        },
        {"title": "Đang giải quyết", "when": date(2026, 3, 4), "state": "current"},
        {
            "title": "Hạn trả lời",
            "when": date(2026, 3, 23),
            "state": "next",
            "url": "#",
            "url_label": "Vì sao?",
        },
        {"title": "Hạn thông báo thụ lý", "when": date(2026, 3, 3), "state": "late"},
    ]


def _intervals() -> list[dict[str, Any]]:
    return [
        {"label": "Xã Khoái Châu", "value": 91.4, "low": 86.0, "high": 95.1, "url": "#"},
        {"label": "Phường Phố Hiến", "value": 78.2, "low": 70.3, "high": 84.6, "tone": "lotus"},
        {"label": "Xã Tân Hưng", "value": 55.0, "low": 28.0, "high": 79.0, "tone": "brick"},
        {"label": "Xã Nghĩa Trụ", "value": None, "low": None, "high": None},
    ]


def samples() -> dict[str, object]:
    """Return the catalogue's context."""
    return {
        "crumbs": [
            ("Công khai", "/cong-khai/"),
            ("Xã Khoái Châu", "/xa/khoai-chau/"),
            ("Dự toán ngân sách", ""),
        ],
        "kinds": list(TAG_LOOKS),
        "timeline": _timeline(),
        "form": SampleForm(prefix="mau"),
        "wrong_form": _refused_form(),
        "pages": Paginator(range(400), 20).page(7),
        "steps": ["Việc gì, ở đâu", "Nội dung và ảnh", "Liên hệ", "Xem lại"],
        "levels": ["info", "success", "warning", "error"],
        "facts": [("Số quyết định", "12/QĐ-UBND"), ("Ngày", "05/01/2026"), ("Ghi chú", "")],
        "columns": [("Mục", False), ("Dự toán", True), ("Thực hiện", True)],
        "rows": [
            ["Chi thường xuyên", "8.420", "6.310"],
            ["Chi đầu tư phát triển", "3.150", "1.204"],
            ["Dự phòng", "240", "0"],
        ],
        "foot": ["Tổng chi", "11.810", "7.514"],
        "bars": [
            {"label": "Giáo dục và đào tạo", "value": 4210},
            {"label": "Đường giao thông nông thôn", "value": 3150, "tone": "lotus", "url": "#"},
            {"label": "Văn hóa, thể thao", "value": 620, "tone": "honey"},
            {"label": "Chưa phân bổ", "value": None},
        ],
        "intervals": _intervals(),
        "colours": [
            ("leaf", "lá sen", "đọc, đường dẫn, xong"),
            ("lotus", "cánh sen", "việc chính cần làm"),
            ("honey", "mật nhãn", "cần để ý"),
            ("river", "sông", "thông tin"),
            ("brick", "gạch", "sai, trễ, thiếu"),
            ("quiet", "đất", "đã xong, không tính"),
        ],
    }
