"""One page on which a draft is read, compared, checked and approved or sent back."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.models import Revision, WorkflowState

from cms.disclosures import services
from cms.disclosures.checklist import PublicationRefused, checklist
from cms.disclosures.desk.board import workflows_of
from cms.disclosures.desk.comparison import compare
from cms.disclosures.desk.price_changes import price_changes
from cms.disclosures.files import attachment_response
from cms.disclosures.models import DisclosurePage, PoorHouseholdListPage
from cms.disclosures.models.household_changes import changes_shown
from cms.disclosures.rights import rights_of, signed_in
from cms.disclosures.services.approval import LONGEST_COMMENT
from cms.disclosures.services.drafts import page_before

LIVE, EARLIER, LAST_PERIOD = "cong-khai", "ban-truoc", "ky-truoc"


class DecisionForm(forms.Form):
    """What is decided over which draft."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("approve", "send_back", "submit")])
    revision = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label="Ý kiến",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bắt buộc khi trả lại. Chỉ cán bộ của đơn vị đọc được.",
    )


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft with its checklist and its changes; take the decision of whoever may take it."""
    page = _readable(request, pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST":
        if form.is_valid() and _decided(request, page, form):
            return redirect("disclosure_calendar")
        page = _readable(request, pk)
    return render(request, "disclosures/admin/review.html", _context(request, page, form))


def draft_document(request: HttpRequest, pk: int, digest: str) -> FileResponse:
    """Hand out a document of the newest draft to those who may read it."""
    draft = _draft_of(_readable(request, pk))
    return attachment_response(draft.attachments.all(), digest)


def _readable(request: HttpRequest, pk: int) -> DisclosurePage:
    page = get_object_or_404(DisclosurePage, pk=pk).specific
    if page.organisation_id not in rights_of(request.user).reads:
        raise PermissionDenied
    return page


def _draft_of(page: DisclosurePage) -> Any:
    return page.get_latest_revision_as_object()


def _decided(request: HttpRequest, page: DisclosurePage, form: DecisionForm) -> bool:
    """Do what was decided; a refusal goes beside the comment, which keeps what was typed."""
    act, revision, said = (form.cleaned_data[name] for name in ("act", "revision", "comment"))
    known: dict[str, Any] = {"page": page, "revision": revision, "by": signed_in(request.user)}
    try:
        if act == "submit":
            services.submit_draft(**known)
            messages.success(request, f"Đã trình “{page.title}” để người đứng đầu duyệt.")
        elif act == "send_back":
            services.send_back(**known, comment=said)
            messages.success(request, f"Đã trả lại “{page.title}”.")
        else:
            public = services.approve_draft(**known, comment=said)
            when = f"; sẽ công khai lúc {timezone.localtime(public.go_live_at):%H:%M %d/%m/%Y}"
            later = bool(public.go_live_at and public.go_live_at > timezone.now())
            messages.success(request, f"Đã duyệt “{public.title}”{when if later else ' và công khai'}.")
    except PublicationRefused as refused:
        form.add_error(None, ValidationError(["Còn thiếu, chưa thể công khai:", *refused.messages]))
    except ValidationError as error:
        form.add_error("comment" if act == "send_back" else None, error)
    return form.is_valid()


@dataclass(frozen=True, slots=True)
class Base:
    """Something to compare the draft with."""

    key: str
    label: str
    page: Any


def bases_of(page: DisclosurePage) -> list[Base]:
    """Return what the newest draft can be compared with, the most telling first."""
    found = []
    if page.live and page.has_unpublished_changes:
        found.append(Base(LIVE, "Bản đang công khai", page))
    earlier: Revision | None = page.revisions.order_by("-created_at", "-pk")[1:2].first()
    if earlier is not None:
        stamp = f"{timezone.localtime(earlier.created_at):%H:%M %d/%m/%Y}"
        found.append(Base(EARLIER, f"Bản lưu trước, lúc {stamp}", earlier.as_object()))
    last = page_before(page)
    if last is not None:
        found.append(Base(LAST_PERIOD, f"Kỳ trước: {last.period_label.lower()}", last))
    return found


def _context(request: HttpRequest, page: DisclosurePage, form: DecisionForm) -> dict[str, Any]:
    rights, draft, bases = rights_of(request.user), _draft_of(page), bases_of(page)
    base = next((one for one in bases if one.key == request.GET.get("so-voi")), bases[0] if bases else None)
    state = workflows_of([page]).get(page.pk)
    waits = bool(state and state.status == WorkflowState.STATUS_IN_PROGRESS)
    is_new = page.has_unpublished_changes or not page.live
    items = checklist(draft)
    return {
        "page": page,
        "draft": draft,
        "documents": list(draft.attachments.all()),
        "items": items,
        "missing": sum(1 for item in items if item.blocking and not item.ok),
        "bases": bases,
        "base": base,
        "groups": compare(base.page, draft) if base else [],
        "prices": price_changes(
            base.page, draft, chosen=request.GET.get("gia", ""), page=request.GET.get("trang", "")
        )
        if base
        else None,
        **(changes_shown(page) if isinstance(page, PoorHouseholdListPage) else {}),
        "state": state,
        "waits": waits,
        "is_new": is_new,
        "revision": page.latest_revision,
        "form": form,
        "may_edit": page.organisation_id in rights.drafts,
        "may_approve": is_new and page.organisation_id in rights.publishes,
        "may_send_back": waits and page.organisation_id in rights.publishes,
        "may_submit": is_new and not waits and page.organisation_id in rights.drafts,
        "breadcrumbs_items": [
            {"url": reverse("disclosure_calendar"), "label": "Lịch công khai"},
            {"url": "", "label": "Xem và duyệt"},
        ],
    }
