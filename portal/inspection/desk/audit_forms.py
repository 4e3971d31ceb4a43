"""The forms of an audit; each names its act. Services guard the rules."""

from typing import Any

from django import forms

from portal.inspection.desk.forms import DeskForm, choice, words
from portal.inspection.models import Audit, Population, Strategy
from portal.inspection.workflow import AuditKind, CheckResult, Severity
from portal.organisations.models import Organisation

_DAY = {"required": "Hãy ghi ngày.", "invalid": "Ngày không đúng; hãy viết như 2026-03-31."}
_NUMBER = {"required": "Hãy ghi số.", "invalid": "Hãy ghi một số."}


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), error_messages=_DAY)


def _number(label: str, longest: int, *, required: bool = True, help_text: str = "") -> forms.IntegerField:
    over = {"max_value": f"Nhiều nhất {longest}.", "min_value": "Ít nhất 1."}
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=longest,
        required=required,
        help_text=help_text,
        error_messages={**_NUMBER, **over},
    )


def _line(label: str, longest: int, help_text: str = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=help_text,
        required=required,
        error_messages={"required": "Hãy điền ô này."},
    )


class PlanForm(DeskForm):
    act = "plan"
    title = _line("Tên cuộc kiểm tra", 200)
    kind = choice("Hình thức", AuditKind.choices)
    basis = _line("Căn cứ", 200, "Số quyết định hoặc kế hoạch thanh tra.")
    scope = words("Phạm vi, nội dung", longest=5000)
    bodies = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Đơn vị được kiểm tra",
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="Giữ Ctrl để chọn nhiều đơn vị.",
        error_messages={"required": "Chọn ít nhất một đơn vị."},
    )
    start = _day("Số liệu từ ngày")
    end = _day("Đến hết ngày")
    population = choice("Rút mẫu từ", Population.choices)
    strategy = choice("Cách rút mẫu", Strategy.choices)
    size = _number("Cỡ mẫu", 500)
    checks = words(
        "Câu hỏi kiểm tra", "Mỗi dòng một câu, nhiều nhất 40 câu.", rows=8, required=False, longest=12000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["bodies"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Organisation.objects.order_by("name")

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "bodies": list(data["bodies"]), "checks": data["checks"].splitlines()}


class AuditForm(DeskForm):
    """A form about one audit, whose bodies and checklist it may offer."""

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audit = audit

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AnnounceForm(AuditForm):
    act = "announce"


class StartForm(AuditForm):
    act = "start"


class AddItemForm(AuditForm):
    act = "add_item"
    subject = _line("Mã phản ánh", 200, "Ví dụ HY-ABCD-EFGH.")
    reason = _line("Vì sao xem thêm hồ sơ này", 300)

    def clean_subject(self) -> str:
        given = str(self.cleaned_data["subject"]).strip()
        return given if ":" in given else f"petition:{given.upper()}"


class CheckForm(AuditForm):
    act = "check"
    number = choice("Câu hỏi", [])
    result = choice("Kết quả", [pair for pair in CheckResult.choices if pair[0]])
    note = words("Ghi chú", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questions = [
            (str(item.number), f"{item.number}. {item.question}") for item in self.audit.checks.all()
        ]
        self.fields["number"].choices = [("", "– Chọn –"), *questions]  # type: ignore[attr-defined]

    def clean_number(self) -> int:
        return int(self.cleaned_data["number"])


class FindingForm(AuditForm):
    act = "add_finding"
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Đơn vị", error_messages={"required": "Chọn đơn vị."}
    )
    severity = choice("Mức độ", Severity.choices)
    text = words("Phát hiện", longest=5000)
    evidence = _line("Chứng cứ", 300, "Mã hồ sơ, số văn bản; không ghi tên người.", required=False)
    remedy = words("Biện pháp khắc phục", required=False)
    days = _number(
        "Hạn khắc phục (ngày làm việc)",
        250,
        required=False,
        help_text="Tính từ ngày gửi phát hiện cho đơn vị.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = self.audit.bodies.order_by("name")


class SendForm(AuditForm):
    act = "send"
    reply_days = _number("Hạn đơn vị trả lời (ngày làm việc)", 250)


class SignForm(AuditForm):
    act = "sign"
    conclusion = words("Kết luận", longest=5000)


class CloseForm(AuditForm):
    act = "close"


class CancelForm(AuditForm):
    act = "cancel"
    reason = words("Lý do huỷ")


class PublishForm(AuditForm):
    act = "publish"


# In the order of the page; which of them stand there, workflow and state decide.
AUDIT_FORMS: dict[str, tuple[type[AuditForm], str]] = {
    "announce": (AnnounceForm, "Báo cho đơn vị"),
    "start": (StartForm, "Bắt đầu và rút mẫu"),
    "check": (CheckForm, "Ghi kết quả một câu hỏi"),
    "add_item": (AddItemForm, "Xem thêm hồ sơ ngoài mẫu"),
    "add_finding": (FindingForm, "Ghi phát hiện"),
    "send": (SendForm, "Gửi phát hiện cho đơn vị"),
    "sign": (SignForm, "Ký kết luận"),
    "publish": (PublishForm, "Công khai"),
    "close": (CloseForm, "Khép lại"),
    "cancel": (CancelForm, "Huỷ cuộc kiểm tra"),
}


class FindingActForm(DeskForm):
    """A form about one finding, named in a hidden field."""

    finding = forms.IntegerField(widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key != "finding"}


class ReplyForm(FindingActForm):
    act = "reply"
    text = words("Đơn vị trả lời", longest=5000)


class DoneForm(FindingActForm):
    act = "say_done"
    text = words(
        "Đã khắc phục thế nào", "Nêu việc đã làm và văn bản, địa chỉ trang để kiểm tra.", longest=5000
    )


class ConfirmForm(FindingActForm):
    act = "confirm"


class ReopenForm(FindingActForm):
    act = "reopen"
    reason = words("Vì sao chưa đạt")


FINDING_FORMS: dict[str, tuple[type[FindingActForm], str]] = {
    "reply": (ReplyForm, "Trả lời phát hiện"),
    "say_done": (DoneForm, "Báo đã khắc phục"),
    "confirm": (ConfirmForm, "Xác nhận đã khắc phục"),
    "reopen": (ReopenForm, "Chưa đạt, làm lại"),
}
