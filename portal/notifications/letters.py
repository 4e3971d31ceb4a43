"""A stored message becomes an e-mail: subject, plain text and HTML from three templates."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

_PARTS = ("subject.txt", "txt", "html")


def template_names(template: str) -> tuple[str, ...]:
    """The three files of a letter."""
    return tuple(f"notifications/{template}.{part}" for part in _PARTS)


def check_template(template: str) -> None:
    """Raises TemplateDoesNotExist for a letter that has not all three files."""
    for name in template_names(template):
        get_template(name)


def render_letter(
    *, template: str, context: Mapping[str, Any], address: str, message_id: str
) -> EmailMultiAlternatives:
    """Return the e-mail. `context` may name an `unsubscribe_url`, which then works with one click (RFC 8058)."""
    everything = {"SITE_NAME": settings.WAGTAIL_SITE_NAME, "SITE_URL": settings.SITE_URL, **context}
    subject_name, text_name, html_name = template_names(template)
    with translation.override(settings.LANGUAGE_CODE):
        subject = " ".join(_plain(subject_name, everything).split())
        letter = EmailMultiAlternatives(
            subject=subject,
            body=_plain(text_name, everything).strip() + "\n",
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[address],
            headers=_headers(message_id, str(context.get("unsubscribe_url", ""))),
        )
        letter.attach_alternative(get_template(html_name).render(everything), "text/html")
    return letter


def _plain(name: str, context: dict[str, Any]) -> str:
    # Plain text has no markup to protect: an ampersand stays one.
    rendered: str = get_template(name).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]
    return rendered


def _headers(message_id: str, unsubscribe_url: str) -> dict[str, str]:
    headers = {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
