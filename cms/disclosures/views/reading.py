"""Documents on the web: read as pages, or a PDF opened in the browser. Downloading is the page's own route."""

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.disclosures import services
from cms.disclosures.models import DisclosureAttachment, DisclosurePage, DocumentReading, ReadingState
from cms.disclosures.views.disclosed import disclosed_page
from portal.core.uploads import DOCX

AT_ONCE_BYTES = 3 * 1024 * 1024  # a larger document is left to the worker
PDF_PAGES = 10
# The viewer gets an origin of its own, and nothing in the file may fetch, run or be framed.
_SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


@require_safe
def read(request: HttpRequest, section: str, slug: str, digest: str) -> HttpResponse:
    """What a document of a live disclosure says, a few pages at a time."""
    page = disclosed_page(section, slug)
    if not page.live:
        return page.withdrawn_notice(request)
    document = _document(page, digest)
    if not page.documents_are_read:
        raise Http404("documents with names are not read")
    reading = _reading(document)
    parts = reading.parts.all() if reading else DocumentReading.objects.none()
    several = PDF_PAGES if document.media_type == "application/pdf" else 1
    shown = Paginator(parts, several).get_page(request.GET.get("trang"))
    response = render(
        request,
        "disclosures/reading.html",
        {
            "page": page,
            "document": document,
            "reading": reading,
            "no_text": reading is not None and reading.state == ReadingState.NO_TEXT,
            "failed": reading is not None and reading.state == ReadingState.FAILED,
            "page_obj": shown,
            # The chapters of a text begin with their own headings.
            "names_parts": document.media_type != DOCX,
            "crumbs": [*page.breadcrumb()[:-1], (page.title, page.public_path), (document.title, "")],
        },
    )
    if reading is None or shown.number > 1:
        # The first page stands for the document; the others would only compete with it.
        response["X-Robots-Tag"] = "noindex"
    if reading is None:
        response["Cache-Control"] = "no-store"
    return response


@require_safe
def open_pdf(request: HttpRequest, section: str, slug: str, digest: str) -> HttpResponseBase:
    """A PDF of a live disclosure, opened in the browser and sealed off from the site."""
    page = disclosed_page(section, slug)
    if not page.live:
        return page.withdrawn_notice(request)
    document = _document(page, digest)
    if not page.documents_are_read or document.media_type != "application/pdf":
        raise Http404("only PDF opens in the browser")
    try:
        content = document.file.open("rb")
    except FileNotFoundError:
        raise Http404("the file is gone") from None
    response = FileResponse(
        content, as_attachment=False, filename=document.name, content_type="application/pdf"
    )
    response["Content-Security-Policy"] = _SEALED
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "DENY"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _document(page: DisclosurePage, digest: str) -> DisclosureAttachment:
    document = page.attachments.filter(sha256=digest).first() if digest else None
    if document is None:
        raise Http404("no such document")
    return document


def _reading(document: DisclosureAttachment) -> DocumentReading | None:
    """Return the reading; a small document without one is read now, a large one by the worker."""
    known = DocumentReading.objects.filter(sha256=document.sha256).first()
    if known or document.size > AT_ONCE_BYTES:
        return known
    return services.read_attachment(document=document, at=timezone.now())
