"""Ask a virus scanner (clamd) about bytes, over its INSTREAM command. Nothing is asked when none is configured."""

import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings

CONNECT_SECONDS = 3.0
# For one file, from the first byte to the verdict.
VERDICT_SECONDS = 20.0
_CHUNK = 64 * 1024
_LONGEST_REPLY = 4096


class ScannerDown(Exception):
    """No verdict: the scanner does not answer, is too slow, or says that it failed. The file must wait."""


def configured() -> bool:
    return bool(settings.CLAMAV_URL)


def infection(content: bytes) -> str:
    """Return the name of what the scanner found, "" for a clean file or when no scanner is configured.

    Raises ScannerDown when one is configured and gives no verdict in time.
    """
    if not configured():
        return ""
    try:
        return _verdict(_ask(settings.CLAMAV_URL, content))
    except OSError as error:
        raise ScannerDown(str(error)) from error


def _ask(url: str, content: bytes) -> str:
    ends = time.monotonic() + VERDICT_SECONDS
    with _connect(url) as link:
        link.settimeout(VERDICT_SECONDS)
        link.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _CHUNK):
            chunk = content[start : start + _CHUNK]
            link.sendall(struct.pack(">I", len(chunk)) + chunk)
            _check(ends)
        link.sendall(struct.pack(">I", 0))
        reply = b""
        while b"\0" not in reply and len(reply) < _LONGEST_REPLY:
            link.settimeout(max(_check(ends), 0.05))
            part = link.recv(1024)
            if not part:
                break
            reply += part
    return reply.split(b"\0")[0].decode("utf-8", "replace").strip()


def _check(ends: float) -> float:
    """Return the seconds that are left; a scanner that takes a byte now and then must not hold a request."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner took too long")
    return left


def _connect(url: str) -> socket.socket:
    """tcp://host:port or unix:///path."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(CONNECT_SECONDS)
        try:
            link.connect(parts.path)
        except BaseException:
            link.close()
            raise
        return link
    if parts.scheme != "tcp" or not parts.hostname:
        raise OSError(f"CLAMAV_URL is neither tcp://host:port nor unix:///path: {parts.scheme!r}")
    return socket.create_connection((parts.hostname, parts.port or 3310), CONNECT_SECONDS)


def _verdict(reply: str) -> str:
    """“stream: OK”, “stream: Name FOUND”, or an error."""
    _, _, said = reply.partition(": ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND") or "?"
    raise ScannerDown(reply or "no reply")
