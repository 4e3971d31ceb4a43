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

from scripts import apt, check, printing
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


def pytest(
    report: Report, scratch: Path, name: str, arguments: list[str], environment: dict[str, str]
) -> None:
    """Run one pytest session and add its counts to the report."""
    say(f"\n== {name} ==")
    begun = time.monotonic()
    result = scratch / f"{len(report.counts)}-{time.monotonic_ns()}.xml"
    # A database of its own for every run: two of them on one machine must not meet.
    own = {"TEST_DB_SUFFIX": f"_{os.getpid()}"}
    command: list[str | Path] = [PYTHON, "-m", "pytest", "-q", f"--junitxml={result}", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=os.environ | own | environment, check=False).returncode
    if code:
        report.failed.append(name)
    if result.exists():
        for suite in ET.parse(result).getroot().iter("testsuite"):
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            report.counts["failed"] += bad
            report.counts["skipped"] += skipped
            report.counts["passed"] += int(suite.get("tests", 0)) - bad - skipped
    say(f"{name}: {time.monotonic() - begun:.0f} s")


def run(report: Report, scratch: Path) -> None:
    workers = ["-n", str(min(os.cpu_count() or 1, 4))]
    with Services() as services:
        browser = chromium()
        if lacking := printing.provide():
            report.skipped["PDF notices"] = f"not installed ({lacking})"
        able = ["-m", "not printing"] if lacking else []
        report.failed += check.run()
        services.wait()
        report.skipped |= services.missing
        real = services.environment
        pytest(report, scratch, "unit, SQLite", ["tests", *workers, *able], {})
        if "DATABASE_URL" in real:
            only = {"DATABASE_URL": real["DATABASE_URL"]}
            pytest(report, scratch, "unit, PostgreSQL", ["tests", *workers, *able], only)
            marks = [f"not {name.lower()}" for name in services.missing]
            pytest(report, scratch, "services", ["tests/services", "-m", " and ".join(marks)], real)
        if browser:
            pytest(report, scratch, "browser", ["tests/e2e"], {"CHROMIUM": browser})
        else:
            report.skipped["Chromium"] = "not installed (package chromium)"


def main() -> None:
    stop_on_signals()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="portal-test-") as scratch:
        run(report, Path(scratch))
    raise SystemExit(report.conclude())


if __name__ == "__main__":
    main()
