"""The publishing desk: its lists, beginning a draft, and what an editor should do next."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.disclosures import services
from cms.disclosures.desk.board import OF_PAGES, Board, Tab
from cms.disclosures.models import Obligation, RefusedSchedule
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.rights import rights_of, signed_in
from cms.disclosures.services.quarterly import QUARTERLY_LIST
from portal.core.paging import paginate

PER_PAGE = 25


def board(request: HttpRequest) -> HttpResponse:
    """List what the user's organisations owe and what is begun; inspectors and the province see all of them."""
    rights = rights_of(request.user)
    if not rights.reads:
        raise PermissionDenied
    query, today = RegisterQuery.from_parameters(request.GET), timezone.localdate()
    desk = Board(rights, query, today)
    counts = desk.counts()
    tab = query.view if query.view in Tab.values else desk.opens_on(counts)
    page = paginate(request, desk.listed(tab), PER_PAGE)
    context = {
        "tabs": [(value, label, counts[value]) for value, label in Tab.choices],
        "tab": tab,
        "of_pages": tab in OF_PAGES,
        "page_obj": page,
        "rows": desk.rows(list(page.object_list)),
        "query": query,
        "choices": query.choices(),
        "several": len(rights.reads) > 1,
        "oversees": rights.oversees,
        "stopped": RefusedSchedule.objects.filter(page__organisation__in=rights.reads).count(),
        "today": today,
        "breadcrumbs_items": [{"url": "", "label": "Lịch công khai"}],
    }
    return render(request, "disclosures/admin/desk.html", context)


@require_POST
def start_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the draft of what is owed, or go on with the one that exists."""
    obligation = get_object_or_404(Obligation, pk=pk)
    if obligation.organisation_id not in rights_of(request.user).drafts:
        raise PermissionDenied
    if obligation.duty_key == QUARTERLY_LIST and services.draft_of(obligation) is None:
        # The quarter's list is made from what was published, on a page of its own.
        wanted = urlencode({"don-vi": obligation.organisation.slug, "ky": obligation.period})
        return redirect(f"{reverse('disclosure_quarter')}?{wanted}")
    try:
        page = services.start_draft(obligation=obligation, by=signed_in(request.user), at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("disclosure_calendar")
    return redirect("wagtailadmin_pages:edit", page.pk)


def next_rows(request: HttpRequest, on: date, most: int = 8) -> list[Any]:
    """Return what the user's own organisations must publish next, with the draft of each."""
    rights = rights_of(request.user)
    owed = (
        Obligation.objects.for_list()
        .filter(organisation__in=rights.drafts)
        .open(on=on)
        .with_status(on=on)
        .order_by("due_on", "pk")[:most]
    )
    return Board(rights, RegisterQuery(), on).rows(list(owed))
