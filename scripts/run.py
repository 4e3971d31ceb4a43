"""Serve the portal on this machine: database, sample content, search index, server and worker at once."""

import importlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from scripts import printing
from scripts.console import fail, say, step
from scripts.paths import PYTHON, ROOT, VAR

HOST = "127.0.0.1"
SETTINGS = "portal.config.settings.dev"


def main() -> None:
    begun = time.monotonic()
    port = _port()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault("SITE_URL", f"http://{HOST}:{port}")
    # The children find the portal's packages from wherever they are started.
    os.environ["PYTHONPATH"] = str(ROOT)
    VAR.mkdir(exist_ok=True)
    # Beside the first start's longer work: the network is slow while the processor is busy.
    provider = threading.Thread(target=_provide_printing)
    provider.start()
    prepare()
    provider.join()
    _serve(port, begun)


def _provide_printing() -> None:
    """Notices become PDF files where the machine can; where it cannot, the browser prints them."""
    if lacking := printing.provide():
        say(f"  notices open as web pages to print; for PDF files install {lacking}")


def prepare() -> None:
    """Bring the database to the current code, with content when it has none; in this one process."""
    with step("Loading the portal"):
        importlib.import_module("django").setup()
    call = importlib.import_module("django.core.management").call_command
    if _is_behind():
        with step("Migrating the database"):
            call("migrate", interactive=False, verbosity=0)
    # Served as they are in their folders; the server wants to see this folder all the same.
    Path(importlib.import_module("django.conf").settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if not _any("portal.organisations.models", "Organisation"):
        size = os.environ.get("SEED") or "province"
        with step(f"Writing the sample content ({size})"):
            call("seed", size=size)
        # Bulk imports leave the admin's own page search to its command.
        with step("Indexing the pages for staff"):
            call("update_index", verbosity=0)
    if not _is_indexed():
        with step("Building the search index"):
            _index(call)
    # The children open their own connections; this process needs none any more.
    importlib.import_module("django.db").connections.close_all()


def _index(call: Callable[..., Any]) -> None:
    """A search cluster that is away costs nothing but itself: the database's index is written first."""
    errors = importlib.import_module("django.core.management.base")
    try:
        call("rebuild_search", verbosity=0)
    except errors.CommandError as error:
        say(f"  {error}")


def _is_behind() -> bool:
    """Whether a migration waits; asking first saves most of a later start."""
    connection = importlib.import_module("django.db").connection
    executor = importlib.import_module("django.db.migrations.executor").MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _any(module: str, model: str) -> bool:
    """Whether the table has a row; each of the steps is all or nothing."""
    return bool(getattr(importlib.import_module(module), model).objects.exists())


def _is_indexed() -> bool:
    """Whether the index was made by the code as it is now."""
    entries = importlib.import_module("search.models").SearchEntry.objects
    spelling = importlib.import_module("search.documents").SPELLING
    return bool(entries.filter(digest__startswith=f"{spelling}.").exists())


def _port() -> int:
    """The port to serve on; ends with a clear message when something else has it."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        fail(f"PORT must be a number from 1 to 65535; it is {text!r}.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            fail(f"Port {port} cannot be used ({error.strerror}). Choose another one: PORT=8001 make run")
    return port


def server_command(port: int, application: str = "portal.config.wsgi:application") -> list[str]:
    """One process with a few threads: more of them only quarrel over two cores and one SQLite writer."""
    place = ["--host", HOST, "--port", str(port), "--interface", "wsgi"]
    shape = ["--workers", "1", "--blocking-threads", os.environ.get("SERVER_THREADS", "4")]
    return [str(PYTHON.parent / "granian"), *place, *shape, "--log-level", "warning", application]


def _serve(port: int, begun: float) -> None:
    children: dict[str, subprocess.Popen[bytes]] = {}
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        with step("Starting the server and the worker"):
            children["server"] = _start(server_command(port))
            children["worker"] = _start([str(PYTHON), "manage.py", "worker", "--verbosity=0"])
            _wait_for(port, children["server"])
        _announce(port, time.monotonic() - begun)
        while True:
            for name, child in children.items():
                if child.poll() is not None:
                    fail(f"The {name} ended by itself with code {child.returncode}.")
            time.sleep(0.5)
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        _stop(list(children.values()))


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    # A session of its own: Ctrl-C in the terminal reaches only this process, which then stops both in order.
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)


def _stop(children: "list[subprocess.Popen[bytes]]") -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _leave(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            fail(f"The server ended by itself with code {server.returncode}.")
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    fail("The server did not answer within a minute.")


def _announce(port: int, seconds: float) -> None:
    address = f"http://{HOST}:{port}"
    say(f"\nThe portal is up after {seconds:.1f} s.")
    say(f"  public  {address}/")
    say(f"  staff   {address}/quan-tri/")
    say("  data    var/ (remove the folder to begin again)\n")
    importlib.import_module("django.core.management").call_command("demo_logins")
    say("\nCtrl-C stops it.")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
