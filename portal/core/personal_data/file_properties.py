"""Properties that a file carries: title, author, company, and whatever a program adds of its own."""

from collections.abc import Iterator

from portal.core.personal_data import xml_text
from portal.core.personal_data.engine import Piece, Remark
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.names import looks_like_author

_AUTHORS = frozenset({"creator", "author", "credit", "by-line", "artist", "lastmodifiedby", "manager"})


def xmp(packet: bytes) -> Iterator[Piece | Remark]:
    """Yield what an XMP packet says, of a PDF or a picture."""
    for name, value in xml_text.named_texts(packet):
        yield from of_property(value, name, author=is_author(name))


def of_property(value: str, name: str, *, author: bool) -> Iterator[Piece | Remark]:
    """Yield a property of a file: its text, and the person when it names one."""
    place = f"thuộc tính tài liệu ({name})"
    yield Piece(value, place, stream=f"property {name}")
    if author and looks_like_author(value):
        yield Remark(Kind.METADATA, place, Severity.MEDIUM, value)


def is_author(name: str) -> bool:
    """Return whether a property of this name says who made the file."""
    return name.lower() in _AUTHORS
