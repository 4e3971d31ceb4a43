"""A folder into which a gateway for SMS or Zalo drops letters. The format: docs/letters-by-other-doors.md."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.timezone import is_naive

from portal.core.text import plain_text
from portal.feedback.doors.letter import InboundFile, InboundLetter
from portal.feedback.doors.mail import MOST_FILES
from portal.feedback.doors.texts import LONGEST_TEXT
from portal.feedback.workflow import Channel

logger = logging.getLogger(__name__)

LETTER = "letter.json"
PROCESSED, FAILED = "processed", "failed"
REASON = "reason.txt"
CHANNELS = (Channel.SMS, Channel.ZALO, Channel.EMAIL)
_LONGEST_JSON = 1024 * 1024
# Clocks of two machines are never quite the same.
_AHEAD = timedelta(minutes=10)


class BadLetter(Exception):
    """The folder's content is not a letter; the message says what is wrong."""


class FolderDoor:
    """Each letter is a folder with letter.json and its files. A name that begins with a dot is still being written."""

    name = "folder"

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def fetch(self, limit: int) -> Iterator[InboundLetter]:
        for place in self._waiting()[:limit]:
            try:
                letter = _read(place)
            except BadLetter as problem:
                self._put_away(place, FAILED, str(problem))
                continue
            yield letter

    def acknowledge(self, letter: InboundLetter, *, kept: bool) -> None:
        self._put_away(letter.handle, PROCESSED if kept else FAILED, "" if kept else letter.refusal)

    def close(self) -> None:
        """Nothing is open."""

    def _waiting(self) -> list[Path]:
        if not self.root.is_dir():
            raise FileNotFoundError("the folder for letters does not exist")
        found = [
            place
            for place in self.root.iterdir()
            if place.is_dir()
            and not place.is_symlink()
            and not place.name.startswith(".")
            and place.name not in {PROCESSED, FAILED}
        ]
        return sorted(found, key=lambda place: (place.stat().st_mtime, place.name))

    def _put_away(self, place: Path, where: str, why: str) -> None:
        target = self.root / where
        target.mkdir(exist_ok=True)
        free = target / place.name
        number = 1
        while free.exists():
            number += 1
            free = target / f"{place.name}-{number}"
        place.rename(free)
        if why:
            logger.warning("a letter in the folder was not taken")
            (free / REASON).write_text(why + "\n", encoding="utf-8")


def _read(place: Path) -> InboundLetter:
    told = _json(place / LETTER)
    channel = told.get("channel")
    if channel not in CHANNELS:
        raise BadLetter(f"channel must be one of {', '.join(CHANNELS)}")
    name = _text(told, "id", 200)
    if not name:
        raise BadLetter("id is missing")
    text = _text(told, "text", LONGEST_TEXT)
    files, lost = _files(place, told.get("files", []))
    if not text and not files:
        raise BadLetter("text and files are both missing")
    return InboundLetter(
        channel=str(channel),
        external_id=f"{channel}:{name}",
        arrived_at=_arrived(told),
        sender=_text(told, "from", 200),
        sender_name=_text(told, "name", 120),
        subject=" ".join(_text(told, "subject", 300).split()),
        text=text,
        to=(_text(told, "organisation", 100),),
        references=(f"{channel}:{reference}",) if (reference := _text(told, "answers", 200)) else (),
        files=tuple(files),
        lost=tuple(lost),
        handle=place,
    )


def _json(path: Path) -> dict[str, Any]:
    if path.is_symlink() or not path.is_file():
        raise BadLetter(f"{LETTER} is missing")
    if path.stat().st_size > _LONGEST_JSON:
        raise BadLetter(f"{LETTER} is larger than 1 MB")
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadLetter(f"{LETTER} is not JSON in UTF-8") from error
    if not isinstance(told, dict):
        raise BadLetter(f"{LETTER} is not an object")
    return told


def _text(told: dict[str, Any], key: str, longest: int) -> str:
    value = told.get(key, "")
    if not isinstance(value, str):
        raise BadLetter(f"{key} is not a text")
    try:
        return plain_text(value.encode("utf-8").decode())[:longest]
    except UnicodeEncodeError as error:
        raise BadLetter(f"{key} holds half a character") from error


def _arrived(told: dict[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(_text(told, "received_at", 40))
    except ValueError as error:
        raise BadLetter("received_at is not a time as ISO 8601") from error
    if is_naive(at):
        raise BadLetter("received_at has no time zone")
    now = datetime.now(UTC)
    if at > now + _AHEAD:
        raise BadLetter("received_at lies in the future")
    if at < now - timedelta(days=settings.LETTER_OLDEST_DAYS):
        raise BadLetter(f"received_at is older than {settings.LETTER_OLDEST_DAYS} days")
    return min(at, now)


def _files(place: Path, names: object) -> tuple[list[InboundFile], list[str]]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadLetter("files is not a list of names")
    found: list[InboundFile] = []
    lost: list[str] = []
    for name in names:
        path = place / name
        if path.name != name or name in {"", ".", "..", LETTER} or path.is_symlink() or not path.is_file():
            raise BadLetter("files names something that does not lie beside letter.json")
        if len(found) >= MOST_FILES:
            lost.append(f"{name}: quá {MOST_FILES} tệp trong một thư")
        elif path.stat().st_size > settings.LETTER_MAX_BYTES:
            lost.append(f"{name}: quá lớn")
        else:
            found.append(InboundFile(name, path.read_bytes()))
    return found, lost
