"""Where the public reads about what the ledger names. Rooms that keep such things say so here; others only ask.

A subject of the ledger is "<prefix>:<name>". Rooms below must not know those above them, and need the address all the
same: whoever keeps the things registers how to find them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublicLink:
    """How a thing is called where everybody reads it, and its address."""

    label: str
    address: str


# From subjects to the links of those that everybody may know of.
Resolver = Callable[[Collection[str]], Mapping[str, PublicLink]]
_resolvers: dict[str, Resolver] = {}


def resolve_with(prefix: str, resolver: Resolver) -> None:
    """Let a room say where the subjects with this prefix are read."""
    _resolvers[prefix] = resolver


def public_links(subjects: Collection[str]) -> dict[str, PublicLink]:
    """Return the link of every subject that everybody may know of; the others are absent."""
    found: dict[str, PublicLink] = {}
    for prefix, resolver in _resolvers.items():
        mine = {subject for subject in subjects if subject.startswith(f"{prefix}:")}
        if mine:
            found.update(resolver(mine))
    return found
