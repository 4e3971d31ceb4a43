"""Random numbers that depend on names, not on the order in which things are made.

Every item draws from a stream of its own, derived from the seed number and the item's keys. Adding one petition,
template or commune therefore leaves every other item exactly as it was.
"""

import hashlib
import random
from collections.abc import Mapping, Sequence

Key = str | int


def digest(number: int, *keys: Key) -> bytes:
    """Return 32 bytes that depend on the seed number and the keys only."""
    return hashlib.sha256("\x1f".join([str(number), *map(str, keys)]).encode()).digest()


def stream(number: int, *keys: Key) -> random.Random:
    """Return a generator of its own for the item that the keys name."""
    return random.Random(int.from_bytes(digest(number, *keys)[:8], "big"))


def unit(number: int, *keys: Key) -> float:
    """Return one number in [0, 1) for the item that the keys name."""
    return int.from_bytes(digest(number, *keys)[:7], "big") / 2**56


def pick(number: int, names: Sequence[str], *keys: Key) -> str:
    """Return one of the names by rendezvous hashing: a name added to the list takes only its own share."""
    return min(names, key=lambda name: digest(number, *keys, name))


def choose(rng: random.Random, weights: Mapping[str, float]) -> str:
    """Return one key of the mapping with the given relative weights."""
    names = list(weights)
    return rng.choices(names, weights=[weights[name] for name in names])[0]
