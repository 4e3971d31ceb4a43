"""Run everything: static checks, unit tests on SQLite and PostgreSQL, service tests, browser tests.

The real servers start first and come up while the static checks run. Every stage runs whatever the earlier
ones said. What could not be provisioned is named at the end; with CI=true it is a failure.
"""

import os
import shutil
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from scripts import apt, check, office, printing
from scripts.console import say
from scripts.paths import PYTHON, ROOT
from scripts.services import Services, stop_on_signals

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Report:
    failed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=time.monotonic)

    def conclude(self) -> int:
        for name, why in self.skipped.items():
            say(f"skipped: {name}: {why}")
        failed = list(self.failed)
        if os.environ.get("CI") == "true":
            failed += [f"{name} (missing)" for name in self.skipped]
        if not self.counts["passed"]:
            failed.append("no test ran")
        if failed:
            say(f"failed: {', '.join(failed)}")
        say(f"{time.monotonic() - self.begun:.0f} seconds in all")
        tests = f"{self.counts['passed']} passed, {self.counts['failed']} failed"
        say(tests + (f", {self.counts['skipped']} skipped" if self.counts["skipped"] else ""))
        return 1 if failed else 0


def chromium() -> str | None:
    """The browser's program, installed where that is possible."""
    for attempt in range(2):
        for name in CHROMIUM:
            if shutil.which(name):
                return shutil.which(name)
        if attempt or not apt.install("chromium", "fonts-noto-core"):
            break
    return None


@dataclass(frozen=True)
class Session:
    """One run of pytest; `real` are the addresses of the servers that it may use."""

    name: str
    arguments: list[str]
    real: dict[str, str] = field(default_factory=dict)


def pytest(report: Report, scratch: Path, *sessions: Session) -> None:
    """Run pytest sessions beside each other and add their counts to the report.

    What a session prints is shown while it runs when it is alone, else at its end.
    """
    begun = time.monotonic()
    say(f"\n== {' | '.join(session.name for session in sessions)} ==")
    alone = len(sessions) == 1
    running = [(session, *_start(session, scratch, alone)) for session in sessions]
    for session, process, files in running:
        code = process.wait()
        if not alone:
            say(f"\n-- {session.name} --\n{files.with_suffix('.log').read_text(errors='replace')}")
        if code:
            report.failed.append(session.name)
        _count(report, files.with_suffix(".xml"))
    say(f"{time.monotonic() - begun:.0f} s")


def _start(session: Session, scratch: Path, alone: bool) -> tuple[subprocess.Popen[bytes], Path]:
    slug = "".join(letter if letter.isalnum() else "-" for letter in session.name.lower())
    files = scratch / slug
    # A database of its own for every run: two of them on one machine must not meet.
    own = {"TEST_DB_SUFFIX": f"_{os.getpid()}_{slug.replace('-', '_')}"}
    command: list[str | Path] = [PYTHON, "-m", "pytest", "-q", f"--junitxml={files}.xml", *session.arguments]
    environment = os.environ | own | session.real
    if alone:
        return subprocess.Popen(command, cwd=ROOT, env=environment), files
    with files.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    return process, files


def _count(report: Report, result: Path) -> None:
    if result.exists():
        for suite in ET.parse(result).getroot().iter("testsuite"):
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            report.counts["failed"] += bad
            report.counts["skipped"] += skipped
            report.counts["passed"] += int(suite.get("tests", 0)) - bad - skipped


def run(report: Report, scratch: Path) -> None:
    workers = ["-n", str(min(os.cpu_count() or 1, 4))]
    with Services() as services:
        browser = chromium()
        if lacking := printing.provide():
            report.skipped["PDF notices"] = f"not installed ({lacking})"
        if no_office := office.provide():
            report.skipped["LibreOffice"] = f"not installed ({no_office})"
        lack = [name for name, why in (("printing", lacking), ("libreoffice", no_office)) if why]
        able = ["-m", " and ".join(f"not {name}" for name in lack)] if lack else []
        report.failed += check.run()
        services.wait()
        report.skipped |= services.missing
        real = services.environment
        unit = ["tests", *workers, *able]
        pytest(report, scratch, Session("unit, SQLite", unit))
        if "DATABASE_URL" in real:
            # A test that reads no database says the same on every database.
            only = {"DATABASE_URL": real["DATABASE_URL"]}
            pytest(report, scratch, Session("unit, PostgreSQL", [*unit, "--with-database-only"], only))
        pytest(report, scratch, *_sessions_with_waits(report, services, browser))


def _sessions_with_waits(report: Report, services: Services, browser: str | None) -> list[Session]:
    """Servers and the browser: both wait a good deal, so they share the cores."""
    sessions = []
    if "DATABASE_URL" in services.environment:
        marks = [f"not {name.lower()}" for name in services.missing]
        arguments = ["tests/services", "-m", " and ".join(marks)]
        sessions.append(Session("services", arguments, services.environment))
    if browser:
        sessions.append(Session("browser", ["tests/e2e"], {"CHROMIUM": browser}))
    else:
        report.skipped["Chromium"] = "not installed (package chromium)"
    return sessions


def main() -> None:
    stop_on_signals()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="portal-test-") as scratch:
        run(report, Path(scratch))
    raise SystemExit(report.conclude())


if __name__ == "__main__":
    main()
