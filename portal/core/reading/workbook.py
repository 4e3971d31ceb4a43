"""A workbook as tables: its visible sheets, cut into pieces that a phone can show. What is hidden stays hidden."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape

from portal.core.reading.parts import CannotRead, Part, Reading
from portal.core.tables import Cell, Facts, Limits, Row, TableError, open_table

MOST_SHEETS = 12
MOST_ROWS = 2_000  # of one sheet
MOST_COLUMNS = 40
ROWS_A_PART = 100
_LIMITS = Limits(rows=60_000, columns=200, cell_length=4_000, text_length=8_000_000, seconds=20.0)


def read(content: bytes) -> Reading:
    """Return the tables of an .xlsx; raises CannotRead."""
    try:
        source = open_table(content, _LIMITS)
        visible = [sheet for sheet in source.sheets if not sheet.hidden]
        parts: list[Part] = []
        notes: list[str] = []
        for sheet in visible[:MOST_SHEETS]:
            facts = Facts()
            rows = [
                row for row in _first(source.rows(sheet.index, facts), notes, sheet.name) if not row.hidden
            ]
            parts += _pieces(sheet.name, rows, facts.hidden_columns)
    except TableError as error:
        raise CannotRead(f"không đọc được trên web: {' '.join(error.messages)}") from error
    if len(visible) > MOST_SHEETS:
        notes.append(f"Chỉ hiện {MOST_SHEETS} trang tính đầu.")
    return Reading(parts, " ".join(notes))


def _first(rows: Iterable[Row], notes: list[str], name: str) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            notes.append(f"Trang tính “{name}” chỉ hiện {MOST_ROWS} dòng đầu.")
            return
        yield row


def _pieces(name: str, rows: Sequence[Row], hidden: set[int]) -> list[Part]:
    """Return the sheet's tables; each repeats the heading row, so that it can be read by itself."""
    columns = sorted({column for row in rows for column in row.cells if column not in hidden})[:MOST_COLUMNS]
    if not columns:
        return []
    lead, heading, body = _split(rows, columns)
    found = []
    for start in range(0, max(len(body), 1), ROWS_A_PART):
        chosen = body[start : start + ROWS_A_PART]
        above = "".join(f"<p>{escape(text)}</p>" for text in lead) if start == 0 else ""
        title = f"Trang tính {name}"
        if len(body) > ROWS_A_PART and chosen:
            title += f", dòng {chosen[0].number}–{chosen[-1].number}"
        found.append(Part(title, above + _table(heading, chosen, columns)))
    return found


def _split(rows: Sequence[Row], columns: Sequence[int]) -> tuple[list[str], Row | None, list[Row]]:
    """Return the lines above the table, its heading row, and the rest.

    The heading is the first row that names at least two columns and holds no number.
    """
    for index, row in enumerate(rows[:15]):
        cells = [row.cells[column] for column in columns if column in row.cells]
        if len(cells) >= 2 and all(isinstance(cell.value, str) for cell in cells):
            return [" ".join(_texts(above, columns)) for above in rows[:index]], row, list(rows[index + 1 :])
        if len(cells) >= 2:
            break
    return [], None, list(rows)


def _texts(row: Row, columns: Sequence[int]) -> list[str]:
    return [_written(row.cells[column]) for column in columns if column in row.cells]


def _table(heading: Row | None, rows: Sequence[Row], columns: Sequence[int]) -> str:
    head = ""
    if heading is not None:
        head = "<thead><tr>" + "".join(_cell("th", heading, column) for column in columns) + "</tr></thead>"
    lines = "".join(
        "<tr>" + "".join(_cell("td", row, column) for column in columns) + "</tr>" for row in rows
    )
    return f"<table>{head}<tbody>{lines}</tbody></table>"


def _cell(tag: str, row: Row, column: int) -> str:
    cell = row.cells.get(column)
    scope = ' scope="col"' if tag == "th" else ""
    return f"<{tag}{scope}>{escape(_written(cell)) if cell else ''}</{tag}>"


def _written(cell: Cell) -> str:
    """Return the value as people write it: 1.234.567,5; a year stays 2026."""
    value = cell.value
    if not isinstance(value, Decimal) or cell.percent:
        return cell.text
    rounded = round(value, 4).normalize()
    whole, _, part = f"{rounded:f}".partition(".")
    # A whole number between these is nearly always a year.
    if part or not 1900 <= abs(int(whole)) <= 2100:
        whole = f"{int(whole):,}".replace(",", ".")
    return whole + (f",{part}" if part else "")
