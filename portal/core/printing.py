"""Web pages as tagged PDF (PDF/UA-1), where the machine has Pango; elsewhere the browser prints the same page.

Nothing is fetched while a page is laid out: no address, no file of this machine. Pictures come inside the page.
"""

import hashlib
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

import segno

# Laying out takes a second of a core: a few at a time, and whoever waits too long is told to come again.
_AT_ONCE = threading.BoundedSemaphore(2)
PATIENCE = 8.0  # seconds


class PrintingUnavailable(RuntimeError):
    """The system libraries that lay out text are missing here."""


class ForeignAddress(RuntimeError):
    """A page that was to be printed wanted something from elsewhere."""


class PrintingBusy(RuntimeError):
    """Too many pages are being laid out at this moment."""


@cache
def is_available() -> bool:
    """Return whether this machine can make PDF files."""
    try:
        _library()
    except PrintingUnavailable:
        return False
    return True


def to_pdf(html: str, stylesheets: Sequence[str]) -> bytes:
    """Return the page as PDF/UA-1; language and title are the page's own. The same page gives the same bytes.

    `stylesheets` are CSS texts. Raises PrintingUnavailable without the libraries, PrintingBusy when too many
    ask at once, ForeignAddress when the page or a style names an address outside itself.
    """
    weasyprint = _library()
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise PrintingBusy
    try:
        fetcher = _fetcher()
        styles = [weasyprint.CSS(string=text, url_fetcher=fetcher) for text in stylesheets]
        content = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None).write_pdf(
            stylesheets=styles,
            pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
    except weasyprint.urls.FatalURLFetchingError as error:
        raise ForeignAddress(str(error)) from error
    finally:
        _AT_ONCE.release()
    return bytes(content)


def qr_code(address: str) -> str:
    """Return the address as a QR code: an SVG inside a data address, black on white."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, light="#fff"))


def digest_rows(digest: str) -> list[str]:
    """Return 64 hexadecimal digits as two rows of eight groups of four."""
    groups = [digest[start : start + 4] for start in range(0, len(digest), 4)]
    return [" ".join(groups[:8]), " ".join(groups[8:])]


def _library() -> Any:
    # Imported late: it takes half a second and memory that a process which never prints need not spend.
    try:
        import weasyprint
    except OSError as error:  # the Python part is there, the system's Pango is not
        raise PrintingUnavailable(str(error)) from error
    return weasyprint


@cache
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class OnlyInside(URLFetcher):
        """Hands out what the page carries in itself, and ends the printing at any other address."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.lower().startswith("data:"):
                raise FatalURLFetchingError(f"a printed page may not fetch {url[:80]}")
            return super().fetch(url, headers)

    return OnlyInside(allowed_protocols=("data",), allow_redirects=False)
