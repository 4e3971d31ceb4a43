"""Downloads of frozen periods under /cham-diem/chot/<number>/, and the program that recomputes them."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from portal.accountability import snapshot_files, verifier
from portal.accountability.models import ScoreSnapshot
from portal.core.exports import csv_response

PROGRAM = Path(verifier.__file__).with_name("cham_diem.py")
CSV = "text/csv; charset=utf-8"


def record(request: HttpRequest, number: int) -> HttpResponseBase:
    return _file(snapshot_files.record_text(_snapshot(number)), "ho-so.json", "application/json")


def scores(request: HttpRequest, number: int) -> HttpResponseBase:
    return _file(snapshot_files.scores_file(_snapshot(number)), "diem.csv", CSV)


def rows(request: HttpRequest, number: int) -> HttpResponseBase:
    """All rows, or with ?ma=<code> those of one body."""
    code = request.GET.get("ma", "")[:20].replace("\x00", "")
    return _file(snapshot_files.rows_file(_snapshot(number), code), "dong.csv", CSV)


def row_list(request: HttpRequest, number: int) -> HttpResponseBase:
    return _file(snapshot_files.row_list_file(_snapshot(number)), "dong.sha256", "text/plain; charset=utf-8")


def changes(request: HttpRequest, number: int) -> HttpResponseBase:
    """What this correction changed, row by row; empty for a first snapshot."""
    snapshot = _snapshot(number)
    cells = (
        (item.code, item.get_what_display(), item.before, item.after, item.why)
        for item in snapshot.changes.iterator()
    )
    return csv_response(f"thay-doi-{number}", ("ma", "thay_doi", "truoc", "sau", "vi_sao"), cells)


def program(request: HttpRequest) -> HttpResponseBase:
    """One file that needs Python and nothing else."""
    return _file(_program(), PROGRAM.name, "text/x-python; charset=utf-8")


def _snapshot(number: int) -> ScoreSnapshot:
    return get_object_or_404(ScoreSnapshot, pk=number)


def _file(content: str | Iterable[str], name: str, type_: str) -> HttpResponseBase:
    if isinstance(content, str):
        response: HttpResponseBase = HttpResponse(content, content_type=type_)
    else:
        response = StreamingHttpResponse(content, content_type=type_)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@cache
def _program() -> str:
    return PROGRAM.read_text(encoding="utf-8")
