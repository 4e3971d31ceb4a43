"""Where a disclosure hangs: boards, days, photographs from a telephone, breaks; one page for one disclosure."""

from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from cms.disclosures import services
from cms.disclosures.models import (
    DisclosurePage,
    PoorHouseholdListPage,
    Posting,
    PostingEvidence,
    current_postings,
)
from cms.disclosures.notices.tables import household_parts
from cms.disclosures.paper_forms import (
    BrokenForm,
    PhotoForm,
    PlacesForm,
    RestoredForm,
    StartForm,
    initial_day,
)
from cms.disclosures.photos import read_photo
from cms.disclosures.posting_rules import Lack, Moment, ProofTerms, end_window, lacks, start_window
from cms.disclosures.rights import rights_of
from cms.disclosures.services.proof import proof_terms
from portal.accounts.models import User
from portal.accounts.policies import Action, role_for
from portal.core.upload_handlers import refused_uploads
from portal.core.uploads import too_large

_DONE = {
    "plan": "Đã ghi nơi niêm yết.",
    "start": "Đã ghi ngày bắt đầu niêm yết. Hãy gửi ảnh chụp tờ niêm yết.",
    "photo": "Đã nhận ảnh.",
    "broken": "Đã ghi gián đoạn; người dân thấy ngay trên trang công khai.",
    "restored": "Đã ghi ngày treo lại.",
    "drop": "Đã bỏ nơi niêm yết dự kiến.",
}
_ROW_FORMS: dict[str, type[forms.Form]] = {"photo": PhotoForm, "broken": BrokenForm, "restored": RestoredForm}


@dataclass
class Row:
    """One board on the page: what hangs, what its proof still lacks, and the forms that can be sent."""

    posting: Posting
    lacks: list[str]
    hint: str
    offers: dict[str, forms.Form] = field(default_factory=dict)


