"""The scanner's client against servers that answer well, badly, slowly or not at all."""

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from portal.core import clamav


@contextmanager
def server(reply: bytes | None, *, pause: float = 0.0) -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads one stream as clamd does, and answers with `reply`; None hangs up at once."""
    received: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        link, _ = listener.accept()
        with link:
            if reply is None:
                return
            stream = link.makefile("rb")
            with stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while (length := struct.unpack(">I", stream.read(4))[0]) > 0:
                    received.append(stream.read(length))
            time.sleep(pause)
            try:
                link.sendall(reply)
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}", received
    finally:
        thread.join(10)
        listener.close()


@pytest.mark.parametrize(
    ("reply", "found"),
    [(b"stream: OK\0", ""), (b"stream: Eicar-Signature FOUND\0", "Eicar-Signature"), (b"stream: OK", "")],
)
def test_verdicts(reply: bytes, found: str, settings) -> None:
    content = bytes(range(256)) * 1000
    with server(reply) as (settings.CLAMAV_URL, received):
        assert clamav.infection(content) == found
    assert b"".join(received) == content
    assert len(received) > 1


@pytest.mark.parametrize(
    "reply", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\xff\xfe\0", b"x" * 9000, None]
)
def test_no_verdict_is_never_clean(reply: bytes | None, settings) -> None:
    with server(reply) as (settings.CLAMAV_URL, _), pytest.raises(clamav.ScannerDown):
        clamav.infection(b"abc")


def test_a_slow_scanner_does_not_hold_a_request(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamav, "VERDICT_SECONDS", 0.3)
    began = time.monotonic()
    with server(b"stream: OK\0", pause=1.0) as (settings.CLAMAV_URL, _), pytest.raises(clamav.ScannerDown):
        clamav.infection(b"abc")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "url", ["unix:///tmp/there-is-no-such-socket", "http://127.0.0.1", "tcp://127.0.0.1:1"]
)
def test_an_address_that_nobody_answers(url: str, settings) -> None:
    settings.CLAMAV_URL = url
    with pytest.raises(clamav.ScannerDown):
        clamav.infection(b"abc")


def test_nobody_is_asked_when_none_is_configured(settings) -> None:
    settings.CLAMAV_URL = ""
    assert clamav.infection(b"abc") == ""
    assert not clamav.configured()
