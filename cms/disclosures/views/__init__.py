"""Staff views of the admin: a list's households, and reading a draft without editing it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.utils.decorators import xframe_options_sameorigin_override

from cms.disclosures import services
from cms.disclosures.forms import HouseholdsForm
from cms.disclosures.models import DisclosurePage, PoorHouseholdListPage
from cms.disclosures.rights import rights_of
from cms.disclosures.services.personal_data_acts import may_sign
from portal.accounts.policies import Action, role_for


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
                correction=form.correction,
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


@xframe_options_sameorigin_override
def read_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the newest version of a disclosure, published or not, to those who may read it but not edit it."""
    page = get_object_or_404(DisclosurePage, pk=pk).specific
    # Whoever signs for what a version publishes has to be able to read it.
    if page.organisation_id not in rights_of(request.user).reads and not may_sign(request.user, page):
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    return draft.make_preview_request(request, draft.default_preview_mode)
