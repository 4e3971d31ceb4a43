"""Files of a submission that is not finished: checked, kept for a day, bounded, then part of a case or gone."""

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from portal.core.private_files import private_files
from portal.core.uploads import MAX_FILES, MAX_TOTAL_BYTES, CleanUpload
from portal.feedback.models import AnswerFile, Attachment, LetterFile, Petition, StagedUpload
from portal.feedback.services.retention import staged_lifetime

logger = logging.getLogger(__name__)

# All unfinished submissions together. Whoever has not solved a captcha shares half of it, so that filling the
# staging area cannot keep others from attaching files.
MAX_STAGED_BYTES = 2 * 1024**3


class StagingFull(Exception):
    """There is no room for more unfinished files now."""


def staged_for(key: UUID) -> list[StagedUpload]:
    return list(StagedUpload.objects.filter(submission_key=key))


def stage(*, key: UUID, uploads: Iterable[CleanUpload], at: datetime, trusted: bool) -> list[StagedUpload]:
    """Keep checked files under a submission's key. The same content twice is kept once.

    Raises StagingFull when the area is full or the submission would exceed its own bounds; OSError and database
    errors pass through. Whatever is raised, no new file is left on the disk.
    """
    kept = staged_for(key)
    known = {item.sha256 for item in kept}
    fresh = [upload for upload in {u.sha256: u for u in uploads}.values() if upload.sha256 not in known]
    _check_room(kept, fresh, trusted)
    written: list[str] = []
    try:
        with transaction.atomic():
            return [_keep(key, upload, at, written) for upload in fresh]
    except BaseException:
        for name in written:
            _remove(name)
        raise


def _keep(key: UUID, upload: CleanUpload, at: datetime, written: list[str]) -> StagedUpload:
    staged = StagedUpload(
        submission_key=key,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        created_at=at,
    )
    staged.hold(upload.content, scanned=upload.scanned)
    written.append(staged.file.name or "")
    staged.save()
    return staged


def _check_room(kept: list[StagedUpload], fresh: list[CleanUpload], trusted: bool) -> None:
    if not fresh:
        return
    own = sum(item.size for item in kept) + sum(upload.size for upload in fresh)
    if len(kept) + len(fresh) > MAX_FILES or own > MAX_TOTAL_BYTES:
        raise StagingFull
    everyone = StagedUpload.objects.aggregate(total=Sum("size"))["total"] or 0
    room = MAX_STAGED_BYTES if trusted else MAX_STAGED_BYTES // 2
    if everyone + sum(upload.size for upload in fresh) > room:
        raise StagingFull


def discard(*, key: UUID, ids: Iterable[int]) -> None:
    """Forget some staged files of one submission, and no other's."""
    _forget(StagedUpload.objects.filter(submission_key=key, pk__in=list(ids)))


def sweep(*, at: datetime) -> int:
    """Forget staged files older than the retention rule says, by default a day; return how many."""
    return _forget(StagedUpload.objects.filter(created_at__lt=at - staged_lifetime(on=localdate(at))))


def _forget(rows: Iterable[StagedUpload]) -> int:
    count = 0
    for staged in rows:
        # The row first: if the process dies in between, the file is an orphan that the sweep finds.
        with transaction.atomic():
            if Petition.objects.filter(
                submission_key=staged.submission_key, attachments__file=staged.file
            ).exists():
                continue
            deleted, _ = StagedUpload.objects.filter(pk=staged.pk).delete()
        if deleted:
            _remove(staged.file.name or "")
            count += 1
    return count


def remove_orphans(*, at: datetime) -> int:
    """Delete files that no row knows and that are older than an hour; return how many.

    They are what a killed process or a full disk left between writing a file and writing its row.
    """
    root = Path(private_files.path("petitions"))
    count = 0
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        files = [file for file in folder.iterdir() if file.is_file()]
        old = [file for file in files if at.timestamp() - file.stat().st_mtime > 3600]
        names = [f"petitions/{folder.name}/{file.name}" for file in old]
        known = set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
        known |= set(Attachment.objects.filter(covered__in=names).values_list("covered", flat=True))
        known |= set(AnswerFile.objects.filter(file__in=names).values_list("file", flat=True))
        known |= set(LetterFile.objects.filter(file__in=names).values_list("file", flat=True))
        known |= set(StagedUpload.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names:
            if name not in known:
                _remove(name)
                count += 1
    return count


def _remove(name: str) -> None:
    try:
        private_files.delete(name)
    except OSError:
        # Not worth failing for: the orphan sweep comes by later.
        logger.warning("could not remove a staged file")
