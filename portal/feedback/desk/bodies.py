"""Which bodies a form of the desk offers: those that are probably competent first, and why."""

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localdate

from portal.feedback.models import Petition
from portal.feedback.services.suggesting import Suggestion, commune_named, suggest_for
from portal.organisations.models import Organisation, OrganisationKind

_THERE = "nơi xảy ra việc, theo lời người gửi."


def suggestions(petition: Petition) -> list[Suggestion]:
    """At most two bodies other than the one that holds the case: by category, and by the words of the place."""
    holder, place = petition.organisation, petition.place
    named = commune_named(place) if place else None
    body = named or (holder if holder.kind == OrganisationKind.COMMUNE else None)
    found = []
    usual = suggest_for(category=petition.category, kind=petition.kind, body=body, place="", on=localdate())
    if usual is not None:
        found.append(usual)
    if named is not None and all(one.organisation != named for one in found):
        found.append(Suggestion(named, _THERE))
    return [one for one in found if one.organisation != holder]


def organisation_choices(bodies: Iterable[Organisation], first: Iterable[Organisation] = ()) -> list[Any]:
    """The bodies by kind, as the choices of a select; those to be seen `first` in a group of their own."""
    groups: dict[str, list[tuple[str, str]]] = {"Gợi ý": [(str(body.pk), body.name) for body in first]}
    groups |= {label: [] for label in OrganisationKind.labels}
    for body in bodies:
        groups[body.get_kind_display()].append((str(body.pk), body.name))
    return [("", "– Chọn –"), *((label, pairs) for label, pairs in groups.items() if pairs)]
