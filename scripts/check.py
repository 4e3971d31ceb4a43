"""The checks that need no server: lint, types, architecture, templates, migrations."""

import os
import subprocess

from scripts.console import say, step
from scripts.paths import PYTHON, ROOT, VENV

BIN = VENV / "bin"
CHECKS: dict[str, list[str]] = {
    "lint": [f"{BIN}/ruff", "check", "--quiet", "."],
    "format": [f"{BIN}/ruff", "format", "--check", "--quiet", "."],
    "architecture": [f"{BIN}/lint-imports", "--no-logo"],
    "templates": [f"{BIN}/djlint", "--lint", "--quiet", "themes"],
    "migrations": [f"{PYTHON}", "manage.py", "makemigrations", "--check", "--dry-run"],
    "settings": [f"{PYTHON}", "manage.py", "check", "--fail-level", "WARNING"],
    "types": [f"{BIN}/mypy"],
}


def run() -> list[str]:
    """Run every check, whatever the others said; the names of those that failed."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.config.settings.test"}
    failed = []
    for name, command in CHECKS.items():
        with step(name):
            done = subprocess.run(
                command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
            )
            if done.returncode:
                failed.append(name)
                say((done.stdout + done.stderr).rstrip())
    return failed


def main() -> None:
    failed = run()
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
