"""Paging for every list."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def paginate(request: HttpRequest, items: QuerySet[Any] | Sequence[Any], per_page: int = 20) -> Page[Any]:
    """Return the page that `?trang=` names; a wrong number gives the nearest page, never an error."""
    return Paginator(items, per_page).get_page(request.GET.get("trang"))


def paginate_by_key(
    request: HttpRequest, ordered: QuerySet[Any], rows: QuerySet[Any], per_page: int = 20
) -> Page[Any]:
    """Return a page of `ordered` whose entries are those of `rows`: keys first, then the rows of one page.

    A deep page then skips keys, which an index holds, and not whole rows. One query more than paginate().
    """
    page = paginate(request, ordered.values_list("pk", flat=True), per_page)
    keys = list(page.object_list)
    found = rows.in_bulk(keys)
    page.object_list = [found[key] for key in keys if key in found]
    return page
