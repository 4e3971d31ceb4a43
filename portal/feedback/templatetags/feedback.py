"""Filters of the petition templates."""

from typing import Any

from django import template

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
