"""Sample letters on what is public: one that waits for a decision, one with a covered passage, one with a covered
photograph, one with a passage covered in its answer. Names, numbers and the plate belong to nobody.
"""

import hashlib
import io
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw

from content.generators.corpus import settings
from content.generators.moments import Year
from content.generators.streams import digest
from content.seeding.files import Shelf
from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.core.covering import Box, cover
from portal.core.private_files import private_storage
from portal.feedback.models import Attachment, CoveredArea, Petition
from portal.feedback.privacy import CoverMethod, CoverReason, Moderation
from portal.feedback.services import CaseScript
from portal.statutes.terms import ZONE

Staff = Mapping[tuple[str, str], User]
Step = tuple[str, datetime, Mapping[str, Any]]
_PNG = "image/png"
_MAILBOX = "nguoi-gui-mau@hungyen.example"
_ASKED = f"Rác chất đống ở đầu ngõ đã một tuần. Cần hỏi thêm xin viết cho {_MAILBOX}. Thư mẫu."
_NEIGHBOUR = "gia đình bà Nguyễn Thị Mẫu"
_SIZE = (800, 528)
# left, top, width, height: on the grid that covering keeps to.
_AREAS = ((96, 352, 160, 64), (560, 144, 112, 112))


def scripts(number: int, bodies: Bodies, staff: Staff, year: Year) -> Iterator[CaseScript]:
    """Yield the letters of each commune that has demo staff."""
    for code in settings()["demo_staff"]:
        if code in bodies.organisations:
            yield from _of_commune(number, bodies, staff, year, code)


def _key(number: int, code: str, name: str) -> uuid.UUID:
    return uuid.UUID(bytes=digest(number, "privacy", code, name)[:16])


def _of_commune(number: int, bodies: Bodies, staff: Staff, year: Year, code: str) -> Iterator[CaseScript]:
    village = bodies.villages[code][0]
    handler = staff.get((code, Role.HANDLER))
    by = {"by": handler} if handler else {}

    def at(days_ago: int, hour: int) -> datetime:
        day = year.calendar.on_or_after(year.today - timedelta(days=days_ago))
        return datetime.combine(day, time(hour, 25), ZONE)

    def script(name: str, received: datetime, steps: list[Step], **fields: Any) -> CaseScript:
        return CaseScript(
            kind="report",
            organisation=bodies.organisations[code],
            village=village,
            received_at=received,
            steps=[("acknowledge", at(5, 9), by), *steps],
            key=_key(number, code, name),
            **fields,
        )

    yield script(
        "held",
        at(6, 19),
        [],
        title="Cán bộ một cửa hẹn nhiều lần, nói khó nghe",
        text="Tôi đến ba lần vẫn bị hẹn lại, cán bộ ở quầy số 2 nói khó nghe. Thư mẫu.",
        category="conduct",
        moderation=Moderation.HELD,
    )
    start = _ASKED.index(_MAILBOX)
    hide: Step = (
        "cover_text",
        at(5, 10),
        {**by, "field": "text", "spans": [(start, start + len(_MAILBOX))], "reason": CoverReason.CONTACT},
    )
    show: Step = ("moderate", at(5, 11), {**by, "decision": "publish", "why": "covered"})
    yield script(
        "passage",
        at(6, 18),
        [hide, show],
        title=f"Rác đầu ngõ {village.name}",
        text=_ASKED,
        category="environment",
        moderation=Moderation.HELD,
    )
    facts = {
        "number": 1, "areas": len(_AREAS), "method": str(CoverMethod.SOLID), "reason": str(CoverReason.PLATE),
        "original": _digest(_picture()), "shown": _digest(_covered()),
    }  # fmt: skip
    yield script(
        "photograph",
        at(6, 20),
        [("cover_photo", at(4, 15), {**by, "file": facts, "areas": [], "reason": CoverReason.PLATE})],
        title=f"Xe đỗ chắn lối vào nhà văn hóa {village.name}",
        text="Xe đỗ chắn lối đi từ sáng đến tối, ảnh vẽ kèm theo. Thư mẫu.",
        category="roads",
        photos_public=True,
    )
    head = staff.get((code, Role.HEAD))
    approved = {"by": head} if head else {}
    reason = {"answer": 1, "passage": _NEIGHBOUR, "reason": CoverReason.NAME}
    yield script(
        "answer",
        at(9, 18),
        [
            (
                "draft_answer",
                at(5, 11),
                {**by, "text": f"Đã làm việc với {_NEIGHBOUR} và sửa xong rãnh. Trả lời mẫu."},
            ),
            ("approve_answer", at(5, 14), approved),
            ("cover_answer", at(4, 9), {**by, **reason}),
        ],
        title=f"Rãnh thoát nước ở {village.name} bị lấp",
        text="Rãnh thoát nước bị lấp một đoạn, mưa là ngập đường. Thư mẫu.",
        category="roads",
    )


