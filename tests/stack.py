"""The portal as it runs for people: `scripts.run` in a process of its own, with scratch data."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from scripts.paths import ROOT
from scripts.services import free_port

START_SECONDS = 240


class Stack:
    """A running portal; `environment` may name other servers and databases than the embedded ones."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-stack-"))
        self.database = self.folder / "portal.sqlite3"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        own = {
            "PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(self.folder / "media"),
            "SECRET_KEY": "only-for-tests-" + "y" * 50,
            "DJANGO_SETTINGS_MODULE": "portal.config.settings.dev",
            "SEED": "small",
            "REDIS_URL": "",
            "ELASTICSEARCH_URL": "",
            "PYTHONUNBUFFERED": "1",
        }
        self.environment = {**os.environ, **own, **(environment or {})}
        self.process: subprocess.Popen[bytes] | None = None
        self._last_log = ""

    def start(self) -> "Stack":
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scripts.run"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops it." not in self.log():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"the portal did not start:\n{self.log()}")
            time.sleep(0.1)
        return self

    def stop(self) -> int:
        """End the command politely and return its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self._last_log = self.log()
        return code

    def discard(self) -> None:
        """Stop it if it still runs and remove its data."""
        if self.process is not None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        file = self.folder / "log"
        return file.read_text(errors="replace") if file.exists() else self._last_log

    def manage(self, *arguments: str) -> str:
        """Run a management command on the stack's data and return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of one page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def login(self, word: str) -> tuple[str, str]:
        """Name and password of the first demo login whose line contains the word."""
        password = re.search(r"password ([\w-]+)", self.log())
        for line in self.log().splitlines():
            found = re.match(r"  (\S+) {2,}\S", line)
            if found and password and word in line:
                return found[1], password[1]
        raise AssertionError(f"no demo login for {word!r} in:\n{self.log()}")
