"""PDF files for tests, harmless and not."""

import io
from collections.abc import Callable

import pikepdf


def small_pdf(change: Callable[[pikepdf.Pdf], None] | None = None) -> bytes:
    """One empty page; `change` may put anything in."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        pdf.save(out)
    return out.getvalue()
