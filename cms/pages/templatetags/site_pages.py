"""Links to the pages that editors write about the site itself."""

from django import template
from wagtail.models import Page

from cms.pages.models import NewsIndexPage, StandardPage

register = template.Library()

MOST = 8


@register.simple_tag
def about_pages() -> list[tuple[str, str]]:
    """Return (title, address) of the published pages right below the home page, in the editors' order.

    One query; the foot of every page asks for it.
    """
    pages = Page.objects.type(StandardPage, NewsIndexPage).filter(live=True, depth=3, view_restrictions=None)
    return [
        (title, f"/{slug}/") for title, slug in pages.order_by("path").values_list("title", "slug")[:MOST]
    ]
