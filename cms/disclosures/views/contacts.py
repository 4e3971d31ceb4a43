"""Staff's side of the heads' directory: what must be confirmed again, and the one click that confirms it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.disclosures import services
from cms.disclosures.confirmation import ContactState
from cms.disclosures.directory import DirectoryQuery, Entry, counted, entries
from cms.disclosures.models import HeadContactsPage
from cms.disclosures.rights import AnyUser, rights_of
from portal.accounts.policies import Action, role_for
from portal.core.paging import paginate
from portal.organisations.models import Organisation

# Days before the end of a confirmation from which staff are asked for the next.
ASKED_BEFORE = 14


def contact_list(request: HttpRequest) -> HttpResponse:
    """List the contacts of the bodies that the user may read, the stale first; inspectors see all of them."""
    rights = rights_of(request.user)
    if not rights.reads:
        raise PermissionDenied
    today = timezone.localdate()
    query = DirectoryQuery.from_parameters(request.GET)
    readable = entries(on=today, organisations=_bodies(rights.reads))
    rank = {ContactState.MISSING: 0, ContactState.STALE: 1, ContactState.CONFIRMED: 2}
    found = sorted((entry for entry in readable if query.matches(entry)), key=lambda one: rank[one.state])
    context = {
        "page_obj": paginate(request, found, 50),
        "query": query,
        "counts": counted(readable, DirectoryQuery()),
        "days": next((entry.confirmation.days for entry in readable), None),
        "editable": rights.drafts,
        "breadcrumbs_items": [{"url": "", "label": "Danh bạ người đứng đầu"}],
    }
    return render(request, "disclosures/admin/contacts.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm the published contacts of the user's own organisation."""
    page = get_object_or_404(HeadContactsPage, pk=pk)
    if page.organisation_id not in rights_of(request.user).drafts:
        raise PermissionDenied
    role = role_for(request.user, Action.DISCLOSURE_DRAFT, page.organisation)
    try:
        services.confirm_contacts(page=page, at=timezone.now(), actor_role=role)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"Đã xác nhận liên hệ của {page.organisation.name} còn đúng.")
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect("disclosure_contacts")


def to_confirm(user: AnyUser) -> list[Entry]:
    """Return the user's own bodies whose contacts are missing, stale, or soon to be confirmed again."""
    own = rights_of(user).drafts
    if not own:
        return []
    found = entries(on=timezone.localdate(), organisations=_bodies(own))
    return [
        entry for entry in found if entry.contact is None or entry.confirmation.is_due_within(ASKED_BEFORE)
    ]


def _bodies(ids: frozenset[int]) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk__in=ids).select_related("disclosure_section")
