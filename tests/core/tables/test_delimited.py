"""Plain text tables: encodings, delimiters, and what cannot be read."""

import codecs

import pytest

from portal.core.tables import Limits, Table, TableError, read_table

TEXT = "Mã;Nội dung;Dự toán\n1;Thuế đất;1.234,5\n2;Phí, lệ phí;20\n"


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells.values()] for row in table.rows]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
)
def test_every_unicode_encoding_reads_the_same(content: bytes) -> None:
    assert grid(read_table(content)) == [
        ["Mã", "Nội dung", "Dự toán"],
        ["1", "Thuế đất", "1.234,5"],
        ["2", "Phí, lệ phí", "20"],
    ]


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("a,b\n1,2\n3,4", ["1", "2"]),
        ("a\tb\n1,5\t2,5\n", ["1,5", "2,5"]),
        ("a;b\n1,5;2,5\n3,25;4\n", ["1,5", "2,5"]),
        ("a|b\n1|2\n", ["1", "2"]),
        ('a,b\n"1,5","x ""y"""\n', ["1,5", 'x "y"']),
        ("Một cột\nhai\n", ["hai"]),
    ],
)
def test_the_delimiter_is_found(text: str, second: list[str]) -> None:
    assert grid(read_table(text.encode()))[1] == second


def test_excels_own_mark_of_the_delimiter_is_honoured_and_addresses_stay() -> None:
    table = read_table(b"sep=|\na|b\n1|2\n")
    assert grid(table) == [["a", "b"], ["1", "2"]]
    assert table.rows[1].cells[2].address == "B3"


def test_text_with_line_breaks_stays_one_cell() -> None:
    assert grid(read_table(b'a;b\n"x\ny";2\n')) == [["a", "b"], ["x\ny", "2"]]


def test_what_windows_saved_in_its_vietnamese_code_page_is_read_with_whole_letters() -> None:
    # The code page holds base letters with combining marks, as Windows wrote them.
    table = read_table("Nô\u0323i dung;Dư\u0323 toa\u0301n\nThuê\u0301 đâ\u0301t;5".encode("cp1258"))
    assert grid(table) == [["Nội dung", "Dự toán"], ["Thuế đất", "5"]]


def test_windows_1258_that_is_not_surely_vietnamese_is_refused_by_its_name() -> None:
    with pytest.raises(TableError, match="Windows-1258") as caught:
        read_table("Thuê\u0301;Größe\nđâ\u0301t;Müller".encode("cp1258"))
    assert "CSV UTF-8" in caught.value.message


def test_other_encodings_are_refused() -> None:
    with pytest.raises(TableError, match="không dùng mã Unicode"):
        read_table("Größe;Straße\nMüller;5".encode("cp1252"))


@pytest.mark.parametrize(
    ("text", "font"),
    [("STT;Néi dung\n1;Thu kh¸c\n2;ThuÕ ®Êt", "TCVN3"), ("STT;Noäi dung\n1;Thu khaùc\n2;Thueá ñaát", "VNI")],
)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_text_for_old_fonts_is_refused_with_how_to_convert(text: str, font: str, encoding: str) -> None:
    with pytest.raises(TableError, match=font) as caught:
        read_table(text.encode(encoding))
    assert "UniKey" in caught.value.message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b";;;\n;;\n", "empty"),
        (b"abc\x00\x01\x02def\x00\x00" * 3, "type"),
        (b"a;b\n\x01;2\n", "type"),
        (b'a;b\n"' + b"x" * 200_000, "damaged"),
        (codecs.BOM_UTF16_LE + b"a\x00\xd8", "damaged"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(TableError) as caught:
        read_table(content)
    assert caught.value.code == code


def test_bounds_hold_for_text_as_well() -> None:
    with pytest.raises(TableError, match="quá 5 dòng"):
        read_table(b"1;2\n" * 9, limits=Limits(rows=5))
    with pytest.raises(TableError, match="Ô C1 nằm ngoài 2 cột"):
        read_table(b"1;2;3\n", limits=Limits(columns=2))
