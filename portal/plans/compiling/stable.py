"""Office files whose bytes follow from their content alone: no time of writing, files in a fixed order. Pure."""

import io
import re
import zipfile

_STAMP = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def stable(content: bytes, *, at: str) -> bytes:
    """Return the .docx or .xlsx with `at` (ISO, UTC, such as 2026-07-05T00:00:00Z) as its time of writing."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sorted(given.namelist(), key=lambda item: (item != "[Content_Types].xml", item)):
            data = given.read(name)
            if name == "docProps/core.xml":
                data = _TIMES.sub(rb"\g<1>" + at.encode() + rb"\g<3>", data)
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, data)
    return out.getvalue()
