"""Addresses of result pages: one query string for one query."""

from urllib.parse import urlencode

from search.query import SearchQuery, Sort
from search.results import Facet


def address(query: SearchQuery, **changes: str) -> str:
    """Return the query string of a query with some of its parameters replaced; an empty value drops one.

    Parameters: q, loai, don_vi, ky, sap_xep. The page is never kept: other results have other pages.
    """
    values: dict[str, str | list[str]] = {
        "q": query.text,
        "loai": [kind.value for kind in query.kinds],
        "don-vi": query.organisation,
        "ky": query.period,
        "trang-thai": query.status,
        "sap-xep": query.sort.value if query.sort is not Sort.RELEVANCE else "",
    }
    values |= {name.replace("_", "-"): value for name, value in changes.items()}
    return "?" + urlencode([(k, v) for k, v in values.items() if v], doseq=True)


def toggle(query: SearchQuery, name: str, facet: Facet) -> str:
    """Return the address that narrows to a facet's value, or lifts it when it is chosen."""
    return address(query, **{name.replace("-", "_"): "" if facet.selected else facet.value})
