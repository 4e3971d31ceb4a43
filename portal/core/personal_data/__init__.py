"""Find personal data in texts and files before they are published.

`scan_text` reads a text, `scan` a file; both return findings that hold no value and are safe to store. Whoever may
see the values asks `look_at_text` and `look_at_file`, which return them beside their findings. What could not be
read whole has a finding that says so: no finding means that everything was read.
"""

import logging
from collections.abc import Iterator
from datetime import date

from portal.core.personal_data import docx, engine, images, pdf, xlsx
from portal.core.personal_data.engine import Piece, Remark, Rules
from portal.core.personal_data.findings import NOTHING, Allow, Finding, Sighting
from portal.core.personal_data.kinds import FOR_PEOPLE, Kind, Severity
from portal.core.personal_data.limits import Budget, Exhausted, Limits
from portal.core.personal_data.plain import text_of_html

__all__ = [
    "FOR_PEOPLE",
    "VERSION",
    "Allow",
    "Finding",
    "Kind",
    "Limits",
    "Severity",
    "Sighting",
    "look_at_file",
    "look_at_text",
    "scan",
    "scan_text",
]

log = logging.getLogger(__name__)

# Raise it with every change of a detector or reader: what was scanned by an older one is scanned again.
VERSION = 1

_OFFICE = "application/vnd.openxmlformats-officedocument."
_EARLIER = "bản cũ còn trong tệp"


def scan_text(
    text: str, *, allow: Allow = NOTHING, on: date | None = None, salt: str = ""
) -> tuple[Finding, ...]:
    """Return the personal data in a text or in the markup of a rich-text field.

    `on` is the day of the scan: it bounds years of birth and says who is a child.
    """
    return tuple(one.finding for one in look_at_text(text, allow=allow, on=on, salt=salt))


def look_at_text(
    text: str, *, allow: Allow = NOTHING, on: date | None = None, salt: str = ""
) -> list[Sighting]:
    """Return the findings of scan_text() with what was read; for the eyes of those who may edit."""
    lines = text_of_html(text).split("\n")
    many = sum(bool(line.strip()) for line in lines) > 1
    pieces = [Piece(line, f"dòng {number}" if many else "") for number, line in enumerate(lines, start=1)]
    return engine.sightings(pieces, Rules(allow, on, salt))


def scan(
    content: bytes, media_type: str, name: str = "", *, allow: Allow = NOTHING, on: date | None = None, salt: str = "",
    limits: Limits | None = None,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return the personal data in a file: PDF, DOCX, XLSX, a picture or plain text.

    Never raises for what the file contains: what cannot be read, or not within the limits, is a finding.
    """
    found = look_at_file(content, media_type, name, allow=allow, on=on, salt=salt, limits=limits)
    return tuple(one.finding for one in found)


def look_at_file(
    content: bytes, media_type: str, name: str = "", *, allow: Allow = NOTHING, on: date | None = None, salt: str = "",
    limits: Limits | None = None,
) -> list[Sighting]:  # fmt: skip
    """Return the findings of scan() with what was read; for the eyes of those who may edit."""
    budget = Budget(limits or Limits())
    found: list[Piece | Remark] = []
    try:
        for item in _reader(content, media_type, name, budget):
            found.append(item)
    except Exhausted as stopped:
        found.append(Remark(Kind.UNFINISHED, str(stopped), Severity.MEDIUM))
    except ValueError:
        found.append(Remark(Kind.UNFINISHED, "không mở được tệp để quét", Severity.MEDIUM))
    except Exception:
        # Readers of foreign formats raise what they like, and their messages quote the file.
        log.warning("a file of type %s could not be scanned", media_type)
        found.append(Remark(Kind.UNFINISHED, "tệp có cấu trúc lạ, không quét hết được", Severity.MEDIUM))
    seen = engine.sightings(found, Rules(allow, on, salt), budget)
    now = {one.finding.digest for one in seen if not one.finding.place.startswith(_EARLIER)}
    return [
        one for one in seen if not one.finding.place.startswith(_EARLIER) or one.finding.digest not in now
    ]


def _reader(content: bytes, media_type: str, name: str, budget: Budget) -> Iterator[Piece | Remark]:
    if content.startswith(b"%PDF") or media_type == "application/pdf":
        return pdf.read(content, budget)
    if media_type.startswith(_OFFICE) or content.startswith(b"PK\x03\x04"):
        is_word = "word" in media_type or name.lower().endswith(".docx")
        return (docx if is_word else xlsx).read(content, budget)
    if media_type.startswith("image/"):
        return images.read(content)
    return _plain_file(content, budget)


def _plain_file(content: bytes, budget: Budget) -> Iterator[Piece | Remark]:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = content.decode(encoding, "replace")
    for number, line in enumerate(text.split("\n"), start=1):
        budget.spend(len(line) + 1)
        yield Piece(line, f"dòng {number}")
    if text.count("\ufffd") > 0.02 * len(text) or text.count("\x00") > 4:
        yield Remark(Kind.UNREADABLE, "tệp không phải văn bản thường", Severity.MEDIUM)
