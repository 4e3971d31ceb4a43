"""The text for the commune's loudspeaker: made from the page, changed by staff, counted, printed."""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from cms.disclosures import services
from cms.disclosures.models import DisclosurePage, LoudspeakerScript, current_postings
from cms.disclosures.notices.loudspeaker import MOST_SYLLABLES, script_of
from cms.disclosures.paper_forms import ScriptForm
from cms.disclosures.rights import rights_of
from portal.accounts.models import User
from portal.core.spoken import read_aloud, seconds, syllables


def edit_script(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text with its length; whoever drafts for the body may change it or have it made anew."""
    page = _readable(request, pk)
    may_edit = page.organisation_id in rights_of(request.user).drafts
    stored = LoudspeakerScript.objects.filter(page=page).first()
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if request.POST.get("act") == "anew":
            services.forget_script(page=page)
            messages.success(request, "Đã soạn lại lời đọc từ số liệu của trang.")
            return redirect("disclosure_loudspeaker", page.pk)
    form = ScriptForm(request.POST or None, page=page, initial={"text": _text(page, stored)})
    if request.method == "POST" and form.is_valid():
        services.save_script(
            page=page, text=form.cleaned_data["text"], by=cast(User, request.user), at=timezone.now()
        )
        messages.success(request, "Đã lưu lời đọc.")
        return redirect("disclosure_loudspeaker", page.pk)
    text = form["text"].value() or ""
    return render(
        request,
        "disclosures/admin/loudspeaker.html",
        {
            "page": page,
            "form": form,
            "stored": stored,
            "may_edit": may_edit,
            "syllables": syllables(text),
            "most_syllables": MOST_SYLLABLES,
            "seconds": seconds(text),
            "spoken": read_aloud(text),
            "breadcrumbs_items": [
                {"url": reverse("disclosure_postings", args=[page.pk]), "label": page.title},
                {"url": "", "label": "Lời đọc trên loa"},
            ],
        },
        status=422 if form.errors else 200,
    )


@require_safe
def print_script(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as the announcer takes it to the microphone."""
    page = _readable(request, pk)
    text = _text(page, LoudspeakerScript.objects.filter(page=page).first())
    return render(
        request,
        "disclosures/admin/loudspeaker_print.html",
        {"page": page, "spoken": read_aloud(text), "syllables": syllables(text), "seconds": seconds(text)},
    )


def _readable(request: HttpRequest, pk: int) -> DisclosurePage:
    page: DisclosurePage = get_object_or_404(DisclosurePage, pk=pk).specific
    if page.organisation_id not in rights_of(request.user).reads:
        raise PermissionDenied
    return page


def _text(page: DisclosurePage, stored: LoudspeakerScript | None) -> str:
    if stored:
        return stored.text
    return script_of(page, postings=current_postings(page), on=timezone.localdate())
