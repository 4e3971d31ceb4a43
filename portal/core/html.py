"""The one gate for rich text that comes from outside."""

from functools import lru_cache

import bleach
from bleach.css_sanitizer import CSSSanitizer
from django.utils.safestring import SafeString, mark_safe

_TAGS = frozenset(
    {
        *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "a"),
        *("strong", "b", "em", "i", "u", "s", "sub", "sup"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    }
)
_ATTRIBUTES = {
    "a": ["href", "title", "rel", "linktype", "id"],
    "th": ["scope", "colspan", "rowspan"],
    "td": ["colspan", "rowspan"],
}
_PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
# No style attribute survives; the sanitizer is passed so that bleach never warns about its absence.
_CSS = CSSSanitizer(allowed_css_properties=[])


# A text is cleaned when it is saved and again when it is shown; nothing but the text decides the result.
@lru_cache(maxsize=256)
def clean_rich(html: str) -> SafeString:
    """Return HTML holding only the allowed tags, attributes and link protocols; the rest is removed."""
    return clean_document(html)


def clean_document(html: str) -> SafeString:
    """Do what clean_rich does for a whole document, which is too long to be remembered."""
    cleaned = bleach.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, css_sanitizer=_CSS, strip=True
    )
    return mark_safe(cleaned)  # bleach has just sanitised it
