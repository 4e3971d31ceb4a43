"""Tables as CSV that spreadsheets open correctly and safely."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse

_LINES_AT_ONCE = 200
# What makes spreadsheets calculate; East Asian ones take the wide forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_response(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return the rows as a UTF-8 CSV download; Excel needs the byte-order mark to read Vietnamese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heading)
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


class _Line:
    """A file of one line: what is written to it is handed back."""

    def write(self, text: str) -> str:
        return text


def streamed_csv(
    name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Return the rows as csv_response does, sent while they are read: for tables of any length."""
    response = StreamingHttpResponse(_lines(heading, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(heading)
    batch: list[str] = []
    for row in rows:
        batch.append(writer.writerow([_cell(value) for value in row]))
        if len(batch) == _LINES_AT_ONCE:
            yield "".join(batch)
            batch.clear()
    yield "".join(batch)


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Return the rows as lines of CSV, each with its line end; what a digest of a table is made of."""
    writer = csv.writer(_Line())
    return (writer.writerow([_cell(value) for value in row]) for row in rows)


def _cell(value: object) -> object:
    if value is None:
        return ""
    return spreadsheet_text(value) if isinstance(value, str) else value


def spreadsheet_text(text: str) -> str:
    """Return the text; one that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text