def photographs(number: int, stored: Sequence[Petition], staff: Staff, shelf: Shelf) -> None:
    """Store the drawn picture, what the public sees of it, and the areas between the two."""
    wanted = {_key(number, code, "photograph"): code for code in settings()["demo_staff"]}
    for petition in stored:
        if petition.submission_key in wanted:
            _with_picture(petition, staff.get((wanted[petition.submission_key], Role.HANDLER)), shelf)


def _with_picture(petition: Petition, by: User | None, shelf: Shelf) -> None:
    original, shown = _picture(), _covered()
    photo = Attachment.objects.create(
        petition=petition,
        file=_put(original, shelf),
        name="anh-mau.png",
        media_type=_PNG,
        size=len(original),
        sha256=_digest(original),
        covered=_put(shown, shelf),
        covered_sha256=_digest(shown),
    )
    at = petition.acts.get(name="cover_photo").at
    reasons = (CoverReason.PLATE, CoverReason.FACE)
    CoveredArea.objects.bulk_create(
        CoveredArea(
            attachment=photo, left=left, top=top, width=width, height=height,
            method=CoverMethod.SOLID, reason=reason, by=by, at=at,
        )
        for (left, top, width, height), reason in zip(_AREAS, reasons, strict=True)
    )  # fmt: skip


def _put(content: bytes, shelf: Shelf) -> str:
    found = _digest(content)
    return shelf.put(private_storage(), f"petitions/{found[:2]}/{found[:32]}", content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=1)
def _covered() -> bytes:
    return cover(_picture(), _PNG, [Box(*area) for area in _AREAS])


@lru_cache(maxsize=1)
def _picture() -> bytes:
    """A car with a plate before a gate, and somebody beside it, drawn: no photograph of anybody."""
    picture = Image.new("RGB", _SIZE, (206, 224, 232))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 400, 800, 528), fill=(120, 124, 128))
    draw.rectangle((300, 90, 520, 400), fill=(214, 180, 120))
    draw.rectangle((360, 200, 460, 400), fill=(130, 84, 50))
    draw.rounded_rectangle((60, 280, 330, 440), 30, fill=(150, 40, 40))
    draw.rectangle((110, 365, 240, 402), fill=(250, 250, 250), outline=(20, 20, 20))
    draw.text((120, 372), "89A-000.00", fill=(20, 20, 20), font_size=22)
    for left in (90, 250):
        draw.ellipse((left, 410, left + 60, 470), fill=(30, 30, 30))
    draw.rectangle((580, 250, 650, 430), fill=(40, 80, 120))
    draw.ellipse((575, 155, 655, 245), fill=(232, 190, 160))
    draw.ellipse((595, 185, 605, 195), fill=(30, 30, 30))
    draw.ellipse((625, 185, 635, 195), fill=(30, 30, 30))
    draw.text((20, 20), "SAMPLE / MAU", fill=(90, 90, 90), font_size=26)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
