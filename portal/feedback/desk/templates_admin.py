"""Prepared answers in the admin: heads keep those of their body, administrators those of everybody."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.models import DeleteView, EditView, IndexView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from portal.accounts.models import User
from portal.accounts.policies import Action, can, organisations_for
from portal.feedback.answer_text import FIELDS, unknown_fields
from portal.feedback.models import AnswerTemplate

_ACTIONS = frozenset({"add", "change", "delete", "view"})


class AnswerTemplatePolicy(BasePermissionPolicy):
    """The portal's own table of rights, in the words of the admin."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action in _ACTIONS and organisations_for(user, Action.ANSWER_TEMPLATE_EDIT).exists()

    def user_has_permission_for_instance(
        self, user: User | AnonymousUser, action: str, instance: AnswerTemplate
    ) -> bool:
        return action in _ACTIONS and can(user, Action.ANSWER_TEMPLATE_EDIT, instance.organisation)

    def instances_user_has_any_permission_for(
        self, user: User | AnonymousUser, actions: Iterable[str]
    ) -> QuerySet[AnswerTemplate]:
        if can(user, Action.ANSWER_TEMPLATE_EDIT):
            return AnswerTemplate.objects.all()
        return AnswerTemplate.objects.filter(
            organisation__in=organisations_for(user, Action.ANSWER_TEMPLATE_EDIT)
        )

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.none()


class AnswerTemplateForm(WagtailAdminModelForm):
    """A head's template belongs to one of the bodies they lead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = organisations_for(self.for_user, Action.ANSWER_TEMPLATE_EDIT).order_by("name")
        if not can(self.for_user, Action.ANSWER_TEMPLATE_EDIT):
            field.required = True
        named = ", ".join(f"{{{{{name}}}}}" for name in FIELDS)
        self.fields[
            "text"
        ].help_text = (
            f"Cổng điền giúp: {named}. Chỗ người soạn phải điền viết trong ngoặc, ví dụ «ngày hoàn thành»."
        )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if unknown := unknown_fields(text):
            raise ValidationError(
                f"Không có trường {{{{{unknown[0]}}}}}. Hãy dùng một trường trong danh sách."
            )
        return text

    class Meta:
        model = AnswerTemplate
        fields = ["title", "organisation", "kind", "category", "text", "is_active"]


class AnswerTemplateIndex(IndexView):
    """Only what the user may change is listed."""

    def get_base_queryset(self) -> QuerySet[AnswerTemplate]:
        kept = AnswerTemplatePolicy(AnswerTemplate)
        return kept.instances_user_has_any_permission_for(self.request.user, ["change"]).select_related(
            "organisation"
        )


class _OwnOnly:
    """The admin's views ask only whether the user may change any template; these ask about this one."""

    def get_object(self, *args: Any, **kwargs: Any) -> AnswerTemplate:
        found: AnswerTemplate = super().get_object(*args, **kwargs)  # type: ignore[misc]
        user = self.request.user  # type: ignore[attr-defined]
        if not can(user, Action.ANSWER_TEMPLATE_EDIT, found.organisation):
            raise PermissionDenied
        return found


class AnswerTemplateEdit(_OwnOnly, EditView):
    pass


class AnswerTemplateDelete(_OwnOnly, DeleteView):
    pass


class AnswerTemplateHistory(_OwnOnly, HistoryView):
    pass


class AnswerTemplateUsage(_OwnOnly, UsageView):
    pass


class AnswerTemplateViewSet(ModelViewSet):
    index_view_class = AnswerTemplateIndex
    edit_view_class = AnswerTemplateEdit
    delete_view_class = AnswerTemplateDelete
    history_view_class = AnswerTemplateHistory
    usage_view_class = AnswerTemplateUsage
    copy_view_enabled = False
    model = AnswerTemplate
    icon = "doc-full"
    menu_label = "Mẫu trả lời"
    menu_order = 111
    add_to_admin_menu = True
    list_display = ["title", "organisation", "kind", "category", "is_active"]
    list_filter = ["kind", "category", "is_active"]
    search_fields = ["title", "text"]

    def get_form_class(self, for_update: bool = False) -> type[AnswerTemplateForm]:
        return AnswerTemplateForm
