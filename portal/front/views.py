"""Parse, ask the rooms, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from portal.organisations.models import Organisation


def organisation_list(request: HttpRequest) -> HttpResponse:
    return render(request, "front/organisation_list.html", {"organisations": Organisation.objects.all()})


def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, slug=slug)
    return render(request, "front/organisation_detail.html", {"organisation": organisation})


def catalogue(request: HttpRequest) -> HttpResponse:
    """Show every component of the design system in every state, for those who build pages."""
    return render(request, "front/catalogue.html")
