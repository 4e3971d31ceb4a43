"""The cells of the matrices as HTML.

A page shows up to two thousand of them. A template that draws each from its parts takes several times as long as
everything else that the page does, so they are put together here.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms.disclosures.register.entries import Entry
from cms.disclosures.register.matrix import Cell, Matrix, Row
from cms.disclosures.register.province import GridCell


def matrix_cells(matrix: Matrix, row: Row) -> SafeString:
    """Return a row's cells; each says its column where the table becomes a list, unless its entries do."""
    cells = ((cell.label, _marks(matrix, cell)) for cell in row.cells)
    if matrix.names_periods:
        return format_html_join("", "<td>{}</td>", ((marks,) for _, marks in cells))
    return format_html_join("", '<td data-label="{}">{}</td>', cells)


def _marks(matrix: Matrix, cell: Cell) -> SafeString:
    return format_html_join("", "{}", ((_mark(matrix, entry),) for entry in cell.entries))


def _mark(matrix: Matrix, entry: Entry) -> SafeString:
    """One entry: its status as a sign and a word that leads to it, its date, and what a reader can do."""
    when = (
        format_html('<span class="mark__when">{}</span> ', entry.short_period) if matrix.names_periods else ""
    )
    posting = entry.posting_label.lower()
    return format_html(
        '<p class="mark mark--{}">{}<a class="sign" href="{}">{}</a> <span class="mark__day">{}</span>{}{}</p>',
        entry.status,
        when,
        entry.address,
        entry.short_label,
        entry.day_text(with_year=not matrix.is_dense),
        format_html(' <span class="mark__posting">{}</span>', posting) if posting else "",
        _ask(entry) if entry.is_missing else "",
    )


def _ask(entry: Entry) -> SafeString:
    button = format_html(' <a class="mark__ask" href="{}">Yêu cầu</a>', entry.request_address)
    if not entry.requests:
        return button
    asked = ' <a class="mark__asked" href="{}">{} người đã yêu cầu</a>'
    return button + format_html(asked, entry.requests_address, entry.requests)


def grid_cells(cells: Sequence[GridCell | None]) -> SafeString:
    """Return the cells of one organisation; an empty one where it owes nothing."""
    return format_html_join("", "{}", ((_grid_cell(cell) if cell else _NOTHING,) for cell in cells))


_NOTHING = format_html("<td>{}</td>", "")
# As few bytes as it can do with: there are two thousand on a page.
_GRID_CELL = '<td class="mark--{}"><a href="{}"><span class="visually-hidden">{}: </span>{}</a></td>'


def _grid_cell(cell: GridCell) -> SafeString:
    label = cell.label if cell.number == cell.total else f"{cell.label}, trong {cell.total} mục"
    return format_html(_GRID_CELL, cell.status, cell.address, label, cell.number)
