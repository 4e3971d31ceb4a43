"""The desk's page on what is public of a case: decision, findings, covered passages, keeping."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portal.accounts.models import User
from portal.core.personal_data import Sighting
from portal.feedback import services
from portal.feedback.desk import access
from portal.feedback.desk import covered_passages as answers_page
from portal.feedback.desk.privacy_forms import (
    AuditForm,
    CoverAnswerForm,
    CoverTextForm,
    FindingsForm,
    KeepForm,
    ModerateForm,
    PrivacyForm,
    ReleaseForm,
    UncoverAnswerForm,
    UncoverTextForm,
)
from portal.feedback.models import Petition
from portal.feedback.privacy import Field, places_of
from portal.feedback.services import Conflict, TransitionNotAllowed
from portal.feedback.services.privacy import draft_texts, written_notes
from portal.feedback.services.privacy_gate import may_be_published, sightings

_FORMS: dict[str, type[PrivacyForm]] = {
    form.act: form
    for form in (
        *(ModerateForm, FindingsForm, CoverTextForm, UncoverTextForm, KeepForm, ReleaseForm, AuditForm),
        *(CoverAnswerForm, UncoverAnswerForm),
    )
}
# Each covered passage has a form of its own to undo it.
_UNDOING = (UncoverTextForm, UncoverAnswerForm)
NOT_YOURS = "Vai trò của bạn không được làm bước này với hồ sơ này."
DRAFT = "dự thảo trả lời"
NOTE = "lý do đang soạn"


def case_or_404(request: HttpRequest, code: str) -> Petition:
    """Somebody else's case is answered like one that does not exist."""
    readable = access.readable(access.staff(request)).select_related("organisation__parent", "about_page")
    return get_object_or_404(readable, code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    """Show it, or do one of its acts; on failure show what was typed with the reason beside it."""
    petition = case_or_404(request, code)
    if request.method != "POST":
        return _page(request, petition)
    form_class = _FORMS.get(request.POST.get("act", ""))
    if form_class is None:
        raise Http404
    return _act(request, petition, form_class)


def _act(request: HttpRequest, petition: Petition, form_class: type[PrivacyForm]) -> HttpResponse:
    user, now = access.staff(request), timezone.now()
    form = _bound(form_class, request, petition)
    if not form.is_valid():
        return _page(request, petition, bound=form)
    try:
        _do(form, petition, user, now)
    except Conflict as conflict:
        form.add_error(None, f"{conflict} Hãy xem lại rồi gửi lần nữa.")
        return _page(request, petition, bound=form, status=409)
    except PermissionDenied:
        form.add_error(None, NOT_YOURS)
        return _page(request, petition, bound=form, status=403)
    except TransitionNotAllowed as refusal:
        form.add_error(None, str(refusal))
        return _page(request, petition, bound=form)
    messages.success(request, f"Hồ sơ {petition.code}: đã ghi.")
    return redirect("feedback_desk_privacy", petition.code)


def _bound(form_class: type[PrivacyForm], request: HttpRequest, petition: Petition) -> PrivacyForm:
    if form_class is FindingsForm:
        return FindingsForm(request.POST, seen=seen_in(petition, on=timezone.localdate()))
    if form_class is CoverAnswerForm:
        return CoverAnswerForm(request.POST, answers=answers_page.published(petition))
    key = request.POST.get("redaction", "") if form_class in _UNDOING else ""
    return form_class(request.POST, key=key)


def _do(form: PrivacyForm, petition: Petition, user: User, at: datetime) -> None:
    if isinstance(form, FindingsForm):
        if "pass" in form.data:
            services.pass_finding(
                petition=petition,
                by=user,
                at=at,
                digests=form.cleaned_data["findings"],
                reason=form.cleaned_data["pass_reason"],
            )
        else:
            _cover_findings(form, petition, user, at)
        return
    arguments = form.arguments()
    if not isinstance(form, _UNDOING):
        arguments["version"] = form.cleaned_data["version"]
    getattr(services, form.act)(petition=petition, by=user, at=at, **arguments)


@transaction.atomic
def _cover_findings(form: FindingsForm, petition: Petition, user: User, at: datetime) -> None:
    """Cover each chosen value wherever it stands in what was sent."""
    chosen = set(form.cleaned_data["findings"])
    values = {
        one.value
        for one, where in seen_in(petition, on=timezone.localdate(at))
        if one.finding.digest in chosen and where not in (DRAFT, NOTE)
    }
    spots = [
        (field, value)
        for value in sorted(values)
        for field in Field.values
        if places_of(value, getattr(petition, field))
    ]
    if not spots:
        raise TransitionNotAllowed(
            "Không thấy nguyên văn trong nội dung: hãy chép đoạn đó vào “Che một đoạn”, hoặc sửa dự thảo."
        )
    for field, value in spots:
        services.cover_text(
            petition=petition,
            by=user,
            at=at,
            field=field,
            passage=value,
            reason=form.cleaned_data["cover_reason"],
        )


def seen_in(petition: Petition, *, on: date) -> list[tuple[Sighting, str]]:
    """What the check still sees and nobody has let pass, with where: in the case or in the draft of its answer."""
    if not may_be_published(petition):
        return []
    passed = set(petition.passed_findings.values_list("digest", flat=True))
    texts = [(str(label), str(getattr(petition, f"open_{name}"))) for name, label in Field.choices]
    texts += [(DRAFT, text) for text in draft_texts(petition)]
    texts += [(NOTE, text) for text, _ in written_notes(petition)]
    found = [(one, label) for label, text in texts for one in sightings(text, petition=petition, on=on)]
    return [(one, label) for one, label in found if one.finding.digest not in passed]


def _page(
    request: HttpRequest, petition: Petition, *, bound: PrivacyForm | None = None, status: int = 200
) -> HttpResponse:
    user, today = access.staff(request), timezone.localdate()
    allowed = {row.name for row in access.acts_for(user, petition)}
    seen = seen_in(petition, on=today)
    forms = {name: _form(form, petition, seen) for name, form in _FORMS.items() if form not in _UNDOING}
    if bound is not None and bound.act in forms:
        forms[bound.act] = bound
    context: dict[str, Any] = {
        "petition": petition,
        "allowed": allowed,
        "forms": forms,
        "bound": bound,
        "seen": seen,
        "never_public": not may_be_published(petition),
        "fields": [(label, getattr(petition, name), name) for name, label in Field.choices],
        "passages": answers_page.passages(petition, "uncover_text" in allowed, bound),
        "answers": answers_page.answers(petition, "uncover_answer" in allowed, bound),
        "photos": [file for file in petition.attachments.all() if file.is_image],
        "may_pass": "pass_finding" in allowed,
        **crumbs(petition, "Công khai và riêng tư"),
    }
    return render(request, "feedback/admin/privacy.html", context, status=status)


def _form(form: type[PrivacyForm], petition: Petition, seen: list[tuple[Sighting, str]]) -> PrivacyForm:
    initial = {"version": petition.version}
    if form is CoverAnswerForm:
        return CoverAnswerForm(answers=answers_page.published(petition), initial=initial)
    return FindingsForm(seen=seen, initial=initial) if form is FindingsForm else form(initial=initial)


def crumbs(petition: Petition, here: str) -> dict[str, list[dict[str, str]]]:
    return {
        "breadcrumbs_items": [
            {"url": reverse("feedback_desk"), "label": "Phản ánh"},
            {"url": reverse("feedback_desk_case", args=[petition.code]), "label": petition.code},
            {"url": "", "label": here},
        ]
    }
