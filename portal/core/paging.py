"""Paging for every list."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def paginate(request: HttpRequest, items: QuerySet[Any] | Sequence[Any], per_page: int = 20) -> Page[Any]:
    """Return the page that `?trang=` names; a wrong number gives the nearest page, never an error."""
    return Paginator(items, per_page).get_page(request.GET.get("trang"))
