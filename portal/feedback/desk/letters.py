"""Letters that wait: the list, one letter, what becomes of it."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for
from portal.core.paging import paginate
from portal.core.sealing import SealBroken
from portal.feedback.desk import access
from portal.feedback.desk.entry import STALE, STORED, may_enter
from portal.feedback.desk.letter_forms import DiscardForm, LetterForm
from portal.feedback.desk.questions import next_step
from portal.feedback.models import Letter, LetterFile, LetterQuerySet, LetterState, Petition
from portal.feedback.services import Submission, TransitionNotAllowed
from portal.feedback.services.letters import add, discard, sender_fields, take
from portal.feedback.services.likeness import likely_cases
from portal.feedback.views.downloads import lead_to
from portal.statutes.calendar import CalendarCoverageError
from portal.statutes.cases import CaseError
from portal.statutes.services import NoRuleError

logger = logging.getLogger(__name__)
_REFUSALS = (TransitionNotAllowed, CaseError, NoRuleError, CalendarCoverageError)
_NOT_SAVED = (
    "Chưa lưu được vì máy chủ đang gặp sự cố. Những gì bạn viết vẫn còn ở đây; hãy gửi lại sau ít phút."
)


def letters_of(user: User) -> LetterQuerySet:
    """The letters that the user may take in."""
    return Letter.objects.of(organisations_for(user, Action.PETITION_ENTER))


@require_GET
def letter_list(request: HttpRequest) -> HttpResponse:
    user = access.staff(request)
    if not may_enter(user):
        raise PermissionDenied
    found = letters_of(user).waiting().select_related("organisation").prefetch_related("files")
    context = {
        "page_obj": paginate(request, found, 30),
        "breadcrumbs_items": [
            {"url": reverse("feedback_desk"), "label": "Phản ánh"},
            {"url": "", "label": "Thư chờ tiếp nhận"},
        ],
    }
    return render(request, "feedback/admin/letters.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter; POST makes it a case. A letter that somebody has dealt with says so."""
    found = _mine(request, pk)
    form = LetterForm(request.POST or None, letter=found)
    if request.method != "POST":
        return _page(request, found, form)
    if form.is_valid():
        try:
            petition = _taken(access.staff(request), found, form)
        except _REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except SealBroken as broken:
            form.add_error(None, str(broken))
        except (DatabaseError, OSError):
            logger.exception("a letter could not become a case")
            form.add_error(None, _NOT_SAVED)
            return _page(request, found, form, status=503)
        else:
            return _done(request, petition)
    form.focus_first_error()
    return _page(request, _mine(request, pk), form)


def _taken(user: User, found: Letter, form: LetterForm) -> Petition:
    fields = {name: form.cleaned_data[name] for name in STORED}
    for name, own in sender_fields(found).items():
        fields[name] = fields[name] or own
    submission = Submission(key=found.submission_key, channel=found.channel, **fields)
    return take(letter=found, by=user, at=timezone.now(), submission=submission)


def _done(request: HttpRequest, petition: Petition) -> HttpResponse:
    messages.success(request, f"Thư đã thành hồ sơ {petition.code} của {petition.organisation.name}.")
    if access.own_cases(access.staff(request)).filter(pk=petition.pk).exists():
        return redirect(next_step(petition))
    if access.readable(access.staff(request)).filter(pk=petition.pk).exists():
        return redirect("feedback_desk_case", petition.code)
    return redirect("feedback_desk_letters")


@require_http_methods(["POST"])
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    form = DiscardForm(request.POST)
    if form.is_valid():
        try:
            discard(letter=found, by=access.staff(request), at=timezone.now(), **form.cleaned_data)
        except (TransitionNotAllowed, SealBroken) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã bỏ thư; lý do được lưu lại.")
            return redirect("feedback_desk_letters")
    return _page(request, _mine(request, pk), LetterForm(letter=found), discarding=form)


@require_http_methods(["POST"])
def put_with_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the letter to the case that it names; another case cannot be chosen here."""
    found, user = _mine(request, pk), access.staff(request)
    petition = get_object_or_404(access.own_cases(user), code=found.names_code)
    try:
        add(letter=found, petition=petition, by=user, at=timezone.now())
    except (TransitionNotAllowed, SealBroken) as refusal:
        messages.error(request, str(refusal))
        return redirect("feedback_desk_letter", pk)
    messages.success(request, f"Đã bổ sung thư vào hồ sơ {petition.code}.")
    return redirect("feedback_desk_case", petition.code)


@require_GET
def letter_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    return lead_to(get_object_or_404(LetterFile, pk=file, letter=_mine(request, pk)))


@require_GET
def case_letter_file(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A file of a letter that a case's sender wrote later, for those who read the case."""
    petition = get_object_or_404(access.readable(access.staff(request)), code=code)
    return lead_to(get_object_or_404(LetterFile, pk=pk, letter__petition=petition))


def stale(request: HttpRequest, pk: int) -> HttpResponse | None:
    """The form again with all that was typed, for a page whose protection against forgery ran out."""
    user = request.user
    if not isinstance(user, User):
        return None
    found = letters_of(user).filter(pk=pk).select_related("organisation").first()
    if found is None:
        return None
    typed = {name: request.POST.get(name, "") for name in LetterForm.base_fields if name in request.POST}
    typed |= {"village": request.POST.get("village", "")}
    form = LetterForm(letter=found, initial={**typed, "is_public": "is_public" in request.POST})
    return _page(request, found, form, status=403, problem=STALE)


def _mine(request: HttpRequest, pk: int) -> Letter:
    """Another body's letter is answered like one that does not exist."""
    return get_object_or_404(
        letters_of(access.staff(request)).select_related("organisation", "petition", "decided_by"), pk=pk
    )


def _named_case(request: HttpRequest, found: Letter) -> Petition | None:
    """The case that the letter names, for who handles it."""
    return access.own_cases(access.staff(request)).filter(code=found.names_code).first()


def _page(
    request: HttpRequest,
    found: Letter,
    form: LetterForm,
    *,
    discarding: DiscardForm | None = None,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    waits = found.state == LetterState.WAITING
    context: dict[str, Any] = {
        "letter": found,
        "form": form,
        "discarding": discarding or DiscardForm(auto_id="bo-%s"),
        "waits": waits,
        "named": _named_case(request, found) if waits and found.names_code else None,
        "problem": problem,
        "likely": likely_cases(found) if waits else [],
        "is_long": len(found.text) > len(form["text"].initial or ""),
        "breadcrumbs_items": [
            {"url": reverse("feedback_desk"), "label": "Phản ánh"},
            {"url": reverse("feedback_desk_letters"), "label": "Thư chờ tiếp nhận"},
            {"url": "", "label": found.get_channel_display()},
        ],
    }
    return render(request, "feedback/admin/letter.html", context, status=status)