def postings(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and follow the boards of one disclosure; whoever drafts for the body acts, inspectors read."""
    page = get_object_or_404(DisclosurePage, pk=pk).specific
    rights = rights_of(request.user)
    if page.organisation_id not in rights.reads:
        raise PermissionDenied
    may_act = page.organisation_id in rights.drafts
    bound: dict[str, Any] = {}
    if request.method == "POST":
        if not may_act:
            raise PermissionDenied
        bound = _act(request, page)
        if not bound:
            return redirect("disclosure_postings", page.pk)
    status = 422 if bound else 200
    return render(
        request, "disclosures/admin/postings.html", _context(request, page, may_act, bound), status=status
    )


def _context(
    request: HttpRequest, page: DisclosurePage, may_act: bool, bound: dict[str, Any]
) -> dict[str, Any]:
    is_list = isinstance(page, PoorHouseholdListPage)
    terms = proof_terms()
    rows = [_row(posting, may_act, bound, terms, is_list=is_list) for posting in current_postings(page)]
    follows_list = isinstance(page, PoorHouseholdListPage) and page.names_shown
    return {
        "page": page,
        "rows": rows,
        "is_list": is_list,
        "may_act": may_act,
        "add": _adding_form(page, bound) if may_act and (follows_list or not is_list) else None,
        "adding": "start" if page.live and not is_list else "plan",
        "parts": range(1, household_parts(page) + 1) if follows_list else range(1, 2),
        "breadcrumbs_items": [
            {"url": reverse("disclosure_postings_all"), "label": "Niêm yết trên giấy"},
            {"url": "", "label": page.title},
        ],
    }


def _adding_form(page: DisclosurePage, bound: dict[str, Any]) -> forms.Form:
    if bound.get("act") in {"plan", "start"}:
        form: forms.Form = bound["form"]
        return form
    return _new_places_form(page, None)


def _new_places_form(page: DisclosurePage, data: Any) -> forms.Form:
    live = page.live and not isinstance(page, PoorHouseholdListPage)
    taken = page.postings.open()
    hanging = taken.started() if live else taken
    free = page.organisation.posting_places.active().exclude(pk__in=hanging.values("place"))
    planned = list(taken.filter(posted_from__isnull=True).values_list("place_id", flat=True))
    initial = {**initial_day(timezone.localdate()), "places": planned}
    return (StartForm if live else PlacesForm)(data, free=free, initial=initial)


def _row(posting: Posting, may_act: bool, bound: dict[str, Any], terms: ProofTerms, *, is_list: bool) -> Row:
    found = lacks(posting.hanging, terms)
    hint = ""
    if posting.posted_from and not posting.closed_at:
        found, hint = _still_possible(posting, found, terms, is_list)
    row = Row(posting, [lack.label for lack in found], hint)
    if may_act and posting.posted_from and not posting.closed_at:
        row.offers = {act: _row_form(act, posting, bound, terms) for act in _acts_of(posting)}
    return row


def _still_possible(
    posting: Posting, found: list[Lack], terms: ProofTerms, is_list: bool
) -> tuple[list[Lack], str]:
    """Return what is missing already, and by when the photograph that can still be sent has to come."""
    today = timezone.localdate()
    assert posting.posted_from
    first = start_window(posting.posted_from, terms)
    if Lack.START in found and today <= first.last:
        return _without(found, Lack.START, Lack.END), f"Ảnh khi bắt đầu: gửi chậm nhất {first.last:%d/%m/%Y}."
    if Lack.END not in found or posting.posted_until is None:
        return found, ""
    window = end_window(posting.posted_until, terms)
    # The names of a list are gone the day after, and their photographs with them.
    last = posting.posted_until if is_list else window.last
    if today > last:
        return found, ""
    return _without(found, Lack.END), f"Ảnh khi kết thúc: gửi từ {window.first:%d/%m/%Y} đến {last:%d/%m/%Y}."


def _without(found: list[Lack], *gone: Lack) -> list[Lack]:
    return [lack for lack in found if lack not in gone]


def _acts_of(posting: Posting) -> list[str]:
    return ["photo", "restored" if posting.is_broken() else "broken"]


def _row_form(act: str, posting: Posting, bound: dict[str, Any], terms: ProofTerms) -> forms.Form:
    if bound.get("act") == act and bound.get("posting") == posting.pk:
        form: forms.Form = bound["form"]
        return form
    initial = {**initial_day(timezone.localdate()), "moment": _next_moment(posting, terms)}
    return _ROW_FORMS[act](prefix=f"{act}-{posting.pk}", initial=initial)


def _next_moment(posting: Posting, terms: ProofTerms) -> str:
    """Return what the next photograph most likely shows."""
    if not posting.evidence_of(Moment.START):
        return Moment.START
    until = posting.posted_until
    ending = until is not None and end_window(until, terms).first <= timezone.localdate()
    return Moment.END if ending else Moment.DURING


# ---- acts


def _act(request: HttpRequest, page: DisclosurePage) -> dict[str, Any]:
    """Do what was sent; return nothing when it is done, else the form with its errors and where it stands."""
    act = request.POST.get("act", "")
    if act in {"plan", "start"}:
        return _add(request, page, act)
    number = request.POST.get("posting", "")
    posting = get_object_or_404(
        page.postings, pk=int(number) if number.isdecimal() and len(number) < 18 else 0
    )
    if act == "drop":
        try:
            services.drop_plan(posting=posting)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _DONE[act])
        return {}
    if act not in _ROW_FORMS:
        raise Http404("no such act")
    form = _ROW_FORMS[act](request.POST, request.FILES, prefix=f"{act}-{posting.pk}")
    for name in refused_uploads(request):
        form.add_error("photo", too_large(name))
    if form.is_valid():
        try:
            _ACTS[act](request, posting, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _DONE[act])
            return {}
    return {"act": act, "posting": posting.pk, "form": form}


def _add(request: HttpRequest, page: DisclosurePage, act: str) -> dict[str, Any]:
    form = _new_places_form(page, request.POST)
    if form.is_valid():
        try:
            if isinstance(form, StartForm):
                services.start_posting(
                    page=page,
                    places=list(form.cleaned_data["places"]),
                    posted_from=form.cleaned_data["posted_from"],
                    at=timezone.now(),
                    actor_role=_role(request, page),
                )
            else:
                services.plan_posting(page=page, places=form.cleaned_data["places"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _DONE["start" if isinstance(form, StartForm) else "plan"])
            return {}
    return {"act": act, "form": form}


def _photo(request: HttpRequest, posting: Posting, form: forms.Form) -> None:
    now = timezone.now()
    try:
        photo = read_photo(form.cleaned_data["photo"], at=now)
    except ValidationError as error:
        raise ValidationError({"photo": error}) from error
    services.add_evidence(
        posting=posting,
        moment=form.cleaned_data["moment"],
        photo=photo,
        by=cast(User, request.user),
        at=now,
        actor_role=_role(request, posting.page),
    )


def _broken(request: HttpRequest, posting: Posting, form: forms.Form) -> None:
    services.report_broken(
        posting=posting,
        on=form.cleaned_data["on"],
        reason=form.cleaned_data["reason"],
        at=timezone.now(),
        actor_role=_role(request, posting.page),
    )


def _restored(request: HttpRequest, posting: Posting, form: forms.Form) -> None:
    services.restore_posting(
        posting=posting,
        on=form.cleaned_data["on"],
        at=timezone.now(),
        actor_role=_role(request, posting.page),
    )


_ACTS = {"photo": _photo, "broken": _broken, "restored": _restored}


def _role(request: HttpRequest, page: DisclosurePage) -> str:
    return role_for(request.user, Action.DISCLOSURE_DRAFT, page.organisation)


@require_safe
def evidence_photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photograph, for those who may read the organisation's drafts: passers-by may be on it."""
    evidence = get_object_or_404(PostingEvidence.objects.select_related("posting__page"), pk=pk)
    if evidence.posting.page.organisation_id not in rights_of(request.user).reads:
        raise PermissionDenied
    if not evidence.photo:
        raise Http404("the photograph is gone")
    try:
        content = evidence.photo.open("rb")
    except FileNotFoundError:
        raise Http404("the file is gone") from None
    response = FileResponse(content, content_type=evidence.media_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
