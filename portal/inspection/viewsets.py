"""Rules of reminding, kept by administrators: dated, closed and never deleted."""

from wagtail.admin.viewsets.model import ModelViewSet

from portal.inspection.models import EscalationRule


class EscalationRuleViewSet(ModelViewSet):
    model = EscalationRule
    icon = "mail"
    menu_label = "Quy tắc nhắc việc"
    add_to_settings_menu = True
    list_display = [
        "matter", "days", "to_handler", "to_head", "to_province", "to_inspector", "effective_from", "effective_to",
    ]  # fmt: skip
    list_filter = ["matter"]
    form_fields = [
        "matter", "days", "to_handler", "to_head", "to_province", "to_inspector", "basis", "effective_from",
        "effective_to",
    ]  # fmt: skip
