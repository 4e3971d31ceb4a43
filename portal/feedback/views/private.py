"""The sender's own page, reached only by the private link."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.feedback import services
from portal.feedback.about import asked_item
from portal.feedback.about_page import page_stored
from portal.feedback.codes import token_digest
from portal.feedback.forms import (
    DeleteContactForm,
    DisputeForm,
    InformationForm,
    MergeObjectionForm,
    RatingForm,
)
from portal.feedback.later_forms import AddInformationForm, ComplainAgainForm, WithdrawForm
from portal.feedback.models import Answer, AnswerFile, Petition, PetitionQuerySet
from portal.feedback.services.privacy import delete_contact_as_agreed
from portal.feedback.services.retention import plan
from portal.feedback.views.downloads import lead_to
from portal.feedback.views.later import LATER, second_complaint, why_not_complain_again
from portal.feedback.views.relations import competent_body, main_for_sender, part_of, parts_of
from portal.feedback.views.timeline import deadlines, history
from portal.feedback.workflow import ROLE_RESIDENT, TransitionNotAllowed, possible
from portal.ledger.models import Event
from portal.ledger.publication import receipt

Service = Callable[..., Petition]
# What the sender can do here: the act of the workflow, its form and its service.
_ACTS: dict[str, tuple[type[forms.Form], Service]] = {
    "give_information": (InformationForm, services.give_information),
    "rate": (RatingForm, services.rate),
    "dispute": (DisputeForm, services.dispute),
    "object_merge": (MergeObjectionForm, services.object_merge),
    "add_information": (AddInformationForm, services.add_information),
    "complain_again": (ComplainAgainForm, services.complain_again),
    "withdraw": (WithdrawForm, services.withdraw),
    "delete_contact": (DeleteContactForm, delete_contact_as_agreed),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def private_page(request: HttpRequest, token: str, code: str = "") -> HttpResponse | FileResponse:
    """Show the sender their case, and take what only the sender can say.

    With `code` it is one part of a letter that was split: the letter's link opens all of them.
    """
    petition = _owned(token)
    if code:
        petition = part_of(petition, code, _cases())
    bound: dict[str, forms.Form] = {}
    if request.method == "POST" and (name := request.POST.get("act", "")) in _ACTS:
        form_class, service = _ACTS[name]
        bound[name] = form_class(request.POST, request.FILES, prefix=name)
        if _done(petition, bound[name], service):
            return redirect(request.path)
    response = render(request, "feedback/private.html", _context(request, petition, token, bound))
    return _guarded(response)


def _done(petition: Petition, form: forms.Form, service: Service) -> bool:
    if not form.is_valid():
        return False
    try:
        service(petition=petition, at=timezone.now(), **form.cleaned_data)
    except TransitionNotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _context(
    request: HttpRequest, petition: Petition, token: str, bound: dict[str, forms.Form]
) -> dict[str, Any]:
    answers = [answer for answer in petition.answers.all() if answer.published_at]
    acts = possible(
        status=petition.status, kind=petition.kind, roles=[ROLE_RESIDENT], excluded=petition.excluded
    )
    if not answers or not _may_rate(answers[-1]):
        acts = [name for name in acts if name != "rate"]
    if petition.merge_objected_at:
        acts = [name for name in acts if name != "object_merge"]
    # Until a decision nobody misses this; after it the sender must know why it is no longer there.
    why_not = why_not_complain_again(petition, timezone.localdate()) if "complain_again" in acts else ""
    if why_not:
        acts = [name for name in acts if name != "complain_again"]
    has_contact = hasattr(petition, "contact")
    if not has_contact or petition.legal_hold:
        acts = [name for name in acts if name != "delete_contact"]
    shown = {name: bound.get(name) or _ACTS[name][0](prefix=name) for name in acts if name in _ACTS}
    # A form that was refused because the case had moved on is shown with its text and the reason.
    shown.update({name: form for name, form in bound.items() if name not in shown})
    later = {name: shown.pop(name) for name in LATER if name in shown}
    return {
        "petition": petition,
        "later": later,
        "second": second_complaint(petition),
        "too_late": why_not if why_not.startswith("Đã quá") else "",
        "asked": asked_item(petition.about),
        "about_page": page_stored(petition.about_page_id, petition.about_part),
        "token": token,
        "forms": shown,
        "parts": parts_of(petition),
        "competent": competent_body(petition),
        "main": main_for_sender(petition),
        "here": request.path,
        "answers": answers,
        "asks_again": bool(answers and answers[-1].asked_again_at),
        "history": history(petition.acts.all(), for_sender=True),
        "deadlines": deadlines(petition, timezone.localdate()),
        "accesses": petition.contact_accesses.select_related("by"),
        "has_contact": has_contact,
        "delete_form": shown.pop("delete_contact", None),
        "plan": plan(petition, on=timezone.localdate()),
        "is_new": request.GET.get("moi") == "1",
        "link": request.build_absolute_uri(request.path),
        "crumbs": [("Phản ánh", "/phan-anh/"), (petition.code, "")],
    }


def _may_rate(answer: Answer) -> bool:
    """Once on the answer, and once more when we have asked again."""
    again = answer.asked_again_at is not None
    return not any(rating.asked_again == again for rating in answer.ratings.all())


def private_file(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Hand the sender one of their own files."""
    return lead_to(get_object_or_404(_owned(token).attachments.filter(staff_only=False), pk=pk))


def private_document(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Hand the sender a document of a published answer, public or for them alone."""
    held = AnswerFile.objects.filter(answer__petition=_owned(token), answer__published_at__isnull=False)
    return lead_to(get_object_or_404(held, pk=pk))


def private_receipt(request: HttpRequest, token: str) -> HttpResponse | FileResponse:
    """The receipt with what was recorded and its salt: the public one leaves out what the letter is about."""
    events = Event.objects.select_related("organisation")
    event = get_object_or_404(events, hash=_owned(token).receipt_hash)
    response = JsonResponse(receipt(event, with_payload=True))
    response["Content-Disposition"] = f'attachment; filename="bien-nhan-{event.hash[:12]}.json"'
    return _guarded(response)


def _owned(token: str) -> Petition:
    return get_object_or_404(_cases(), private_key_digest=token_digest(token))


def _cases() -> PetitionQuerySet:
    return Petition.objects.with_history().select_related("contact")


def _guarded(response: HttpResponse | FileResponse) -> HttpResponse | FileResponse:
    """Keep the link out of caches, search engines and the addresses that other sites see."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Nobody sees more than the host. With "no-referrer" browsers post "Origin: null", and the forms of this very
    # page fail their check against forgery.
    response["Referrer-Policy"] = "strict-origin"
    return response
