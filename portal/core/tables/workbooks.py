"""Read an .xlsx file row by row: values, merged ranges and what is hidden, within bounds.

The parts are parsed as they come out of the archive, without a tree: memory does not grow with the number of
rows, and a document type declaration – the door for entity bombs – is refused. openpyxl's streaming reader
knows neither merged cells nor what is hidden, and cannot tell a formula without result from an empty cell.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from portal.core.tables.cells import Facts, Limits, Row, Sheet
from portal.core.tables.clock import Deadline
from portal.core.tables.errors import TableError
from portal.core.tables.sheet_xml import SheetHandler
from portal.core.tables.xml import Attributes, damaged, parse_part

_WORKSHEET = "/worksheet"


class Formats:
    """What each cell style means for a value; fills itself from the styles part."""

    def __init__(self) -> None:
        self.dates: set[int] = set()
        self.percents: set[int] = set()
        self.indents: dict[int, int] = {}
        self._codes = dict(BUILTIN_FORMATS)
        self._inside, self._style = False, -1

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif self._inside and name == "xf":
            self._style += 1
            self._note(self._codes.get(int(attributes.get("numFmtId", "0")), ""))
        elif self._inside and name == "alignment":
            self.indents[self._style] = int(float(attributes.get("indent", "0")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def _note(self, code: str) -> None:
        if is_date_format(code):
            self.dates.add(self._style)
        elif "%" in code:
            self.percents.add(self._style)


class Workbook:
    """A checked .xlsx file. Raises TableError for whatever cannot be read."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.limits = limits
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            raise damaged() from error
        self._parts = set(self._archive.namelist())
        self._paths: list[str] = []
        self.date1904 = False
        self.sheets = self._read_sheets()
        self._formats: Formats | None = None
        self._strings: list[str] | None = None

    def rows(self, sheet: int, facts: Facts) -> Iterator[Row]:
        """Yield the rows of a sheet that hold something, and fill `facts` by the way."""
        deadline = Deadline(self.limits.seconds)
        if self._formats is None:
            self._formats = self._read_formats()
        if self._strings is None:
            self._strings = self._read_strings(deadline)
        handler = SheetHandler(
            strings=self._strings,
            formats=self._formats,
            facts=facts,
            limits=self.limits,
            date1904=self.date1904,
        )
        for _ in self._parse(self._paths[sheet], handler.start, handler.end, handler.text):
            deadline.check()
            yield from handler.take()
        yield from handler.take()

    # ---- parts

    def _parse(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> Iterator[None]:
        if part not in self._parts:
            raise damaged()
        try:
            with self._archive.open(part) as stream:
                yield from parse_part(stream, start, end, text)
        except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, IndexError) as error:
            raise damaged() from error

    def _run(
        self,
        part: str,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        for _ in self._parse(part, start, end, text):
            pass

    def _read_sheets(self) -> tuple[Sheet, ...]:
        targets: dict[str, str] = {}

        def relation(name: str, attributes: Attributes) -> None:
            if name == "Relationship" and attributes.get("Type", "").endswith(_WORKSHEET):
                targets[attributes.get("Id", "")] = posixpath.normpath(
                    posixpath.join("/xl", attributes.get("Target", ""))
                ).lstrip("/")

        found: list[Sheet] = []

        def workbook(name: str, attributes: Attributes) -> None:
            if name == "workbookPr":
                self.date1904 = attributes.get("date1904") in {"1", "true"}
            if name == "sheet" and attributes.get("id", "") in targets:
                hidden = attributes.get("state", "visible") != "visible"
                found.append(Sheet(len(found), attributes.get("name", "")[:80], hidden))
                self._paths.append(targets[attributes["id"]])

        self._run("xl/_rels/workbook.xml.rels", relation)
        self._run("xl/workbook.xml", workbook)
        if not found:
            raise TableError("Tệp Excel không có trang tính nào.", code="empty")
        return tuple(found)

    def _read_formats(self) -> Formats:
        formats = Formats()
        if "xl/styles.xml" in self._parts:
            self._run("xl/styles.xml", formats.start, formats.end)
        return formats

    def _read_strings(self, deadline: Deadline) -> list[str]:
        strings: list[str] = []
        if "xl/sharedStrings.xml" not in self._parts:
            return strings
        state = SharedStrings(strings, self.limits.text_length)
        for _ in self._parse("xl/sharedStrings.xml", state.start, state.end, state.text):
            deadline.check()
        return strings


class SharedStrings:
    """Collects the texts that cells refer to by number; phonetic readings are left out."""

    def __init__(self, strings: list[str], most: int) -> None:
        self.strings, self.room = strings, most
        self.pieces: list[str] = []
        self.reading = self.phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.phonetic = True
        elif name == "t":
            self.reading = not self.phonetic

    def end(self, name: str) -> None:
        if name == "t":
            self.reading = False
        elif name == "rPh":
            self.phonetic = False
        elif name == "si":
            self.strings.append("".join(self.pieces))

    def text(self, data: str) -> None:
        if self.reading:
            self.room -= len(data)
            if self.room < 0:
                raise TableError("Tệp Excel có quá nhiều chữ. Hãy chia thành nhiều tệp.", code="too_large")
            self.pieces.append(data)
