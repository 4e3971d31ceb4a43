"""The real PostgreSQL, Redis, Elasticsearch, ClamAV and Dovecot (IMAP), started for one run and stopped after it.

    python -m scripts.services COMMAND …

runs COMMAND with DATABASE_URL, REDIS_URL, ELASTICSEARCH_URL and TEST_CLAMAV_URL set. Each server listens on a
free loopback port as an unprivileged user and keeps its data in a scratch folder that goes with it.
"""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from scripts import dovecot, elasticsearch
from scripts.apt import install
from scripts.console import fail, say

START_SECONDS = 90
# A harmless text that every scanner knows, in two parts so that none finds it here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Unavailable(Exception):
    """The service could not be provisioned on this machine; the message says why."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _account() -> dict[str, object]:
    """Arguments of Popen that drop root: PostgreSQL and Elasticsearch refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


class Service:
    """One server process and its folder."""

    name = ""
    variable = ""

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"portal-{self.name.lower()}-"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        raise NotImplementedError

    def command(self) -> list[str]:
        """Provision what is missing and return the command line of the server; raises Unavailable."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def answers(self) -> bool:
        raise NotImplementedError

    def launch(self) -> None:
        """Start the server without waiting for it."""
        command = self.command()
        self.give_away()
        self.process = self._popen(command)

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        assert self.process is not None
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Unavailable(f"did not start:\n{self.log()}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            # Its own session: the launcher and the server that it started, nothing else.
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def give_away(self) -> None:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)

    def run(self, command: list[str]) -> None:
        """Run a preparing command to its end, as the server's user."""
        self.give_away()
        process = self._popen(command)
        if process.wait(START_SECONDS):
            raise Unavailable(f"{Path(command[0]).name} failed:\n{self.log()}")

    def log(self) -> str:
        return "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-8:])

    def _popen(self, command: list[str]) -> "subprocess.Popen[bytes]":
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=os.environ | {"HOME": str(self.folder)} | self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_account(),  # type: ignore[call-overload]
            )


class PostgreSQL(Service):
    name = "PostgreSQL"
    variable = "DATABASE_URL"

    @property
    def url(self) -> str:
        return f"postgres://portal@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        folder = self._binaries()
        data = self.folder / "data"
        options = ["-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        self.run([f"{folder}/initdb", "-D", str(data), *options])
        # A test database need not survive a power cut.
        hurry = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"]
        settings = [part for setting in hurry for part in ("-c", setting)]
        place = ["-D", str(data), "-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.folder)]
        return [f"{folder}/postgres", *place, *settings]

    def answers(self) -> bool:
        command = [f"{self._binaries()}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

    def _binaries(self) -> Path:
        found = self._find()
        if not found and install("postgresql"):
            found = self._find()
        if not found:
            raise Unavailable("PostgreSQL is not installed (package postgresql)")
        return found

    @staticmethod
    def _find() -> Path | None:
        """Debian keeps the server's programs off the PATH, a folder a version."""
        programs = Path("/usr/lib/postgresql").glob("*/bin/initdb")
        versions = sorted(programs, key=lambda path: int(path.parts[4]))
        on_path = shutil.which("initdb")
        if versions:
            return versions[-1].parent
        return Path(on_path).resolve().parent if on_path else None


class Redis(Service):
    name = "Redis"
    variable = "REDIS_URL"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        if not shutil.which("redis-server") and not install("redis-server"):
            raise Unavailable("Redis is not installed (package redis-server)")
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        return ["redis-server", *place, "--save", ""]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(5) == b"+PONG"
        except OSError:
            return False


class Elasticsearch(Service):
    name = "Elasticsearch"
    variable = "ELASTICSEARCH_URL"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        try:
            home = elasticsearch.unpack(self.folder, self.port, free_port())
        except elasticsearch.Missing as missing:
            raise Unavailable(str(missing)) from missing
        return [str(home / "bin" / "elasticsearch")]

    def environment(self) -> dict[str, str]:
        return {"ES_JAVA_HOME": elasticsearch.java_home(), "ES_JAVA_OPTS": "-Xms512m -Xmx512m"}

    def answers(self) -> bool:
        question = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
        try:
            with urllib.request.urlopen(question, timeout=3) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class ClamAV(Service):
    """The scanner with one signature of its own: it finds the EICAR test text anywhere in a file."""

    name = "ClamAV"
    variable = "TEST_CLAMAV_URL"

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        if not shutil.which("clamd") and not install("clamav-daemon"):
            raise Unavailable("ClamAV is not installed (package clamav-daemon)")
        signatures = self.folder / "signatures"
        signatures.mkdir()
        (signatures / "test.ndb").write_text(f"Portal.Test:0:*:{EICAR.hex()}\n")
        settings = {
            "Foreground": "yes", "TCPSocket": self.port, "TCPAddr": "127.0.0.1", "MaxThreads": 2,
            "DatabaseDirectory": signatures, "TemporaryDirectory": self.folder, "SelfCheck": 3600,
        }  # fmt: skip
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        (self.folder / "clamd.conf").write_text(text)
        return ["clamd", "--config-file", str(self.folder / "clamd.conf")]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"zPING\0")
                return connection.recv(4) == b"PONG"
        except OSError:
            return False


class Dovecot(Service):
    name = "Dovecot"
    variable = "IMAP_URL"

    @property
    def url(self) -> str:
        return f"imap://{dovecot.USER}:{dovecot.PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def command(self) -> list[str]:
        if not Path(dovecot.PROGRAM).exists() and not install("dovecot-imapd"):
            raise Unavailable("Dovecot is not installed (package dovecot-imapd)")
        owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        configuration = dovecot.write(
            self.folder,
            port=self.port,
            user=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        )
        return [dovecot.PROGRAM, "-F", "-c", str(configuration)]

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                return connection.recv(4) == b"* OK"
        except OSError:
            return False


class Services:
    """Context manager: what started stands in `.environment`, what could not in `.missing`."""

    def __init__(self) -> None:
        self.environment: dict[str, str] = {}
        self.missing: dict[str, str] = {}
        self._started: list[Service] = []

    def __enter__(self) -> "Services":
        try:
            self.each(Service.launch, [PostgreSQL(), Redis(), Elasticsearch(), ClamAV(), Dovecot()])
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait(self) -> None:
        """Wait until each server answers; then its URL is in the environment."""
        self.each(Service.wait, [service for service in self._started if service.name not in self.missing])
        running = [service for service in self._started if service.name not in self.missing]
        self.environment = {service.variable: service.url for service in running}

    def each(self, act: Callable[[Service], None], services: list[Service]) -> None:
        for service in services:
            if service not in self._started:
                self._started.append(service)
            try:
                act(service)
            except (Unavailable, OSError) as reason:
                self.missing.setdefault(service.name, str(reason))
                say(f"  {service.name}: {reason}")

    def stop(self) -> None:
        while self._started:
            self._started.pop().stop()


def stop_on_signals() -> None:
    """Turn a polite end of this process into an exception, so that context managers stop their servers."""

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def main() -> None:
    if len(sys.argv) < 2:
        fail(__doc__ or "")
    stop_on_signals()
    with Services() as services:
        services.wait()
        for name, value in services.environment.items():
            say(f"  {name}={value}")
        code = subprocess.run(sys.argv[1:], env=os.environ | services.environment, check=False).returncode
    raise SystemExit(code)


if __name__ == "__main__":
    main()
