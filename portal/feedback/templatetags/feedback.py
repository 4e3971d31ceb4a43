"""Filters of the petition templates."""

from typing import Any

from django import template

from portal.feedback.entry_note import entry_note
from portal.feedback.models import Petition
from portal.feedback.workflow import Category, Kind

register = template.Library()


@register.filter
def kind_label(value: str) -> str:
    return str(Kind(value).label)


@register.filter
def category_label(value: str) -> str:
    return str(Category(value).label)


@register.filter
def item(mapping: Any, key: str) -> Any:
    """Return mapping[key], or "" without it."""
    return mapping.get(key, "")


@register.filter
def came_by(petition: Petition) -> str:
    """Return how and when a case came that was not sent on the portal."""
    return entry_note(petition.channel, petition.effective_at, petition.received_at)
