"""Parse, ask the rooms, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from portal.core.text import fold
from portal.front import summaries
from portal.front.catalogue import samples
from portal.organisations.models import Organisation


def organisation_list(request: HttpRequest) -> HttpResponse:
    """Let the reader choose an organisation by typing part of its name, with or without accents."""
    wanted = request.GET.get("q", "")[:100].strip()
    groups = summaries.organisations_by_kind(matching=fold(wanted))
    context = {
        "query": wanted,
        "groups": groups,
        "total": sum(len(group.members) for group in groups),
        "crumbs": [("Đơn vị", "")],
    }
    return render(request, "front/organisation_list.html", context)


def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.select_related("parent"), slug=slug)
    summary = summaries.organisation_summary(organisation, today=timezone.localdate())
    context = {
        "organisation": organisation,
        "summary": summary,
        "crumbs": [("Đơn vị", reverse("front:organisations")), (organisation.name, "")],
    }
    return render(request, "front/organisation_detail.html", context)


def catalogue(request: HttpRequest) -> HttpResponse:
    """Show every component of the design system in every state, for those who build pages."""
    return render(request, "front/catalogue.html", samples())
