"""Rules of publication and retention, kept by administrators in the admin: dated, closed and never deleted."""

from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from portal.feedback.models import ModerationRule, RetentionRule


class ModerationRuleViewSet(ModelViewSet):
    model = ModerationRule
    icon = "view"
    menu_label = "Công khai nội dung"
    list_display = ["__str__", "holds", "effective_from", "effective_to"]
    list_filter = ["category", "holds"]
    form_fields = ["category", "holds", "effective_from", "effective_to", "note"]


class RetentionRuleViewSet(ModelViewSet):
    model = RetentionRule
    icon = "bin"
    menu_label = "Thời hạn lưu giữ"
    list_display = ["what", "kind", "days", "effective_from", "effective_to", "certainty"]
    list_filter = ["what", "kind"]
    form_fields = ["what", "kind", "days", "basis", "certainty", "effective_from", "effective_to", "note"]


class PrivacyRulesGroup(ModelViewSetGroup):
    menu_label = "Riêng tư"
    menu_icon = "lock"
    items = (ModerationRuleViewSet("quy-dinh-cong-khai"), RetentionRuleViewSet("thoi-han-luu-giu"))
