"""A small load generator: a few kept-alive connections to a loopback server, for a bounded time."""

import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Result:
    """Requests per second, and the time that 95 of 100 requests stayed under, in milliseconds."""

    per_second: float
    p95_ms: float
    bytes_each: int
    errors: int


class Connection:
    """One kept-alive connection that asks for one page again and again."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str]) -> None:
        lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}:{port}", *(f"{k}: {v}" for k, v in headers.items())]
        self.request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self.socket = socket.create_connection((HOST, port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def fetch(self) -> tuple[int, int]:
        """Status and length of the body."""
        self.socket.sendall(self.request)
        while b"\r\n\r\n" not in self.buffer:
            self._read()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        low = head.lower()
        if b"content-length:" in low:
            length = int(low.split(b"content-length:")[1].split(b"\r\n")[0])
            while len(self.buffer) < length:
                self._read()
            self.buffer = self.buffer[length:]
        else:
            length = self._chunks()
        return int(head[9:12]), length

    def close(self) -> None:
        self.socket.close()

    def _read(self) -> None:
        part = self.socket.recv(262144)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.buffer += part

    def _chunks(self) -> int:
        total = 0
        while True:
            while b"\r\n" not in self.buffer:
                self._read()
            size, _, self.buffer = self.buffer.partition(b"\r\n")
            length = int(size, 16)
            while len(self.buffer) < length + 2:
                self._read()
            self.buffer = self.buffer[length + 2 :]
            total += length
            if not length:
                return total


def measure(
    port: int, path: str, headers: Mapping[str, str], *, seconds: float, connections: int, warm: float
) -> Result:
    """Ask for the page over several connections at once; the first `warm` seconds do not count."""
    took: list[float] = []
    sizes: list[int] = []
    errors: list[int] = []
    begin = time.perf_counter() + warm
    end = begin + seconds

    def work() -> None:
        connection = Connection(port, path, headers)
        while (start := time.perf_counter()) < end:
            status, size = connection.fetch()
            if start < begin:
                continue
            took.append(time.perf_counter() - start)
            sizes.append(size)
            if status != 200:
                errors.append(status)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not took:
        raise RuntimeError(f"{path}: no answer within {seconds} s")
    took.sort()
    return Result(
        per_second=len(took) / seconds,
        p95_ms=took[int(len(took) * 0.95)] * 1000,
        bytes_each=sizes[-1],
        errors=len(errors),
    )
