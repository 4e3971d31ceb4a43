"""The notice as a file: PDF where the machine can make it, else a page that the browser prints."""

import hashlib
from functools import cache as once
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from cms.disclosures.notices.notice import Notice, Paper
from portal.core import printing

_KEEP_SECONDS = 600
_HINT = "Máy chủ chưa cài phần tạo PDF. Hãy in trang này từ trình duyệt (Ctrl + P), khổ {paper}."
_BUSY = "Máy chủ đang in nhiều tờ niêm yết cùng lúc. Hãy thử lại sau ít phút."


def notice_response(request: HttpRequest, notice: Notice) -> HttpResponse:
    """Return the notice; with names on it no cache may keep it."""
    context = {"notice": notice, "browser": not printing.is_available()}
    if context["browser"]:
        context["screen_hint"] = _HINT.format(paper=Paper(notice.paper).label)
        response = HttpResponse(render_to_string("disclosures/notice.html", context, request))
    else:
        html = render_to_string("disclosures/notice.html", context)
        response = _pdf(html, notice)
    response["X-Robots-Tag"] = "noindex"
    if notice.shows_names or not notice.page.live:
        response["Cache-Control"] = "no-store"
    return response


def _pdf(html: str, notice: Notice) -> HttpResponse:
    try:
        content = _kept(html, notice)
    except printing.PrintingBusy:
        return HttpResponse(
            _BUSY, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"}
        )
    part = f"-phan-{notice.part}" if notice.parts > 1 else ""
    name = f"to-niem-yet-{notice.page.slug}{part}-{notice.paper}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )


def _kept(html: str, notice: Notice) -> bytes:
    """Return the PDF of the page, laid out again only when the page has changed; names are never kept."""
    if notice.shows_names:
        return printing.to_pdf(html, styles(notice.paper))
    key = f"notice:{notice.paper}:{hashlib.sha256(html.encode()).hexdigest()}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = printing.to_pdf(html, styles(notice.paper))
        cache.set(key, content, _KEEP_SECONDS)
    return content


def styles(paper: str) -> list[str]:
    """Return the style sheets of a sheet size as texts: the printer fetches nothing."""
    return [_style("notice"), *([_style("notice-a3")] if paper == Paper.A3 else [])]


@once
def _style(name: str) -> str:
    path = finders.find(f"sen/{name}.css")
    if not path:
        raise FileNotFoundError(f"sen/{name}.css")
    return Path(path).read_text(encoding="utf-8")
