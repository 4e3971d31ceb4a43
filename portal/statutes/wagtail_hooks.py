"""Rules, duties and calendar exceptions, kept by administrators in the admin."""

from django.forms import ModelForm, modelform_factory
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from portal.statutes.forms import DutyForm
from portal.statutes.models import CalendarException, ClockRule, DisclosureDuty, Threshold


class ClockRuleViewSet(ModelViewSet):
    model = ClockRule
    icon = "time"
    menu_label = "Thời hạn xử lý"
    list_display = [
        "kind",
        "stage",
        "condition",
        "amount",
        "unit",
        "effective_from",
        "effective_to",
        "certainty",
    ]
    list_filter = ["kind", "stage", "certainty"]
    search_fields = ["basis", "note"]
    form_fields = [
        "kind", "stage", "condition", "counts_from", "amount", "unit", "max_extensions", "extension_amount",
        "extension_unit", "effective_from", "effective_to", "basis", "certainty", "note",
    ]  # fmt: skip


class DisclosureDutyViewSet(ModelViewSet):
    model = DisclosureDuty
    icon = "view"
    menu_label = "Nghĩa vụ công khai"
    list_display = [
        "title",
        "who",
        "trigger",
        "publish_within",
        "unit",
        "period",
        "effective_from",
        "effective_to",
    ]
    list_filter = ["who", "period", "certainty", "key"]
    search_fields = ["title", "key", "basis"]
    form_fields = [
        "title", "who", "trigger", "trigger_on", "publish_within", "unit", "keep_posted_days", "keep_unit",
        "posting_required", "loudspeaker_days", "period", "fixed_period", "assumed_day", "assumed_month",
        "assumed_year", "assumption", "basis", "plan_item", "certainty", "privacy", "note", "effective_from",
        "effective_to",
    ]  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:
        """Offer the key for a new version only: it stands in ledger entries and page types."""
        return modelform_factory(
            DisclosureDuty,
            form=DutyForm,
            fields=self.form_fields if for_update else ["key", *self.form_fields],
            formfield_callback=self.formfield_for_dbfield,
        )


class ThresholdViewSet(ModelViewSet):
    model = Threshold
    icon = "list-ol"
    menu_label = "Mức tối thiểu"
    list_display = ["key", "amount", "per", "effective_from", "effective_to", "certainty"]
    list_filter = ["key", "certainty"]
    search_fields = ["basis", "note"]
    form_fields = ["key", "amount", "per", "basis", "certainty", "effective_from", "effective_to", "note"]


class CalendarExceptionViewSet(ModelViewSet):
    model = CalendarException
    icon = "calendar-alt"
    menu_label = "Ngày đặc biệt"
    list_display = ["date", "kind", "note", "source"]
    list_filter = ["kind"]
    search_fields = ["note", "source"]
    form_fields = ["date", "kind", "source", "note"]


class StatutesViewSetGroup(ModelViewSetGroup):
    menu_label = "Pháp lý và lịch"
    menu_icon = "list-ul"
    items = (
        ClockRuleViewSet("thoi-han"),
        DisclosureDutyViewSet("nghia-vu"),
        ThresholdViewSet("muc-toi-thieu"),
        CalendarExceptionViewSet("lich-lam-viec"),
    )


@hooks.register("register_admin_viewset")
def statutes_viewsets() -> StatutesViewSetGroup:
    return StatutesViewSetGroup()
