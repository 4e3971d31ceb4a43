"""What every door hands in, and what a door can do."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Verdict(StrEnum):
    """What is known of whether a letter comes from the address that it names."""

    UNKNOWN = ""
    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class InboundFile:
    """A file as it came, unchecked."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundLetter:
    """One letter as it came, whatever brought it.

    `sender` is an e-mail address or a telephone number. `to` are the addresses it was sent to; a gateway puts the code
    or slug of a body there. `refusal` says why nothing of it is kept (Refusal); "" for a letter that a person wrote.
    `handle` is the door's own and means nothing to anybody else.
    """

    channel: str
    external_id: str
    arrived_at: datetime
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    files: tuple[InboundFile, ...] = ()
    # Names of what could not even be read, with the reason.
    lost: tuple[str, ...] = ()
    refusal: str = ""
    verdict: Verdict = Verdict.UNKNOWN
    handle: Any = field(default=None, compare=False)


class Refusal:
    """Why a letter is not kept. A person who wrote one too large is told so; machines are told nothing."""

    AUTOMATIC = "automatic"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    TOO_MANY = "too_many"


class Door(Protocol):
    """A way in. `fetch` may give a letter again until `acknowledge` has let go of it."""

    name: str

    def fetch(self, limit: int) -> Iterable[InboundLetter]:
        """The oldest letters that wait outside, at most `limit`. OSError when the other side does not answer."""

    def acknowledge(self, letter: InboundLetter, *, kept: bool) -> None:
        """Let go of a letter whose row is committed; `kept` is False for what was refused."""

    def close(self) -> None:
        """Leave, whatever happened."""


def stored_id(external_id: str) -> str:
    """What the database keeps of a door's own name for a letter: bounded, and nothing to read in it."""
    return hashlib.sha256(external_id.strip().encode("utf-8", "surrogatepass")).hexdigest()
