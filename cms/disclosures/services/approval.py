"""A draft goes before the head and comes back or becomes public: one step each, whatever way it came."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from wagtail.models import TaskState, WorkflowState

from cms.disclosures.checklist import require_complete
from cms.disclosures.models import DisclosurePage
from cms.disclosures.rights import rights_of
from portal.accounts.models import User
from portal.core.text import plain_text

LONGEST_COMMENT = 2000


@transaction.atomic
def submit_draft(*, page: DisclosurePage, revision: int, by: User) -> WorkflowState:
    """Put the newest draft before the body's head.

    Raises PermissionDenied, PublicationRefused for an incomplete draft, and ValidationError when it waits already
    or was changed since `revision` was read.
    """
    page = _locked(page, revision)
    if page.organisation_id not in rights_of(by).drafts:
        raise PermissionDenied
    state = page.current_workflow_state
    if state is None:
        return page.get_workflow().start(page, by)
    if state.status == WorkflowState.STATUS_IN_PROGRESS:
        raise ValidationError("Bản nháp này đang chờ duyệt.")
    state.resume(by)
    return state


@transaction.atomic
def approve_draft(*, page: DisclosurePage, revision: int, by: User, comment: str = "") -> DisclosurePage:
    """Approve and publish the newest draft, whether or not an editor submitted it.

    Raises as submit_draft(), and PermissionDenied for everybody but a head of the body.
    """
    page = _locked(page, revision)
    if page.organisation_id not in rights_of(by).publishes:
        raise PermissionDenied
    if page.live and not page.has_unpublished_changes:
        raise ValidationError("Không có gì mới để duyệt.")
    draft = page.get_latest_revision()
    require_complete(draft.as_object())
    task = _waiting_task(page)
    if task is None:
        draft.publish(user=by)
    else:
        task.task.specific.on_action(task, by, "approve", comment=_comment(comment))
    return DisclosurePage.objects.get(pk=page.pk).specific


@transaction.atomic
def send_back(*, page: DisclosurePage, revision: int, by: User, comment: str) -> WorkflowState:
    """Send a submitted draft back to be changed, saying what.

    Raises PermissionDenied, and ValidationError when it does not wait, was changed, or nothing is said.
    """
    page = _locked(page, revision)
    if page.organisation_id not in rights_of(by).publishes:
        raise PermissionDenied
    task = _waiting_task(page)
    if task is None:
        raise ValidationError("Bản nháp này không chờ duyệt.")
    if not (said := _comment(comment)):
        raise ValidationError("Ghi rõ cần sửa gì trước khi trả lại.")
    task.task.specific.on_action(task, by, "reject", comment=said)
    return WorkflowState.objects.get(pk=task.workflow_state_id)


def _locked(page: DisclosurePage, revision: int) -> DisclosurePage:
    """Return the page as stored, locked; raises ValidationError when its newest draft is another one."""
    stored = DisclosurePage.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    if stored.latest_revision_id != revision:
        raise ValidationError("Bản nháp vừa được sửa. Hãy xem lại bản mới trước khi duyệt.")
    return stored


def _waiting_task(page: DisclosurePage) -> TaskState | None:
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS:
        return None
    return state.current_task_state.specific if state.current_task_state else None


def _comment(text: str) -> str:
    return plain_text(text)[:LONGEST_COMMENT]
