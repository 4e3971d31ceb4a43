"""Rows of a table: a number in a column is what the column's heading calls it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.core.personal_data.engine import Piece
from portal.core.personal_data.normal import Text, normal
from portal.core.personal_data.words import Words

_MEANING = Words(
    "cccd|cmnd|cmt|căn cước|căn cước công dân|chứng minh|số định danh|định danh cá nhân|điện thoại|sđt|đt|di động|"
    "tài khoản|stk|số tk|ngày sinh|năm sinh|ngày tháng năm sinh|ngày, tháng, năm sinh|sinh ngày|địa chỉ|thường trú|"
    "tạm trú|nơi ở|chỗ ở|hktt|hộ khẩu|bhxh|bhyt|mst cá nhân|mã số thuế|email|hộp thư|học sinh|trẻ em|tên cháu|"
    "họ tên con|họ và tên con|tên trẻ|họ tên trẻ|họ tên cháu|họ và tên trẻ|họ tên học sinh"
)
_BIRTH = Words("ngày sinh|năm sinh|ngày tháng năm sinh|ngày, tháng, năm sinh|sinh ngày")
_LONGEST_HEADING = 70
# Day 0 of a spreadsheet, and the days 1910–2045 in its count: years, amounts and codes lie mostly outside.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(3653, 53000)


@dataclass(frozen=True, slots=True)
class Cell:
    column: int
    text: str
    place: str


class Columns:
    """Remembers what the columns of one table mean while its rows go by."""

    def __init__(self) -> None:
        self._headings: dict[int, str] = {}

    def forget(self) -> None:
        """A new block begins: the headings above say nothing about it."""
        self._headings.clear()

    def row(self, cells: Sequence[Cell], stream: str) -> list[Piece]:
        """Return the row's cells as pieces, each led by its column's heading when that has a meaning."""
        pieces: list[Piece] = []
        for cell in cells:
            heading = self._headings.get(cell.column, "")
            if self._is_heading(cell.text):
                self._headings[cell.column] = " ".join(normal(cell.text).split())
                heading = ""
            text = _birthday(cell.text, heading)
            pieces.append(Piece(f"{heading}: {text}" if heading else text, cell.place, stream, "\t"))
        if pieces:
            last = pieces[-1]
            pieces[-1] = Piece(last.text, last.place, last.stream, "\n")
        return pieces

    @staticmethod
    def _is_heading(value: str) -> bool:
        if len(value) > _LONGEST_HEADING or sum(char.isdigit() for char in value) > 3:
            return False
        text = Text(normal(value))
        return ":" not in text.plain[:-1] and _MEANING.within(text, 0, len(text.plain))


def _birthday(value: str, heading: str) -> str:
    """Return the date behind a number in a column of dates of birth, as a spreadsheet counts days."""
    digits = value.partition(".")[0]
    if heading and digits.isdigit() and len(digits) in (4, 5) and int(digits) in _SERIALS:
        text = Text(heading)
        if _BIRTH.within(text, 0, len(heading)) and not (len(digits) == 4 and 1900 <= int(digits) <= 2100):
            return (_EPOCH + timedelta(days=int(digits))).strftime("%d/%m/%Y")
    return value
