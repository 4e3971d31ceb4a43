"""The extra questions in the admin: administrators keep them; a question ends, it is never deleted."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies.base import BasePermissionPolicy

from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.feedback.models import Question

_ACTIONS = frozenset({"add", "change", "view"})


class QuestionPolicy(BasePermissionPolicy):
    """The portal's own table of rights, in the words of the admin."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action in _ACTIONS and can(user, Action.STRUCTURE_EDIT)

    def user_has_any_permission(self, user: User | AnonymousUser, actions: Iterable[str]) -> bool:
        """One question to the table of rights, whatever the actions: the menu asks it on every page."""
        return bool(_ACTIONS & set(actions)) and can(user, Action.STRUCTURE_EDIT)

    def user_has_permission_for_instance(
        self, user: User | AnonymousUser, action: str, instance: Question
    ) -> bool:
        return self.user_has_permission(user, action)

    def instances_user_has_any_permission_for(
        self, user: User | AnonymousUser, actions: Iterable[str]
    ) -> QuerySet[Question]:
        allowed = any(self.user_has_permission(user, action) for action in actions)
        return Question.objects.all() if allowed else Question.objects.none()

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.none()


class QuestionViewSet(ModelViewSet):
    """What is asked beside the letter; see portal.feedback.models.questions for what can be changed when."""

    model = Question
    icon = "help"
    menu_label = "Câu hỏi thêm"
    list_display = ["category", "position", "label", "kind", "is_public", "effective_from", "effective_to"]
    list_filter = ["category", "kind"]
    search_fields = ["label", "key"]
    form_fields = [
        "category", "key", "position", "kind", "label", "help_text", "unit", "options", "required", "is_public",
        "shown_if", "shown_when", "effective_from", "effective_to",
    ]  # fmt: skip
    add_to_settings_menu = True
