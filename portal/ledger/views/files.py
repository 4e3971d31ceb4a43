"""Files for strangers: the whole sealed ledger, pages of its events, and the program that checks both."""

import json
import threading
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from portal.ledger import publication, verifier
from portal.ledger.kinds import EventKind
from portal.ledger.proofs import newest_root

EVENTS_PER_PAGE = 1000
PROGRAM = Path(verifier.__file__).with_name("kiem_tra_so_cai.py")
# Whole ledgers at once in one process; each takes a thread while it lasts.
_DOWNLOADS = threading.BoundedSemaphore(2)
_GZIP = 31  # window bits that mean a gzip header, with no time in it: the same root gives the same bytes


def whole_ledger(request: HttpRequest) -> HttpResponseBase:
    """Stream everything up to the newest root, compressed; a caller who has this root already gets 304."""
    newest = newest_root()
    if newest is None:
        raise Http404
    tag = f'"{newest.root}-{newest.date:%Y%m%d}"'
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": tag})
    if not _DOWNLOADS.acquire(blocking=False):
        text = "Máy chủ đang gửi sổ cho nhiều người. Hãy thử lại sau vài phút."
        plain = "text/plain; charset=utf-8"
        return HttpResponse(text, status=503, content_type=plain, headers={"Retry-After": "120"})
    body = _Compressed(publication.export(newest))
    response = StreamingHttpResponse(body, content_type="application/gzip")
    response["Content-Disposition"] = f'attachment; filename="so-cai-{newest.date:%Y-%m-%d}.ndjson.gz"'
    response["ETag"] = tag
    return response


class _Compressed:
    """Lines as gzip; its place among the downloads is free again once it is closed, read or not."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._held = True

    def __iter__(self) -> Iterator[bytes]:
        packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        for line in self._lines:
            if part := packer.compress(line.encode()):
                yield part
        yield packer.flush()

    def close(self) -> None:
        if self._held:
            self._held = False
            _DOWNLOADS.release()


def event_page(request: HttpRequest) -> HttpResponse:
    """Some events as lines of JSON from leaf `?tu=` on; the Link header leads to the next ones."""
    newest = newest_root()
    start = request.GET.get("tu", "0")
    if newest is None or not (start.isascii() and start.isdecimal() and len(start) < 16):
        raise Http404
    first = int(start)
    end = min(first + EVENTS_PER_PAGE, newest.size)
    lines = (
        json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n"
        for event in publication.events(first, end)
    )
    response = HttpResponse("".join(lines), content_type="application/x-ndjson; charset=utf-8")
    if end < newest.size and first < end:
        response["Link"] = f'<{reverse("ledger:events")}?tu={end}>; rel="next"'
    return response


def program(request: HttpRequest) -> HttpResponse:
    """The program itself: one file that needs Python and nothing else."""
    response = HttpResponse(_program(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{PROGRAM.name}"'
    return response


@cache
def _program() -> bytes:
    return PROGRAM.read_bytes()


def format_page(request: HttpRequest) -> HttpResponse:
    """Every byte of the ledger, for whoever wants to write another program."""
    kinds = [(kind.value, kind.label, kind in publication.OPEN_KINDS) for kind in EventKind]
    crumbs = [("Sổ cái", reverse("ledger:index")), ("Dạng dữ liệu", "")]
    return render(request, "ledger/format.html", {"kinds": kinds, "crumbs": crumbs})
