"""Writing down what came on paper, by telephone or in person, and the slip that its sender takes home."""

import logging
from typing import Any

import segno
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for
from portal.feedback import services
from portal.feedback.desk import access
from portal.feedback.desk.entry_forms import EntryForm
from portal.feedback.desk.questions import next_step
from portal.feedback.models import Petition
from portal.feedback.services import Submission, TransitionNotAllowed
from portal.feedback.services.entering import BY_STAFF, enter, entered_by, entry_limit, may_see_link
from portal.feedback.services.staging import StagingFull
from portal.feedback.views.draft import Draft
from portal.feedback.workflow import Stage
from portal.statutes.calendar import CalendarCoverageError
from portal.statutes.cases import CaseError
from portal.statutes.services import NoRuleError

logger = logging.getLogger(__name__)

STORED = (
    "kind",
    "organisation",
    "category",
    "village",
    "place",
    "title",
    "text",
    "is_public",
    "contact_name",
    "contact_phone",
    "contact_email",
)
STALE = "Trang mở quá lâu nên chưa lưu được. Những gì bạn viết vẫn còn; hãy gửi lại. Tệp cần chọn lại nếu có."
_NOT_SAVED = (
    "Chưa lưu được vì máy chủ đang gặp sự cố. Những gì bạn viết vẫn còn ở đây; hãy gửi lại sau ít phút."
)
_REFUSALS = (TransitionNotAllowed, CaseError, NoRuleError, CalendarCoverageError)


def may_enter(user: User) -> bool:
    return organisations_for(user, Action.PETITION_ENTER).exists()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_down(request: HttpRequest) -> HttpResponse:
    user = access.staff(request)
    if not may_enter(user):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, _form(user, initial=_asked(request)), Draft.new())
    draft = Draft.of(request)
    draft.pass_captcha()
    form = _form(user, request.POST, request.FILES)
    form.is_valid()
    try:
        draft.take_files(request, form, at=timezone.now())
        if not form.errors and (petition := _entered(user, form, draft)) is not None:
            return redirect(next_step(petition))
    except (DatabaseError, OSError, StagingFull):
        logger.exception("a letter could not be entered")
        form.add_error(None, _NOT_SAVED)
        return _page(request, form, draft, status=503)
    form.focus_first_error()
    return _page(request, form, draft)


def stale(request: HttpRequest) -> HttpResponse | None:
    """The form again with all that was typed, for a page whose protection against forgery ran out."""
    user = request.user
    if not isinstance(user, User) or not may_enter(user):
        return None
    typed = {name: request.POST.get(name, "") for name in EntryForm.base_fields}
    form = _form(user, initial={**typed, "is_public": "is_public" in request.POST})
    return _page(request, form, Draft.new(), status=403, problem=STALE)


def _form(user: User, *data: Any, **kwargs: Any) -> EntryForm:
    now = timezone.now()
    return EntryForm(*data, user=user, now=now, limit=entry_limit(at=now), **kwargs)


def _asked(request: HttpRequest) -> dict[str, str]:
    channel = request.GET.get("kenh", "")
    return {"channel": channel} if channel in BY_STAFF else {}


def _entered(user: User, form: EntryForm, draft: Draft) -> Petition | None:
    data = form.cleaned_data
    submission = Submission(
        key=draft.key,
        channel=data["channel"],
        files_for_staff=True,
        **{name: data[name] for name in STORED},
    )
    try:
        return enter(
            submission=submission,
            by=user,
            at=form.now,
            effective_at=form.effective_at,
            late_reason=data.get("late_reason", ""),
        )
    except _REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return None


def _page(
    request: HttpRequest, form: EntryForm, draft: Draft, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    try:
        files = list(draft.files)
    except DatabaseError:
        files = []
    context = {
        "form": form,
        "draft": draft,
        "files": files,
        "problem": problem,
        "breadcrumbs_items": [
            {"url": reverse("feedback_desk"), "label": "Phản ánh"},
            {"url": "", "label": "Nhập đơn, cuộc gọi"},
        ],
    }
    return render(request, "feedback/admin/entry.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD"])
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt to print. The private link stands on it only for who entered the case, on the day of the entry."""
    user = access.staff(request)
    petition = get_object_or_404(access.readable(user).with_list_data(), code=code)
    writer = entered_by(petition)
    if writer is None or petition.channel not in BY_STAFF:
        raise Http404
    token = services.private_link_token(petition) if may_see_link(user, petition, at=timezone.now()) else ""
    link = request.build_absolute_uri(reverse("feedback:private", args=[token])) if token else ""
    context = {
        "petition": petition,
        "writer": writer,
        "link": link,
        "qr": str(segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=2, light="#fff"))
        if link
        else "",
        "track": request.build_absolute_uri(reverse("feedback:track")),
        "acknowledge": petition.deadline(Stage.ACKNOWLEDGE),
        "answer": petition.answer_deadline,
    }
    response = render(request, "feedback/admin/slip.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
