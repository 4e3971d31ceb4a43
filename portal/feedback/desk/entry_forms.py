"""What staff fill in when they write a letter down: the web form's own checks, and how and when it came."""

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for
from portal.core.fields import PlainField
from portal.feedback.forms import PetitionForm
from portal.feedback.services.entering import BY_STAFF, Limit, may_enter_late
from portal.feedback.workflow import Channel
from portal.organisations.models import Organisation, Village

# Within every body's office hours: a day alone counts as that very day, as its sender would expect.
OFFICE_TIME = time(8, 0)
_NOT_HERE = ("duty", "duty_period", "duty_occurrence", "page", "page_part", "photos_public")


class WrittenDownForm(PetitionForm):
    """A letter in the words of its sender, typed by somebody else: without captcha and without links to pages."""

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "don-%s")
        super().__init__(*args, captcha_passed=True, **kwargs)
        for name in _NOT_HERE:
            self.fields.pop(name, None)
        self.organisations = organisations
        self._narrow()
        self._reword()

    def _narrow(self) -> None:
        """Only the user's own bodies, and their villages."""
        chosen: Any = self.fields["organisation"]
        pairs = [(body.slug, body.name) for body in self.organisations]
        chosen.choices = pairs if len(pairs) == 1 else [("", "– Chọn –"), *pairs]
        villages = Village.objects.filter(organisation__in=self.organisations).select_related("organisation")
        field = forms.ModelChoiceField(
            label="Thôn, tổ dân phố", queryset=villages, required=False, empty_label="– Không rõ –"
        )
        grouped: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for village in villages.order_by("organisation__name", "name")[:3000]:
            grouped[village.organisation.name].append((village.pk, village.name))
        rows: list[Any] = list(grouped.items()) if len(grouped) > 1 else [*next(iter(grouped.values()), [])]
        field.choices = [("", "– Không rõ –"), *rows]
        self.fields["village"] = field

    def _reword(self) -> None:
        self.fields["kind"].label = "Loại thư"
        self.fields["kind"].widget = forms.Select(choices=self.fields["kind"].choices)  # type: ignore[attr-defined]
        self.fields["organisation"].required = True
        self.fields["organisation"].error_messages["required"] = "Chọn đơn vị nhận."
        self.fields["organisation"].label = "Đơn vị nhận"
        self.fields["organisation"].help_text = ""
        self.fields["text"].help_text = "Ghi nguyên văn lời người gửi, tối đa 10.000 ký tự."
        self.fields["title"].help_text = "Một câu ngắn: việc gì, ở đâu. Không ghi tên, số điện thoại."
        self.fields["place"].help_text = "Tên đường, địa điểm. Không ghi địa chỉ nhà riêng của người gửi."
        self.fields["is_public"].label = "Người gửi đồng ý công khai tiêu đề, nội dung và nơi xảy ra"
        self.fields["is_public"].initial = False
        self.fields[
            "is_public"
        ].help_text = "Chỉ chọn khi đã hỏi người gửi. Không chọn: mọi người chỉ thấy trạng thái và thời hạn."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        village, organisation = cleaned.get("village"), cleaned.get("organisation")
        if village and organisation and village.organisation_id != organisation.pk:
            self.add_error("village", "Thôn này không thuộc đơn vị đã chọn.")
        return cleaned

    def focus_first_error(self) -> None:
        """Put the cursor where something must be corrected."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return


class EntryForm(WrittenDownForm):
    """A letter on paper, a call, a visit."""

    channel = forms.ChoiceField(
        label="Đến bằng cách nào",
        choices=[(channel.value, channel.label) for channel in BY_STAFF],
        widget=forms.RadioSelect,
        initial=Channel.PAPER,
        error_messages={"required": "Chọn đơn giấy, điện thoại hoặc tiếp công dân."},
    )
    arrived_on = forms.DateField(
        label="Ngày đơn đến, ngày gọi, ngày gặp",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Ghi ngày đơn đến.", "invalid": "Ngày chưa đúng, ví dụ 05/03/2026."},
    )
    arrived_at = forms.TimeField(
        label="Giờ (nếu biết)",
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%Hh%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Giờ chưa đúng, ví dụ 14:30."},
    )
    late_reason = PlainField(
        label="Lý do nhập muộn",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Chỉ cán bộ đọc được.",
    )

    def __init__(
        self, *args: Any, user: User, now: datetime, limit: Limit, initial: Any = None, **kwargs: Any
    ) -> None:
        self.user, self.now, self.limit = user, now, limit
        bodies = list(organisations_for(user, Action.PETITION_ENTER).order_by("name"))
        today = timezone.localdate(now)
        super().__init__(
            *args, organisations=bodies, initial={"arrived_on": today, **(initial or {})}, **kwargs
        )
        self.order_fields(["channel", "arrived_on", "arrived_at", "late_reason"])
        self.fields["attachments"].label = "Bản chụp đơn gốc"
        self.fields[
            "attachments"
        ].help_text = (
            "Tối đa 5 tệp, mỗi tệp 10 MB: ảnh, PDF, DOCX, XLSX. Chỉ cán bộ xem, không bao giờ công khai."
        )
        self.fields["arrived_on"].widget.attrs["max"] = today.isoformat()
        self.fields["arrived_on"].help_text = self._limit_in_words()
        if limit.days is None or not any(may_enter_late(user, body) for body in bodies):
            del self.fields["late_reason"]

    def _limit_in_words(self) -> str:
        words = "Thời hạn giải quyết tính từ ngày này."
        if self.limit.days is None:
            return words
        return f"{words} Lùi tối đa {self.limit.days} ngày; lâu hơn thì người đứng đầu nhập, kèm lý do."

    @property
    def effective_at(self) -> datetime:
        """When the letter came. Without a time: within office hours of that day, and never after now."""
        day: date = self.cleaned_data["arrived_on"]
        given: time | None = self.cleaned_data.get("arrived_at")
        if given is None and day == timezone.localdate(self.now):
            return self.now
        return timezone.make_aware(datetime.combine(day, given or OFFICE_TIME))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "arrived_on" not in cleaned or "arrived_at" not in cleaned:
            return cleaned
        if cleaned["arrived_on"] > timezone.localdate(self.now):
            self.add_error("arrived_on", "Ngày này ở tương lai.")
        elif self.effective_at > self.now:
            self.add_error("arrived_at", "Giờ này ở tương lai.")
        elif self.limit.is_late(self.effective_at, at=self.now):
            self._check_late(cleaned)
        return cleaned

    def _check_late(self, cleaned: dict[str, Any]) -> None:
        body = cleaned.get("organisation")
        if body is None:
            return
        if not may_enter_late(self.user, body):
            self.add_error(
                "arrived_on",
                f"Đã quá {self.limit.days} ngày. Hãy chuyển người đứng đầu đơn vị nhập, kèm lý do.",
            )
        elif not cleaned.get("late_reason") and "late_reason" not in self.errors:
            self.add_error("late_reason", f"Đơn đến đã quá {self.limit.days} ngày: ghi lý do nhập muộn.")
