"""The outbox for administrators: what waits, what failed, and once more. Nobody's address is shown."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portal.accounts.policies import Action, can
from portal.core.paging import paginate
from portal.notifications.models import Message, State
from portal.notifications.services import retry

PER_PAGE = 50


def outbox(request: HttpRequest) -> HttpResponse:
    """List the letters, the newest first, of one state or of all."""
    _require_administrator(request)
    state = request.GET.get("trang-thai", "")
    rows = Message.objects.select_related("to_user").defer("sealed")
    if state in State.values:
        rows = rows.filter(state=state)
    context = {
        "page_obj": paginate(request, rows, PER_PAGE),
        "states": State.choices,
        "chosen": state,
        "breadcrumbs_items": [{"url": "", "label": "Thư điện tử"}],
    }
    return render(request, "notifications/admin/outbox.html", context)


@require_POST
def retry_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Queue a failed letter again."""
    _require_administrator(request)
    message = get_object_or_404(Message, pk=pk)
    try:
        retry(message=message, at=timezone.now())
    except ValueError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Thư được xếp lại vào hàng chờ.")
    return redirect("notifications_outbox")


def _require_administrator(request: HttpRequest) -> None:
    if not can(request.user, Action.MAIL_OVERSEE):
        raise PermissionDenied
