"""Where things are, for every script."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = tuple(ROOT / "requirements" / name for name in ("bootstrap.txt", "base.txt", "dev.txt"))
# Downloads that outlive a clone.
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hung-yen-portal"


def digest(*files: Path) -> str:
    """SHA-256 over the files' contents: changes when any of them does."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()
