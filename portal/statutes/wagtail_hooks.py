"""Rules, duties and calendar exceptions, kept by administrators in the admin."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from portal.statutes.models import CalendarException, ClockRule, DisclosureDuty


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
    list_display = ["title", "who", "trigger", "publish_within", "unit", "period", "certainty"]
    list_filter = ["who", "period", "certainty"]
    search_fields = ["title", "key", "basis"]
    # The key stands in ledger entries and page types, so it is not offered for editing.
    form_fields = [
        "title", "who", "trigger", "trigger_on", "publish_within", "unit", "keep_posted_days", "keep_unit",
        "posting_required", "loudspeaker_days", "period", "fixed_period", "basis", "plan_item", "certainty",
        "privacy", "note", "effective_from", "effective_to",
    ]  # fmt: skip


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
        CalendarExceptionViewSet("lich-lam-viec"),
    )


@hooks.register("register_admin_viewset")
def statutes_viewsets() -> StatutesViewSetGroup:
    return StatutesViewSetGroup()
