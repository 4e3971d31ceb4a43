"""Bring in what waits at the doors, one letter after the other."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from portal.feedback.doors.folder import FolderDoor
from portal.feedback.doors.imap import ImapDoor
from portal.feedback.doors.letter import Door, InboundLetter
from portal.feedback.models import LetterState
from portal.feedback.services.letters import receive

logger = logging.getLogger(__name__)


def open_doors() -> list[Door]:
    """The doors that this installation has opened."""
    doors: list[Door] = []
    if settings.IMAP_URL:
        doors.append(ImapDoor(settings.IMAP_URL))
    if settings.LETTERS_FOLDER:
        doors.append(FolderDoor(settings.LETTERS_FOLDER))
    return doors


def fetch_letters(doors: Iterable[Door], *, clock: Callable[[], datetime]) -> Counter[str]:
    """Take what waits, at most LETTERS_PER_RUN a door, and return how many letters ended how.

    A door lets go of a letter only after its row is committed; whoever is killed in between finds the letter known
    the next time. A door that does not answer keeps nobody from the others.
    """
    counts: Counter[str] = Counter()
    for door in doors:
        try:
            for letter in door.fetch(settings.LETTERS_PER_RUN):
                counts[_take_in(door, letter, clock())] += 1
        except OSError:
            logger.exception("door %s: not reached", door.name)
            counts["unreached"] += 1
        finally:
            door.close()
    return counts


def _take_in(door: Door, letter: InboundLetter, at: datetime) -> str:
    try:
        stored = receive(letter, at=at)
    except (DatabaseError, OSError):
        # Ours to mend: the letter stays outside and comes again.
        logger.exception("door %s: a letter could not be stored", door.name)
        return "later"
    except Exception:
        # One letter must not keep the others out for ever. It is put aside, not lost.
        logger.exception("door %s: a letter could not be taken", door.name)
        door.acknowledge(letter, kept=False)
        return "failed"
    door.acknowledge(letter, kept=stored.state != LetterState.IGNORED)
    return stored.state
