"""Files that came while the virus scanner was silent: scanned later, served only then, and never lost."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from portal.core import clamav
from portal.core.private_files import private_files
from portal.feedback.models import AnswerFile, Attachment, LetterFile, ScanState, StagedUpload
from portal.feedback.models.files import KeptFile
from portal.feedback.services.acting import announce

logger = logging.getLogger(__name__)

_AT_ONCE = 100
_MODELS: tuple[type[KeptFile], ...] = (StagedUpload, Attachment, AnswerFile, LetterFile)


def scan_waiting(*, at: datetime) -> dict[str, int]:
    """Scan what waits and, after a scanner was configured, what nobody has scanned yet; return how many are what.

    Stops when the scanner falls silent; the next turn goes on. An infected file is deleted, its row says so.
    """
    counts = {"clean": 0, "infected": 0, "left": 0}
    if not clamav.configured():
        return counts
    for file in _waiting():
        try:
            found = clamav.infection(_content(file))
        except clamav.ScannerDown as problem:
            logger.warning("the virus scanner gives no verdict: %s", problem)
            counts["left"] += 1
            break
        except FileNotFoundError:
            counts["left"] += 1
            continue
        _settle(file, found, at)
        counts["infected" if found else "clean"] += 1
    return counts


def _waiting() -> Iterator[KeptFile]:
    state = Q(scan_state=ScanState.WAITING) | Q(scan_state=ScanState.UNSCANNED)
    for model in _MODELS:
        yield from model._default_manager.filter(state).exclude(file="").order_by("pk")[:_AT_ONCE]


def _content(file: KeptFile) -> bytes:
    with file.file.open("rb") as stream:
        return bytes(stream.read())


def _settle(file: KeptFile, found: str, at: datetime) -> None:
    """Only what still is as it was read: a file may have moved from a draft to its case meanwhile."""
    state = ScanState.INFECTED if found else ScanState.CLEAN
    changes: dict[str, object] = {"scan_state": state, "scanned_at": at}
    name = file.file.name or ""
    for model in _MODELS:
        model._default_manager.filter(file=name).update(**changes)
    if found:
        logger.warning("an infected file was deleted: %s", found)
        private_files.delete(name)
    if isinstance(file, Attachment):
        announce(file.petition)
