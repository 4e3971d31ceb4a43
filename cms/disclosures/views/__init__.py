"""Staff views of the admin: a list's households, reading a draft without editing it, the duty calendar."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from cms.disclosures import services
from cms.disclosures.forms import HouseholdsForm
from cms.disclosures.models import (
    DisclosurePage,
    DocumentPage,
    Obligation,
    ObligationStatus,
    PoorHouseholdListPage,
    own_page_type,
)
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.rights import rights_of
from cms.disclosures.services.personal_data_acts import may_sign
from cms.disclosures.services.quarterly import QUARTERLY_LIST
from portal.accounts.policies import Action, role_for
from portal.core.paging import paginate


def edit_households(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace the rows of a poor-household list; on a live list only a head may."""
    page = get_object_or_404(PoorHouseholdListPage, pk=pk)
    rights = page.permissions_for_user(request.user)
    may_edit = rights.can_edit() and not rights.page_locked() and (rights.can_publish() or not page.live)
    if not may_edit or page.posting_ended_at:
        raise PermissionDenied
    form = HouseholdsForm(request.POST or None, request.FILES or None, page=page)
    if request.method == "POST" and form.is_valid():
        try:
            services.replace_households(
                page=page,
                rows=form.found.rows,
                at=timezone.now(),
                actor_role=role_for(request.user, Action.DISCLOSURE_DRAFT, page.organisation),
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã nhập {len(form.found.rows)} hộ.")
            if form.found.dropped:
                messages.warning(request, f"Đã bỏ, không lưu các cột: {', '.join(form.found.dropped[:30])}.")
            for note in form.found.notes:
                messages.warning(request, f"{note} Nội dung ẩn cũng được đọc như nội dung thường.")
            return redirect("wagtailadmin_pages:edit", page.pk)
    return render(
        request,
        "disclosures/admin/households.html",
        {
            "page": page,
            "form": form,
            "households": page.households.select_related("village"),
            "villages": page.organisation.villages.all(),
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
                {"url": "", "label": "Các hộ trong danh sách"},
            ],
        },
    )


def read_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the newest version of a disclosure, published or not, to those who may read it but not edit it."""
    page = get_object_or_404(DisclosurePage, pk=pk).specific
    # Whoever signs for what a version publishes has to be able to read it.
    if page.organisation_id not in rights_of(request.user).reads and not may_sign(request.user, page):
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    return draft.make_preview_request(request, draft.default_preview_mode)


def duty_calendar(request: HttpRequest) -> HttpResponse:
    """List what the user's organisations owe, with every draft; inspectors see all organisations."""
    rights = rights_of(request.user)
    if not rights.reads:
        raise PermissionDenied
    today = timezone.localdate()
    query = RegisterQuery.from_parameters(request.GET)
    owed = query.apply(Obligation.objects.for_list().filter(organisation__in=rights.reads), on=today)
    if not query.status:
        owed = owed.order_by("disclosed_on", "due_on", "organisation__name", "pk")
    drafts = drafts_of(rights.reads)
    return render(
        request,
        "disclosures/admin/duty_calendar.html",
        {
            "page_obj": paginate(request, owed, 30),
            "query": query,
            "choices": {**query.choices(), "statuses": ObligationStatus.choices},
            "drafts": drafts[:50],
            "editable": rights.drafts,
            "today": today,
            "breadcrumbs_items": [{"url": "", "label": "Lịch công khai"}],
        },
    )


def drafts_of(organisations: frozenset[int]) -> QuerySet[DisclosurePage]:
    """Return the disclosures with unpublished changes, the newest first."""
    return (
        DisclosurePage.objects.filter(organisation__in=organisations, has_unpublished_changes=True)
        .select_related("organisation", "duty")
        .order_by("-latest_revision_created_at")
    )


def next_obligations(request: HttpRequest, on: date, most: int = 8) -> list[dict[str, Any]]:
    """Return what the user's own organisations must publish next, with where to draft it."""
    rights = rights_of(request.user)
    owed = (
        Obligation.objects.for_list()
        .filter(organisation__in=rights.drafts)
        .open(on=on)
        .with_status(on=on)
        .select_related("organisation__disclosure_section")
        .order_by("due_on", "pk")[:most]
    )
    return [{"obligation": row, "add_url": _add_url(row)} for row in owed]


def _add_url(obligation: Obligation) -> str:
    section = getattr(obligation.organisation, "disclosure_section", None)
    if section is None:
        return ""
    if obligation.duty.key == QUARTERLY_LIST:
        query = urlencode({"don-vi": obligation.organisation.slug, "ky": obligation.period})
        return f"{reverse('disclosure_quarter')}?{query}"
    model = own_page_type(obligation.duty.key) or DocumentPage
    return reverse("wagtailadmin_pages:add", args=["disclosures", model._meta.model_name, section.pk])
