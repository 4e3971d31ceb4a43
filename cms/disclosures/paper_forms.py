"""Staff forms for notices on paper: boards, days, photographs, breaks; and the text for the loudspeaker."""

from datetime import date
from typing import Any

from django import forms

from cms.disclosures.models import DisclosurePage
from cms.disclosures.notices.loudspeaker import MOST_SYLLABLES, names_read
from cms.disclosures.posting_rules import BreakReason, Moment
from portal.core.spoken import syllables
from portal.core.text import plain_text
from portal.organisations.models import Organisation, PostingPlace


class DateInput(forms.DateInput):
    """A day as the browser picks it; typing 05/03/2026 works too."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    """Return a field for a day, picked or typed."""
    return forms.DateField(
        label=label,
        widget=DateInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": "Hãy chọn ngày.", "invalid": "Ngày chưa đúng, ví dụ 05/03/2026."},
        **kwargs,
    )


class PlaceForm(forms.ModelForm):
    """A board of one organisation."""

    class Meta:
        model = PostingPlace
        fields = ["name", "village", "address", "active"]
        help_texts = {"active": "Bỏ chọn khi bảng không còn dùng; các lần niêm yết cũ vẫn được giữ."}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        self.fields["village"].queryset = organisation.villages.all()  # type: ignore[attr-defined]
        self.fields["village"].empty_label = "Cả đơn vị"  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = plain_text(self.cleaned_data["name"])
        same = PostingPlace.objects.filter(organisation=self.instance.organisation, name__iexact=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Đơn vị đã có nơi niêm yết tên này.")
        return name


class PlacesForm(forms.Form):
    """Boards on which the page will hang."""

    places = forms.ModelMultipleChoiceField(
        label="Nơi niêm yết",
        queryset=PostingPlace.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một nơi niêm yết."},
    )

    def __init__(self, *args: Any, free: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].queryset = free  # type: ignore[attr-defined]


class StartForm(PlacesForm):
    """Boards on which the page hangs now, and since when."""

    posted_from = day_field(
        "Đã dán từ ngày", help_text="Ảnh chụp gửi trong ngày này hoặc ngày làm việc kế tiếp."
    )


class PhotoForm(forms.Form):
    moment = forms.ChoiceField(label="Ảnh chụp", choices=Moment, widget=forms.RadioSelect)
    photo = forms.FileField(
        label="Ảnh tờ niêm yết trên bảng",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*", "capture": "environment"}),
        error_messages={"required": "Hãy chụp hoặc chọn một ảnh."},
    )


class BrokenForm(forms.Form):
    on = day_field("Không còn tờ niêm yết từ ngày")
    reason = forms.ChoiceField(label="Lý do", choices=BreakReason)


class RestoredForm(forms.Form):
    on = day_field("Đã treo lại ngày")


class ScriptForm(forms.Form):
    """The text for the loudspeaker: two minutes at most, and no name of a list."""

    text = forms.CharField(
        label="Lời đọc",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Có thể gõ số, ngày và chữ viết tắt; bản in đổi tất cả thành chữ như khi đọc.",
        error_messages={"required": "Lời đọc đang trống."},
    )

    def __init__(self, *args: Any, page: DisclosurePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def clean_text(self) -> str:
        text = plain_text(self.cleaned_data["text"])
        length = syllables(text)
        if length > MOST_SYLLABLES:
            over = length - MOST_SYLLABLES
            raise forms.ValidationError(
                f"Lời đọc dài {length} tiếng, quá hai phút ({MOST_SYLLABLES} tiếng). Hãy bớt {over} tiếng."
            )
        if names_read(self.page, text):
            # Not which: an error message is the last place in which a name belongs.
            raise forms.ValidationError(
                "Không đọc tên hộ nghèo, hộ cận nghèo trên loa. Hãy bỏ tên trong lời đọc."
            )
        return text


def initial_day(today: date) -> dict[str, str]:
    return {"posted_from": today.isoformat(), "on": today.isoformat()}
