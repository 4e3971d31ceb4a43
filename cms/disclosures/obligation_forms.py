"""Staff forms about what is owed: the event behind a duty, its correction, and a duty that does not apply."""

from datetime import date
from typing import Any

from django import forms

from cms.disclosures.models import Correction, ExemptionGround, Obligation
from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for
from portal.core.text import plain_text
from portal.organisations.models import Organisation
from portal.statutes.choices import OWN_DATE_TRIGGERS
from portal.statutes.duty_versions import duties_by_key
from portal.statutes.models import DisclosureDuty

CHOOSE = ("", "– Chọn –")


def date_field(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


def document_field() -> forms.CharField:
    return forms.CharField(
        label="Số, ký hiệu văn bản", max_length=80, help_text="Ví dụ: 12/NQ-HĐND. Không ghi tên người."
    )


class AnnounceForm(forms.Form):
    """An event that a duty arises on. Which duties need one is read from their newest versions."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Đơn vị", to_field_name="slug", empty_label=CHOOSE[1]
    )
    duty = forms.ChoiceField(label="Nội dung phải công khai")
    happened_on = date_field("Ngày diễn ra, ngày ban hành")
    document = document_field()
    period = forms.ChoiceField(
        label="Của năm",
        required=False,
        help_text="Chọn năm khi là kế hoạch, báo cáo của cả một năm. Để trống khi là một việc riêng, hoặc để tính "
        "theo ngày diễn ra.",
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = organisations_for(user, Action.DUTY_ANNOUNCE)
        field = self.fields["organisation"]
        field.queryset = bodies.order_by("name")  # type: ignore[attr-defined]
        if bodies.count() == 1 and not self.initial.get("organisation"):
            self.initial["organisation"] = bodies.get().slug
        kinds = set(bodies.order_by().values_list("kind", flat=True).distinct())
        self.duties = {duty.key: duty for duty in announced_duties(kinds)}
        offered = sorted((duty.title, key) for key, duty in self.duties.items())
        self.fields["duty"].choices = [CHOOSE, *((key, title) for title, key in offered)]  # type: ignore[attr-defined]
        years = range(today.year - 1, today.year + 2)
        self.fields["period"].choices = [("", ""), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]
        self.fields["happened_on"].widget.attrs["max"] = today.isoformat()

    def clean_duty(self) -> DisclosureDuty:
        return self.duties[self.cleaned_data["duty"]]


def announced_duties(kinds: set[str]) -> list[DisclosureDuty]:
    """Return the newest version of each duty of these kinds of bodies that only an act starts."""
    newest = [versions[-1] for versions in duties_by_key().values()]
    return [
        duty
        for duty in newest
        if duty.trigger not in OWN_DATE_TRIGGERS and (duty.who in kinds or duty.who == "every_organisation")
    ]


class CorrectForm(forms.Form):
    """Another day or document of an event that was recorded, and why."""

    happened_on = date_field("Ngày diễn ra, ngày ban hành")
    document = document_field()
    correction = forms.ChoiceField(label="Lý do sửa", choices=[CHOOSE, *Correction.choices])

    def __init__(self, data: Any = None, *, obligation: Obligation) -> None:
        known = {"happened_on": obligation.triggered_on, "document": obligation.trigger_document}
        super().__init__(data, initial=known)


class ReasonForm(forms.Form):
    """A reason in a few words that residents will read."""

    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Người dân đọc được. Không ghi tên hay thông tin cá nhân.",
    )

    def clean_reason(self) -> str:
        return plain_text(self.cleaned_data["reason"]).strip()


class ExemptionForm(ReasonForm):
    """Why a duty does not apply."""

    ground = forms.ChoiceField(label="Căn cứ", choices=[CHOOSE, *ExemptionGround.choices_for_people()])
    field_order = ["ground", "reason"]
