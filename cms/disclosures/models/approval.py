"""The one step of the approval workflow: the head of the organisation whose disclosure it is."""

from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Task, TaskState, WorkflowState

from cms.disclosures.checklist import require_complete
from cms.disclosures.models.base import DisclosurePage
from portal.accounts.models import User
from portal.accounts.policies import Action, can, organisations_for


class HeadApprovalTask(Task):
    """Only a head of the page's own organisation approves or sends back; being a superuser is no shortcut."""

    class Meta:
        verbose_name = "người đứng đầu duyệt"
        verbose_name_plural = "người đứng đầu duyệt"

    @classmethod
    def get_description(cls) -> str:
        return "Người đứng đầu của đơn vị duyệt hoặc trả lại."

    def start(self, workflow_state: WorkflowState, user: User | None = None) -> TaskState:
        """Put the newest draft before the head; raises PublicationRefused for one that is not complete."""
        draft = workflow_state.content_object.get_latest_revision().as_object()
        if isinstance(draft, DisclosurePage):
            require_complete(draft, publishing=False)
        return super().start(workflow_state, user=user)

    def _may_approve(self, page: Page, user: User) -> bool:
        disclosure = page.specific
        return isinstance(disclosure, DisclosurePage) and can(
            user, Action.DISCLOSURE_PUBLISH, disclosure.organisation
        )

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return self._may_approve(obj, user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        return not self._may_approve(obj, user)

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        if not self._may_approve(obj, user):
            return []
        return [
            ("reject", "Trả lại để sửa", True),
            ("approve", "Duyệt", False),
            ("approve", "Duyệt kèm ý kiến", True),
        ]

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        bodies = organisations_for(user, Action.DISCLOSURE_PUBLISH)
        pages = DisclosurePage.objects.filter(organisation__in=bodies)
        ids = pages.annotate(as_text=Cast("pk", CharField(max_length=255))).values("as_text")
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__object_id__in=ids)
