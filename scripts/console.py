"""Visible progress: every step says what it does, and how long it took."""

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import NoReturn


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str, code: int = 1) -> NoReturn:
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(code)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step before it starts, and its seconds after it ended well."""
    say(f"→ {title} …")
    begun = time.monotonic()
    yield
    say(f"  {time.monotonic() - begun:5.1f} s")
