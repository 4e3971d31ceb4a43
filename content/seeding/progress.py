"""Say what the seed is doing and how long each stage took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], object]


@contextmanager
def stage(say: Say, label: str) -> Iterator[None]:
    """Print one line when the stage ends, with its seconds."""
    begun = time.monotonic()
    yield
    say(f"  {label:<46} {time.monotonic() - begun:6.1f} s")
