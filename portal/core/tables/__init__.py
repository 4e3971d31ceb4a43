"""Read a table that somebody made in a spreadsheet: .xlsx, CSV and other plain text.

`read_table(file)` gives a whole sheet, `open_table(content)` gives long ones row by row. Every cell knows its
address ("C14"); `headers` finds the heading and the columns, `values` takes numbers, texts and dates out of the
cells. Whatever cannot be read is a TableError that says, in Vietnamese, what to do.
"""

from portal.core.tables.cells import Area, Cell, Facts, Limits, Row, Sheet, Table, address, hidden_notes
from portal.core.tables.errors import CellProblem, TableError
from portal.core.tables.headers import (
    Aliases,
    Heading,
    column_names,
    guess_columns,
    guess_heading,
    is_column_marks,
)
from portal.core.tables.sources import (
    ACCEPT,
    LIMITS,
    TableSource,
    open_table,
    read_table,
    refuse_legacy_text,
    table_name,
    too_large,
)

__all__ = [
    "ACCEPT",
    "LIMITS",
    "Aliases",
    "Area",
    "Cell",
    "CellProblem",
    "Facts",
    "Heading",
    "Limits",
    "Row",
    "Sheet",
    "Table",
    "TableError",
    "TableSource",
    "address",
    "column_names",
    "guess_columns",
    "guess_heading",
    "hidden_notes",
    "is_column_marks",
    "open_table",
    "read_table",
    "refuse_legacy_text",
    "table_name",
    "too_large",
]
