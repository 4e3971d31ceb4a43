"""Areas of photos that the public does not see: burnt into a picture of their own, the original for the case."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from portal.accounts.models import User
from portal.core.covering import Box, cover, size_of
from portal.core.private_files import private_files
from portal.feedback.models import Attachment, CoveredArea, Petition
from portal.feedback.privacy import CoverMethod, CoverReason
from portal.feedback.services.acting import act_as_staff
from portal.feedback.workflow import TransitionNotAllowed

MAX_AREAS = 200
Rectangle = tuple[int, int, int, int]  # left, top, width, height


@transaction.atomic
def cover_photo(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    file: int,
    areas: Sequence[Rectangle],
    reason: str,
    method: str = CoverMethod.SOLID,
    version: int | None = None,
) -> Petition:
    """Cover rectangles of a photo, in pixels of the kept picture. From the commit on nobody else gets the original.

    Raises TransitionNotAllowed for a file that is no photo and for rectangles outside of it.
    """
    photo = _photo(petition, file)
    size = size_of(_bytes(photo))
    boxes = [box for area in areas if (box := Box(*area).inside(size))]
    kept = list(photo.areas.filter(undone_at=None, original_removed=False))
    if not boxes:
        raise TransitionNotAllowed("Hãy chọn ít nhất một vùng nằm trong ảnh.")
    if len(kept) + len(boxes) > MAX_AREAS:
        raise TransitionNotAllowed(f"Ảnh đã có quá nhiều vùng che (tối đa {MAX_AREAS}).")
    made = [
        CoveredArea(
            attachment=photo, left=box.left, top=box.top, width=box.width, height=box.height,
            method=CoverMethod(method), reason=CoverReason(reason), by=by, at=at,
        )
        for box in boxes
    ]  # fmt: skip
    _redraw(photo, [*kept, *made])
    facts = _facts(photo, areas=len(made), method=str(method), reason=str(reason))
    return act_as_staff(
        "cover_photo", petition=petition, by=by, at=at, version=version, file=facts, areas=made, reason=reason
    )


@transaction.atomic
def uncover_photo(
    *, petition: Petition, by: User, at: datetime, file: int, explanation: str, version: int | None = None
) -> Petition:
    """Show a photo without its covered areas again; only a head may, and says why."""
    photo = _photo(petition, file)
    covered = photo.areas.filter(undone_at=None, original_removed=False)
    facts = _facts(photo, areas=covered.count())
    if not facts["areas"]:
        raise TransitionNotAllowed("Ảnh này không có vùng nào bị che.")
    covered.update(undone_by=by, undone_at=at, undone_because=explanation)
    _redraw(photo, [])
    return act_as_staff(
        "uncover_photo", petition=petition, by=by, at=at, version=version, file=facts, explanation=explanation
    )


def _photo(petition: Petition, pk: int) -> Attachment:
    """The case first, then its file: two people who cover at once draw one after the other."""
    Petition.objects.select_for_update().get(pk=petition.pk)
    photo = Attachment.objects.select_for_update().filter(pk=pk, petition=petition).first()
    if photo is None or not photo.is_image or not photo.file:
        raise TransitionNotAllowed("Tệp này không phải là ảnh của hồ sơ.")
    return photo


def _bytes(photo: Attachment) -> bytes:
    with photo.file.open("rb") as stream:
        return bytes(stream.read())


def _redraw(photo: Attachment, areas: Sequence[CoveredArea]) -> None:
    """Give the photo the rendition without these areas; none when there are none. The old one goes on commit."""
    old = photo.covered.name or ""
    if areas:
        boxes = [
            Box(area.left, area.top, area.width, area.height, area.method == CoverMethod.SOLID)
            for area in areas
        ]
        content = cover(_bytes(photo), photo.media_type, boxes)
        photo.covered.save("covered", ContentFile(content), save=False)
        photo.covered_sha256 = hashlib.sha256(content).hexdigest()
    else:
        photo.covered, photo.covered_sha256 = "", ""
    photo.save(update_fields=["covered", "covered_sha256"])
    if old and old != photo.file.name:
        transaction.on_commit(lambda: private_files.delete(old))


def _facts(photo: Attachment, **more: object) -> dict[str, object]:
    """What the ledger keeps: which file by its digest, and the digest of what is shown in its place."""
    number = list(photo.petition.attachments.values_list("pk", flat=True)).index(photo.pk) + 1
    return {"number": number, "original": photo.sha256, "shown": photo.covered_sha256, **more}
