"""Read XML parts from outside within bounds: no entities, no remote parts, no part larger than the limit."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from portal.core.personal_data.limits import Budget, Exhausted

BAD_XML = (ParseError, DefusedXmlException, ValueError, UnicodeError, LookupError)
BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError)


def local(name: str) -> str:
    """Return a tag or attribute without its namespace."""
    return name.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, "" when it is not there."""
    for key, value in element.attrib.items():
        if local(key) == name:
            return value
    return ""


class _Bounded(io.RawIOBase):
    """A part of an archive that stops with Exhausted when more comes out of it than allowed."""

    def __init__(self, source: IO[bytes], allowance: int) -> None:
        self._source, self._left = source, allowance

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(min(size if size >= 0 else self._left + 1, self._left + 1))
        self._left -= len(chunk)
        if self._left < 0:
            raise Exhausted("Có phần giải nén ra quá lớn")
        return chunk


EVERY: frozenset[str] = frozenset()


def elements(
    archive: zipfile.ZipFile, name: str, budget: Budget, drop: frozenset[str] = EVERY
) -> Iterator[tuple[str, Element]]:
    """Yield ("start" | "end", element) of a part, and forget each element named in `drop` after its end.

    By default every element is forgotten; a caller that looks at children names their parents. Raises ParseError
    and its relatives for damaged XML, Exhausted beyond a bound.
    """
    with archive.open(name) as source:
        stream = _Bounded(source, budget.limits.part_bytes)
        open_elements: list[Element] = []
        for count, (event, element) in enumerate(iterparse(stream, events=("start", "end"))):
            if count % 2000 == 0:
                budget.spend()
            yield event, element
            if event == "start":
                open_elements.append(element)
                continue
            open_elements.pop()
            if open_elements and (not drop or local(element.tag) in drop):
                # Millions of empty elements would fill the memory of the server.
                open_elements[-1].remove(element)


def part(archive: zipfile.ZipFile, name: str, budget: Budget) -> bytes:
    """Return a whole part; raises Exhausted when it is larger than the limit."""
    with archive.open(name) as source:
        return _Bounded(source, budget.limits.part_bytes).read()


def named_texts(xml: bytes) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of elements and attributes, the name being the nearest that means something."""
    try:
        root = fromstring(xml.strip(b"\x00 \r\n\t"))
    except BAD_XML:
        return
    yield from _named(root, "")


def _named(element: Element, inherited: str) -> Iterator[tuple[str, str]]:
    name = local(element.tag)
    meaning = (
        inherited
        if name in {"li", "Seq", "Bag", "Alt", "Description", "RDF", "xmpmeta"} and inherited
        else name
    )
    if element.text and element.text.strip():
        yield meaning, element.text.strip()
    for key, value in element.attrib.items():
        if value.strip() and local(key) not in {"about", "lang"}:
            yield local(key), value
    for child in element:
        yield from _named(child, "" if name in {"RDF", "xmpmeta", "Description"} else meaning)
