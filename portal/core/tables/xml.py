"""Parse a part of an Office file as it comes, without a tree and without a document type."""

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any
from xml.parsers import expat

from portal.core.tables.errors import TableError

Attributes = Mapping[str, str]
CHUNK = 64 * 1024


def parse_part(
    stream: IO[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
) -> Iterator[None]:
    """Feed the handlers with local names, and yield after every chunk; raises TableError for a DTD."""
    parser = expat.ParserCreate(namespace_separator=None)
    parser.buffer_text = True
    parser.StartElementHandler = _local(start)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)


def _local(start: Callable[[str, Attributes], None]) -> Callable[[str, dict[str, str]], None]:
    def handler(name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if any(":" in key for key in attributes):
            attributes = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        start(name, attributes)

    return handler


def damaged() -> TableError:
    return TableError(
        "Tệp Excel bị hỏng, không đọc được. Hãy mở bằng Excel, lưu lại thành .xlsx rồi tải lên.",
        code="damaged",
    )


def _refuse(*_: Any) -> None:
    raise TableError("Tệp Excel có khai báo lạ bên trong, không được nhận.", code="damaged")
