"""Read tables that are plain text: CSV in UTF-8, UTF-16 or Windows-1258, with semicolons, commas, tabs or bars."""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from portal.core.legacy_fonts import how_to_convert, is_syllable, legacy_font
from portal.core.tables.cells import Cell, Facts, Limits, Row, Sheet, address
from portal.core.tables.clock import Deadline
from portal.core.tables.errors import TableError
from portal.core.tables.texts import clean_cell

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# In the order of preference: a comma is also the decimal sign, so it comes last but for the rare bar.
DELIMITERS = ";\t,|"
_SAMPLE_ROWS = 40
# Of the words with marks, how many must be Vietnamese syllables for the old code page to be believed.
_SURE = 0.9
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
SAVE_AS_UTF8 = (
    "Hãy mở bằng Excel, chọn Lưu thành (Save As), loại “CSV UTF-8” hoặc “Excel Workbook (.xlsx)”, "
    "rồi tải lại."
)


class DelimitedText:
    """A decoded text file as one sheet. Raises TableError for whatever cannot be read."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.limits = limits
        self._text = decode(content)
        if not self._text.strip():
            raise TableError("Tệp không có dòng nào.", code="empty")
        self.delimiter = guess_delimiter(self._text)
        self.sheets: tuple[Sheet, ...] = (Sheet(0, "Tệp văn bản"),)

    def rows(self, sheet: int, facts: Facts) -> Iterator[Row]:
        """Yield the records that hold something; a record's number is its row."""
        deadline = Deadline(self.limits.seconds)
        kept = 0
        for number, record in enumerate(_records(self._text, self.delimiter), start=1):
            if number % 500 == 0:
                deadline.check()
            if number == 1 and _names_delimiter(self._text):
                continue
            cells = self._cells(number, record, facts)
            if not cells:
                continue
            kept += 1
            if kept > self.limits.rows:
                raise TableError(f"Tệp có quá {self.limits.rows} dòng. Hãy chia nhỏ.", code="too_many_rows")
            facts.last_row, facts.width = number, max(facts.width, *cells)
            yield Row(number, cells)

    def _cells(self, number: int, record: list[str], facts: Facts) -> dict[int, Cell]:
        cells: dict[int, Cell] = {}
        for column, raw in enumerate(record, start=1):
            text, problem, indent, font = clean_cell(raw, self.limits.cell_length)
            if not text:
                continue
            if column > self.limits.columns:
                raise TableError(
                    f"Ô {address(number, column)} nằm ngoài {self.limits.columns} cột đầu.",
                    code="too_many_columns",
                )
            cells[column] = Cell(number, column, text, problem, indent=indent)
            if font:
                facts.note_legacy(font, cells[column])
        return cells


def decode(content: bytes) -> str:
    """Return the text; raises TableError that says which old encoding it seems to be and what to do."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding)
    encoding = _unmarked(content)
    if encoding != "utf-8":
        return _strict(content, encoding)
    try:
        return _plain(content.decode("utf-8"))
    except UnicodeDecodeError:
        if (text := _windows_vietnamese(content)) is not None:
            return _plain(text)
        raise _not_unicode(content) from None


def _windows_vietnamese(content: bytes) -> str | None:
    """Return what Excel saved as “CSV” on Vietnamese Windows; None unless nearly every word is Vietnamese that way.

    A word is only counted where it holds a byte beyond ASCII, and a Western or a font's reading of the same bytes
    must make less sense, so nothing is guessed.
    """
    try:
        text = unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    western = content[:200_000].decode("latin-1")
    sure = _vietnamese_share(text) >= _SURE and _vietnamese_share(text) > _vietnamese_share(western)
    return text if sure and legacy_font(western.splitlines()) is None else None


def _strict(content: bytes, encoding: str) -> str:
    try:
        return _plain(content.decode(encoding))
    except UnicodeDecodeError:
        raise TableError(f"Tệp bị hỏng: chữ không đọc được. {SAVE_AS_UTF8}", code="damaged") from None


def _plain(text: str) -> str:
    if _CONTROL.search(text):
        raise TableError(f"Tệp không phải là bảng dạng chữ. {SAVE_AS_UTF8}", code="type")
    return text


def _unmarked(content: bytes) -> str:
    """Tell UTF-16 without a mark by the zero bytes of digits, separators and line ends."""
    sample = content[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) >= 4 and min(even, odd) == 0 and max(even, odd) > len(sample) // 8:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8"


def _not_unicode(content: bytes) -> TableError:
    sample = content[:200_000]
    western = sample.decode("latin-1")
    font = legacy_font(western.splitlines())
    if font:
        return TableError(
            f"Chữ trong tệp được gõ bằng mã {font}, không phải Unicode. {how_to_convert(font)}",
            code="legacy_font",
        )
    if _vietnamese_share(sample.decode("cp1258", errors="replace")) > _vietnamese_share(western):
        return TableError(
            f"Tệp được lưu bằng mã Windows-1258, không phải Unicode. {SAVE_AS_UTF8}", code="encoding"
        )
    return TableError(f"Tệp không dùng mã Unicode (UTF-8). {SAVE_AS_UTF8}", code="encoding")


def _vietnamese_share(text: str) -> float:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def guess_delimiter(text: str) -> str:
    """Return the sign that splits most of the first lines into the same number of fields."""
    named = _names_delimiter(text)
    if named:
        return named
    best, best_score = DELIMITERS[0], 0.0
    for delimiter in DELIMITERS:
        widths = Counter(len(record) for record in islice(_records(text, delimiter), _SAMPLE_ROWS) if record)
        usual, times = max(
            ((width, count) for width, count in widths.items() if width > 1), key=_by_count, default=(1, 0)
        )
        score = times / max(sum(widths.values()), 1) + min(usual, 20) / 1000
        if times and score > best_score + 0.1:
            best, best_score = delimiter, score
    return best


def _by_count(pair: tuple[int, int]) -> tuple[int, int]:
    return pair[1], pair[0]


def _names_delimiter(text: str) -> str:
    """Return the sign of a first line “sep=;”, which Excel writes and honours."""
    first = text[:8].splitlines()[0].strip().lower() if text.strip() else ""
    return first[4] if len(first) == 5 and first.startswith("sep=") else ""


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise TableError(
            "Tệp CSV có dấu nháy kép không khép hoặc ô quá dài. Hãy kiểm tra lại tệp.", code="damaged"
        ) from error
