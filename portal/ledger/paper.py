"""The receipt as a tagged PDF with a QR code, where the machine can make it; elsewhere a page to print."""

import hashlib
from datetime import date
from functools import cache as once
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from portal.core import printing
from portal.ledger.models import Event
from portal.ledger.publication import Document, receipt_address

_KEEP_SECONDS = 600
_STYLES = ("notice", "receipt")


def receipt_response(request: HttpRequest, event: Event, document: Document) -> HttpResponse:
    """Return the paper; nothing personal stands on it, so any cache may keep it."""
    address = receipt_address(event.hash)
    tree = document["tree"]
    context: dict[str, Any] = {
        "event": event,
        "address": address,
        "qr": printing.qr_code(address),
        "hash_rows": printing.digest_rows(event.hash),
        "tree": tree,
        "sealed_on": date.fromisoformat(tree["date"]) if tree else None,
        "root_rows": printing.digest_rows(tree["root"]) if tree else [],
        "proof": [printing.digest_rows(digest) for digest in tree["proof"]] if tree else [],
        "browser": not printing.is_available(),
    }
    if context["browser"]:
        response = HttpResponse(render_to_string("ledger/receipt_paper.html", context, request))
    else:
        response = _pdf(render_to_string("ledger/receipt_paper.html", context), event)
    response["X-Robots-Tag"] = "noindex"
    return response


def _pdf(html: str, event: Event) -> HttpResponse:
    key = f"receipt:{hashlib.sha256(html.encode()).hexdigest()}"
    content: bytes | None = cache.get(key)
    if content is None:
        try:
            content = printing.to_pdf(html, [_style(name) for name in _STYLES])
        except printing.PrintingBusy:
            text = "Máy chủ đang in nhiều biên nhận cùng lúc. Hãy thử lại sau ít phút."
            plain = "text/plain; charset=utf-8"
            return HttpResponse(text, status=503, content_type=plain, headers={"Retry-After": "60"})
        cache.set(key, content, _KEEP_SECONDS)
    name = f"bien-nhan-{event.hash[:12]}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


@once
def _style(name: str) -> str:
    path = finders.find(f"sen/{name}.css")
    if not path:
        raise FileNotFoundError(f"sen/{name}.css")
    return Path(path).read_text(encoding="utf-8")
