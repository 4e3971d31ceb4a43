"""The real server, killed with -9 again and again while people submit: nothing promised is lost, nothing is doubled.

Every writer fills the real form over HTTP, captcha included, and sends the very same form again when the connection
dies, as a browser does. Then the database is asked what it holds, and the ledger is verified.
"""

import hashlib
import http.client
import os
import random
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from scripts.paths import PYTHON, ROOT
from scripts.run import server_command
from scripts.services import free_port

PATIENCE = 60.0  # seconds that anything may take before the run fails
FORM = "/phan-anh/gui/"
Query = Callable[[str], list[tuple[Any, ...]]]


@dataclass
class Server:
    """The server of `make run` on one database; kill() leaves it no moment to tidy up."""

    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            server_command(self.port),
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Writer(threading.Thread):
    """Somebody who submits one letter after the other until told to stop, and keeps what was promised."""

    def __init__(self, port: int, number: int, captcha: Callable[[str], str], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.number, self.captcha, self.stop = port, number, captcha, stop
        self.promised: dict[str, str] = {}  # title -> digest of the private link's token
        self.repeated = 0
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            turn = 0
            while not self.stop.is_set():
                turn += 1
                self._submit(f"Hố sâu trên đường số {self.number}.{turn}")
        except Exception as error:
            self.failure = error

    def _submit(self, title: str) -> None:
        page, cookie = self._ask("GET", FORM)
        fields = _hidden(page)
        bodies = _options(page, "organisation")
        fields |= {
            "kind": "report",
            "organisation": bodies[self.number % min(len(bodies), 8)],
            "category": _options(page, "category")[0],
            "title": title,
            "text": "Xe máy ngã hai lần trong tuần này, đề nghị xã cho sửa sớm.",
            "is_public": "on",
            "captcha_1": self.captcha(fields["captcha_0"]),
            "step": "preview",
        }
        seen, _ = self._ask("POST", FORM, fields, cookie)
        # Killed after it took the picture's digits and before it could say so: the form comes with a new picture.
        while not _hidden(seen).get("passed") and "captcha_0" in _hidden(seen) and not self.stop.is_set():
            fields |= _hidden(seen)
            fields["captcha_1"] = self.captcha(fields["captcha_0"])
            seen, _ = self._ask("POST", FORM, fields, cookie)
        fields |= {name: value for name, value in _hidden(seen).items() if name in {"passed", "draft"}}
        fields["step"] = "send"
        place, _ = self._ask("POST", FORM, fields, cookie)
        found = re.fullmatch(r"/phan-anh/rieng/([^/]+)/\?moi=1", place)
        if not found and not self.stop.is_set():
            errors = re.findall(r'field__error"[^>]*>\s*<p>(.*?)</p>', seen)
            raise RuntimeError(f"not taken: {errors or place[:300]}")
        if found:
            self.promised[title] = hashlib.sha256(found[1].encode()).hexdigest()

    def _ask(
        self, method: str, path: str, fields: Mapping[str, str] | None = None, cookie: str = ""
    ) -> tuple[str, str]:
        """Return the page (or where it leads) and its cookie; ask the same again while the server is away."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once(method, path, fields, cookie)
            except (OSError, http.client.HTTPException):
                if time.monotonic() > end:
                    raise
                self.repeated += 1
                time.sleep(0.05)

    def _once(self, method: str, path: str, fields: Mapping[str, str] | None, cookie: str) -> tuple[str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Cookie": cookie} if cookie else {}
            body = None
            if fields is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                body = urlencode(fields)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status == 503:
                raise OSError("not now")
            return answer.headers.get("Location") or text, answer.headers.get("Set-Cookie", "").partition(
                ";"
            )[0]
        finally:
            connection.close()


def _options(page: str, name: str) -> list[str]:
    chosen = page[page.index(f'<select name="{name}"') :]
    return re.findall(r'<option value="([^"]+)"', chosen[: chosen.index("</select>")])


def _hidden(page: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def run(environment: Mapping[str, str], query: Query, *, kills: int, writers: int = 4) -> dict[str, Any]:
    """Submit, kill `kills` times, start again each time, and compare the database with what was promised.

    `query` reads the same database. The database must be migrated and have an organisation.
    """
    begun = time.monotonic()
    chance = random.Random(20260301)
    server, stop = Server(environment), threading.Event()
    answers = lambda key: str(  # noqa: E731
        query(f"SELECT response FROM captcha_captchastore WHERE hashkey = '{key}'")[0][0]  # noqa: S608
    )
    people = [Writer(server.port, number, answers, stop) for number in range(writers)]
    try:
        server.start()
        for person in people:
            person.start()
        for _ in range(kills):
            _wait_for_more(people)
            time.sleep(chance.random() * 0.3)
            server.kill()
            server.start()
        _wait_for_more(people)
        stop.set()
        for person in people:
            person.join(PATIENCE)
    finally:
        stop.set()
        server.kill()
    if failed := [person.failure for person in people if person.failure]:
        raise RuntimeError("a writer failed") from failed[0]
    found = _compare(people, query) | {"ledger_intact": _verifies(environment)}
    return {"kills": kills, "writers": writers, **found, "seconds": round(time.monotonic() - begun, 1)}


def _wait_for_more(people: list[Writer]) -> None:
    """Until the server has promised something again: each kill meets a server at work."""
    before, end = sum(len(person.promised) for person in people), time.monotonic() + PATIENCE
    while sum(len(person.promised) for person in people) < before + 2:
        failure = next((person.failure for person in people if person.failure), None)
        if failure or time.monotonic() > end:
            raise RuntimeError("nothing is taken any more") from failure
        time.sleep(0.02)


def _compare(people: list[Writer], query: Query) -> dict[str, int]:
    promised = {title: digest for person in people for title, digest in person.promised.items()}
    stored = query("SELECT title, private_key_digest, code FROM feedback_petition")
    received = query("SELECT subject FROM ledger_event WHERE kind = 'petition_received'")
    kept = {title: digest for title, digest, _ in stored}
    subjects = [subject for (subject,) in received]
    # Other letters of the database may share a title; those of this run do not.
    own = [title for title, _, _ in stored if title in promised]
    return {
        "promised": len(promised),
        "petitions": len(stored),
        "repeated_requests": sum(person.repeated for person in people),
        "lost": sum(kept.get(title) != digest for title, digest in promised.items()),
        "doubled": len(own) - len(set(own)) + len(subjects) - len(set(subjects)),
        "without_event": len({f"petition:{code}" for _, _, code in stored} ^ set(subjects)),
    }


def _verifies(environment: Mapping[str, str]) -> bool:
    command = [str(PYTHON), "manage.py", "verify_ledger", "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, check=False
    )
    return done.returncode == 0
