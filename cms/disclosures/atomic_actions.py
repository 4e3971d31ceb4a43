"""Make Wagtail's publishing and unpublishing one transaction with what their signals cause, and complete.

Wagtail saves the page, then sends the signal, each for itself; a ledger that cannot be written would leave
a page public without its event. The editor, the workflow, the schedule and the admin's API reach the two
actions by different ways, and only some pass through the page's publish(): so the actions are wrapped.
ATOMIC_REQUESTS would not do: it leaves out the schedule, and on SQLite takes the write lock for every reader.

For the same reason the checklist is asked here: whatever way a publication takes, it comes by.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction
from wagtail.models import WorkflowState

from cms.disclosures import services
from cms.disclosures.checklist import PublicationRefused, open_items
from cms.disclosures.models import DisclosurePage

_MARK = "in_one_transaction"
# What publish_scheduled calls its act.
_SCHEDULED = "wagtail.publish.scheduled"


def install() -> None:
    """Wrap the actions, once per process."""
    for action, wrap in ((PublishRevisionAction, _complete), (UnpublishAction, _plainly)):
        if not hasattr(action.execute, _MARK):
            action.execute = _in_one_transaction(action.execute, wrap)
    if not hasattr(WorkflowState.resume, _MARK):
        # Wagtail saves the state first and asks the task then, which may refuse.
        WorkflowState.resume = transaction.atomic(WorkflowState.resume)
        setattr(WorkflowState.resume, _MARK, True)


def _in_one_transaction(execute: Callable[..., Any], perform: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute)
    def run(action: Any, *args: Any, **kwargs: Any) -> Any:
        page = getattr(action.object, "specific", None)
        if not isinstance(page, DisclosurePage):
            return execute(action, *args, **kwargs)
        # The signals do not say who acts; the page that they carry does. The schedule gives a plain Page.
        action.object = page
        page.acting_user = action.user
        with transaction.atomic():
            return perform(execute, action, *args, **kwargs)

    setattr(run, _MARK, True)
    return run


def _plainly(execute: Callable[..., Any], action: Any, *args: Any, **kwargs: Any) -> Any:
    return execute(action, *args, **kwargs)


def _complete(execute: Callable[..., Any], action: Any, *args: Any, **kwargs: Any) -> Any:
    """Publish a page whose checklist is done; raises PublicationRefused, except into the schedule's loop."""
    missing = open_items(action.object)
    if not missing:
        return execute(action, *args, **kwargs)
    if action.log_action != _SCHEDULED:
        raise PublicationRefused(action.object, missing)
    services.refuse_schedule(page=action.object, items=missing, at=timezone.now())
    return None
