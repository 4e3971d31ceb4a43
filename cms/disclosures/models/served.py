"""Which page type fulfils which duty."""

from collections.abc import Iterator
from datetime import date

from cms.disclosures.models.base import DisclosurePage
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty


def page_types() -> Iterator[type[DisclosurePage]]:
    """Yield every kind of disclosure that staff can write."""
    pending = list(DisclosurePage.__subclasses__())
    while pending:
        model = pending.pop(0)
        pending += model.__subclasses__()
        if not model._meta.abstract:
            yield model


def own_page_type(duty_key: str) -> type[DisclosurePage] | None:
    """Return the page type made for the duty; None when the general document serves it."""
    return next((model for model in page_types() if duty_key in model.serves), None)


def general_duties(organisation: Organisation, *, on: date) -> list[DisclosureDuty]:
    """Return the duties in force that the organisation has and that no page type was made for, by title."""
    specific = {key for model in page_types() for key in model.serves}
    held = DisclosureDuty.objects.in_force(on=on).for_organisation_kind(organisation.kind)
    return sorted(held.exclude(key__in=specific), key=lambda duty: duty.title)
