"""What staff write about plans: tasks, reasons, progress."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from portal.core.fields import FilesField, FilesInput, PlainField
from portal.core.uploads import ACCEPT
from portal.plans.models import Plan, PlanVersion
from portal.plans.refusals import PlanRefused
from portal.plans.services.drafting import MOST_TASKS, TaskText
from portal.plans.services.progress import TEXT_LENGTH
from portal.plans.states import TaskState

OWN_TASK = "Việc riêng của đơn vị"


class DeskForm(forms.Form):
    use_required_attribute = False

    def refuse(self, refusal: PlanRefused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class DayField(forms.DateField):
    """A date from the browser's own calendar, or typed as 31/12/2026."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)


class VersionForm(DeskForm):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    document = PlainField(
        label="Số, ký hiệu văn bản",
        max_length=60,
        required=False,
        help_text="Ví dụ: 45/KH-UBND. Để trống nếu chưa có số.",
    )
    reason = PlainField(
        label="Lý do sửa đổi (công khai)",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        initial = {"revision": version.revision, "document": version.document, "reason": version.reason}
        super().__init__(*args, **kwargs)
        self.initial = initial
        if version.number == 1:
            del self.fields["reason"]


class TaskForm(DeskForm):
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    code = forms.ChoiceField(label="Mục của kế hoạch tỉnh", required=False)
    task = PlainField(
        label="Nhiệm vụ",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Hãy ghi nhiệm vụ, hoặc đánh dấu bỏ nhiệm vụ này."},
    )
    product = PlainField(
        label="Sản phẩm", max_length=300, error_messages={"required": "Hãy ghi sản phẩm của nhiệm vụ."}
    )
    due_on = DayField(label="Thời hạn", error_messages={"required": "Hãy chọn thời hạn."})
    lead = PlainField(
        label="Chủ trì", max_length=160, error_messages={"required": "Hãy ghi phòng, cơ quan chủ trì."}
    )
    cooperating = PlainField(label="Phối hợp", max_length=300, required=False)
    unit = PlainField(
        label="Bộ phận thực hiện",
        max_length=160,
        required=False,
        help_text="Tên phòng, bộ phận; không ghi tên người.",
    )

    def __init__(self, *args: Any, plan: Plan, codes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", OWN_TASK), *codes]

    def clean_due_on(self) -> Any:
        day, provincial = self.cleaned_data["due_on"], self.plan.provincial
        if not provincial.issued_on <= day <= provincial.last_day:
            raise forms.ValidationError(
                f"Thời hạn phải từ {provincial.issued_on:%d/%m/%Y} đến {provincial.last_day:%d/%m/%Y}."
            )
        return day


class BaseTaskFormSet(BaseFormSet[TaskForm]):
    def add_fields(self, form: TaskForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Bỏ nhiệm vụ này"

    @property
    def kept(self) -> list[TaskForm]:
        """The forms of the tasks that stay, in their order."""
        dropped = set(map(id, self.deleted_forms))
        return [
            form
            for form in self.forms
            if id(form) not in dropped and (not form.empty_permitted or form.has_changed())
        ]

    @property
    def texts(self) -> list[TaskText]:
        return [
            TaskText(**{k: v for k, v in form.cleaned_data.items() if k != "DELETE"}) for form in self.kept
        ]

    def refuse(self, refusal: PlanRefused) -> bool:
        """Put the refusal beside the task that it names; False when it names none."""
        start, _, rest = refusal.field.partition("-")
        number, _, name = rest.partition("-")
        if start != "tasks" or not number.isdecimal():
            return False
        self.kept[int(number)].add_error(name, str(refusal))
        return True


TaskFormSet = formset_factory(
    TaskForm,
    formset=BaseTaskFormSet,
    extra=1,
    can_delete=True,
    max_num=MOST_TASKS,
    absolute_max=MOST_TASKS,
    validate_max=True,
)


class ReasonForm(DeskForm):
    reason = PlainField(
        label="Cần sửa, bổ sung gì",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi cần sửa, bổ sung gì."},
    )


class ProgressForm(DeskForm):
    state = forms.ChoiceField(label="Tình trạng", choices=TaskState.choices)
    percent = forms.IntegerField(
        label="Phần trăm",
        min_value=0,
        max_value=100,
        required=False,
        error_messages={
            "invalid": "Hãy ghi một số từ 0 đến 100.",
            "min_value": "Hãy ghi một số từ 0 đến 100.",
            "max_value": "Hãy ghi một số từ 0 đến 100.",
        },
    )
    text = PlainField(
        label="Kết quả (công khai)",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Đã làm được gì, kèm con số. Không ghi tên người dân.",
        error_messages={"required": "Hãy ghi kết quả đã đạt được."},
    )
    case = PlainField(
        label="Mã phản ánh làm minh chứng",
        max_length=40,
        required=False,
        help_text="Chỉ phản ánh đã được công khai.",
    )
    obligation = forms.ChoiceField(label="Hoặc nội dung đã công khai trên cổng", required=False)
    attachments = FilesField(
        label="Tệp minh chứng (công khai)",
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPT}),
        help_text="Tối đa 5 tệp, mỗi tệp 10 MB: ảnh, PDF, DOCX, XLSX. Tệp có thông tin riêng không được nhận.",
    )
    looked_at = forms.BooleanField(
        label="Tôi đã xem từng trang quét, ảnh chụp: không có thông tin riêng của người dân", required=False
    )

    def __init__(self, *args: Any, obligations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["obligation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *obligations]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if (
            data.get("state") == TaskState.IN_PROGRESS
            and data.get("percent") is None
            and "percent" not in self.errors
        ):
            self.add_error("percent", "Hãy ghi đã làm được bao nhiêu phần trăm.")
        if data.get("case") and data.get("obligation"):
            self.add_error("obligation", "Mỗi lần chỉ dẫn một hồ sơ: chọn phản ánh hoặc nội dung công khai.")
        return data

    @property
    def subject(self) -> str:
        """What the evidence is in the words of the ledger; "" without."""
        case = self.cleaned_data["case"].upper()
        return f"petition:{case}" if case else str(self.cleaned_data["obligation"])
