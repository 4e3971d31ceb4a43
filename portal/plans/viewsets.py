"""What administrators keep: the provincial plans with their items, the rules of the duties, the report forms."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.views.generic import CopyView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies.base import BasePermissionPolicy

from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.plans.models import PlanRule, ProvincialPlan, ReportRule, ReportTemplate, TemplateField

_ACTIONS = frozenset({"add", "change", "view"})


class StructurePolicy(BasePermissionPolicy):
    """Administrators add and change; nobody deletes what others have answered to."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action in _ACTIONS and can(user, Action.STRUCTURE_EDIT)

    def user_has_any_permission(self, user: User | AnonymousUser, actions: Iterable[str]) -> bool:
        return bool(_ACTIONS & set(actions)) and can(user, Action.STRUCTURE_EDIT)

    def user_has_permission_for_instance(
        self, user: User | AnonymousUser, action: str, instance: Model
    ) -> bool:
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(
        self, user: User | AnonymousUser, actions: Iterable[str]
    ) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows if self.user_has_any_permission(user, actions) else rows.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.none()


class TemplateForm(WagtailAdminModelForm):
    """A form that somebody has begun to answer stands; what is asked otherwise is the next version of it."""

    _MAY_CHANGE = frozenset({"effective_to", "note"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.instance.is_used and (set(self.changed_data) - self._MAY_CHANGE or self._asks_otherwise()):
            raise ValidationError(
                "Đã có đơn vị trả lời theo phiên bản này, nên chỉ còn sửa được ngày hết áp dụng và hướng dẫn. "
                "Hãy chọn “Sao chép” để tạo phiên bản tiếp theo."
            )
        return data

    def _asks_otherwise(self) -> bool:
        fields = self.formsets.get("fields")
        return fields is not None and fields.has_changed()


class NextVersionView(CopyView):
    """Copying a form begins its next version, with all that it asks."""

    def get_initial_form_instance(self) -> ReportTemplate:
        found: ReportTemplate = self.get_object()
        last = ReportTemplate.objects.filter(key=found.key).order_by("-version")[0]
        names = ("key", "title", "sector", "who", "codes", "effective_from", "note")
        fresh = ReportTemplate(version=last.version + 1, **{name: getattr(found, name) for name in names})
        asked = ("sort_order", "key", "label", "type", "columns", "required", "help_text")
        fresh.fields = [
            TemplateField(**{name: getattr(field, name) for name in asked}) for field in found.fields.all()
        ]
        return fresh


class ReportTemplateViewSet(ModelViewSet):
    model = ReportTemplate
    copy_view_class = NextVersionView
    icon = "form"
    menu_label = "Mẫu báo cáo"
    list_display = ["title", "sector", "who", "version", "effective_from", "effective_to"]
    list_filter = ["sector", "who"]
    search_fields = ["title", "key"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("key"), FieldPanel("version")]),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("sector"), FieldPanel("who")]),
            FieldPanel("codes"),
            FieldRowPanel([FieldPanel("effective_from"), FieldPanel("effective_to")]),
            FieldPanel("note"),
            InlinePanel("fields", heading="Nội dung phải báo cáo", label="Nội dung", min_num=1, max_num=40),
        ],
        base_form_class=TemplateForm,
    )


class ProvincialPlanViewSet(ModelViewSet):
    model = ProvincialPlan
    icon = "tasks"
    menu_label = "Kế hoạch của tỉnh"
    list_display = ["year", "number", "title", "issued_on", "desk_code"]
    panels = [
        FieldRowPanel([FieldPanel("year"), FieldPanel("number"), FieldPanel("issued_on")]),
        FieldPanel("title"),
        FieldPanel("desk_code"),
        InlinePanel("items", heading="Các mục", label="Mục", max_num=80),
    ]


class PlanRuleViewSet(ModelViewSet):
    model = PlanRule
    icon = "time"
    menu_label = "Thời hạn lập kế hoạch"
    list_display = ["amount", "unit", "effective_from", "effective_to", "basis"]
    form_fields = ["amount", "unit", "basis", "effective_from", "effective_to"]


class ReportRuleViewSet(ModelViewSet):
    model = ReportRule
    icon = "calendar-alt"
    menu_label = "Kỳ báo cáo"
    list_display = ["label", "due_day", "due_month", "effective_from", "effective_to"]
    form_fields = [
        "key", "label", "suffix", "first_month", "last_month", "due_day", "due_month", "due_next_year", "basis",
        "effective_from", "effective_to",
    ]  # fmt: skip


class PlanRulesGroup(ModelViewSetGroup):
    menu_label = "Mẫu kế hoạch, báo cáo"
    menu_icon = "form"
    items = (
        ProvincialPlanViewSet("ke-hoach-tinh"),
        ReportTemplateViewSet("mau-bao-cao"),
        PlanRuleViewSet("thoi-han-ke-hoach"),
        ReportRuleViewSet("ky-bao-cao"),
    )
