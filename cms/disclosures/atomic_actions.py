"""Make Wagtail's publishing and unpublishing one transaction with what their signals cause.

Wagtail saves the page, then sends the signal, each for itself; a ledger that cannot be written would leave
a page public without its event. The editor, the workflow, the schedule and the admin's API reach the two
actions by different ways, and only some pass through the page's publish(): so the actions are wrapped.
ATOMIC_REQUESTS would not do: it leaves out the schedule, and on SQLite takes the write lock for every reader.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.actions.unpublish import UnpublishAction

from cms.disclosures.models import DisclosurePage

_MARK = "in_one_transaction"


def install() -> None:
    """Wrap both actions, once per process."""
    for action in (PublishRevisionAction, UnpublishAction):
        if not hasattr(action.execute, _MARK):
            action.execute = _in_one_transaction(action.execute)


def _in_one_transaction(execute: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(execute)
    def run(action: Any, *args: Any, **kwargs: Any) -> Any:
        page = getattr(action.object, "specific", None)
        if not isinstance(page, DisclosurePage):
            return execute(action, *args, **kwargs)
        # The signals do not say who acts; the page that they carry does. The schedule gives a plain Page.
        action.object = page
        page.acting_user = action.user
        with transaction.atomic():
            return execute(action, *args, **kwargs)

    setattr(run, _MARK, True)
    return run
