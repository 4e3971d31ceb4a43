"""Make `.venv` hold exactly the locked dependencies; at once when it already does."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import apt
from scripts.console import fail, step
from scripts.paths import LOCKS, PYTHON, VENV, digest

BOOTSTRAP, BASE, DEV = LOCKS
STAMP = VENV / "locked"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (this script meets whatever Python there is)
        fail(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
    wanted = f"{sys.version_info.major}.{sys.version_info.minor} {digest(*LOCKS)}\n"
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
        return
    if not _usable():
        with step("Creating .venv"):
            _create()
    STAMP.unlink(missing_ok=True)
    with step("Installing the locked dependencies"):
        _install()
    STAMP.write_text(wanted)


def _usable() -> bool:
    """Whether .venv exists with this Python and its pip."""
    if not PYTHON.exists():
        return False
    question = "import sys, pip; print(*sys.version_info[:2])"
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _create() -> None:
    # Debian's python3 comes without ensurepip: its venv makes an environment that cannot install anything.
    if importlib.util.find_spec("ensurepip") is None and not apt.install("python3-venv"):
        fail("Python's venv is incomplete here: install the package python3-venv, then try again.")
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)


def _install() -> None:
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    subprocess.run([*pip, "-r", BOOTSTRAP], check=True)
    uv: list[str | Path] = [
        VENV / "bin" / "uv",
        "pip",
        "sync",
        "--quiet",
        "--python",
        PYTHON,
        "--require-hashes",
    ]
    if subprocess.run([*uv, BOOTSTRAP, DEV], check=False).returncode:
        # uv reads none of pip's settings; a machine that reaches its packages only through those uses pip.
        subprocess.run([*pip, "-r", DEV], check=True)


if __name__ == "__main__":
    main()
