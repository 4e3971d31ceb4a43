"""Sample letters that did not come through the form: a case by each other door, and letters that wait for staff."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from content.generators.corpus import settings
from content.generators.moments import Year
from content.generators.streams import digest
from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.feedback.codes import sample_code
from portal.feedback.doors.letter import stored_id
from portal.feedback.models import Letter
from portal.feedback.services import CaseScript
from portal.feedback.workflow import Channel
from portal.statutes.terms import ZONE

Staff = Mapping[tuple[str, str], User]

# Channel, days ago, category, title, text.
_CASES = (
    (
        Channel.EMAIL,
        8,
        "environment",
        "Rác tồn ba ngày chưa thu ở {thon}",
        "Xe rác không vào ngõ đã ba ngày, rác chất ở đầu ngõ bốc mùi. Thư mẫu.",
    ),
    (
        Channel.SMS,
        6,
        "water_power",
        "Mất nước sạch hai hôm ở {thon}",
        "Thôn tôi mất nước sạch hai hôm nay, không thấy thông báo. Tin mẫu.",
    ),
    (
        Channel.ZALO,
        4,
        "roads",
        "Nắp cống vỡ trước cổng trường ở {thon}",
        "Nắp cống trước cổng trường vỡ đôi, trẻ con đi qua rất nguy hiểm. Tin mẫu.",
    ),
)
# Letters that wait: channel, hours ago, subject, text.
_WAITING = (
    (
        Channel.EMAIL,
        20,
        "Kiến nghị lắp gương cầu lồi ở ngã ba",
        "Kính gửi Ủy ban nhân dân,\n\nNgã ba đầu {thon} khuất tầm nhìn, tháng này đã có hai vụ va chạm. "
        "Đề nghị xã lắp gương cầu lồi.\n\nXin cảm ơn. Thư mẫu.",
    ),
    (Channel.ZALO, 5, "", "Rác tồn ba ngày ở đầu ngõ {thon} chưa ai thu, bốc mùi quá. Tin mẫu."),
    (Channel.SMS, 2, "", "Loa {thon} hong, khong nghe duoc thong bao. Tin mau."),
)


def scripts(number: int, bodies: Bodies, staff: Staff, year: Year) -> Iterator[CaseScript]:
    """Yield a case by each door for the communes that have demo staff; staff took them in a few hours later."""
    for code in settings()["demo_staff"]:
        if code not in bodies.organisations:
            continue
        village = bodies.villages[code][0]
        handler = staff.get((code, Role.HANDLER))
        for channel, days, category, title, text in _CASES:
            day = year.calendar.on_or_after(year.today - timedelta(days=days))
            came = datetime.combine(day, time(7, 50), ZONE)
            taken = came + timedelta(hours=2)
            yield CaseScript(
                kind="report",
                organisation=bodies.organisations[code],
                title=title.format(thon=village.name),
                text=text,
                category=category,
                village=village,
                received_at=taken,
                effective_at=came,
                channel=channel,
                key=_key(number, code, channel),
                steps=[("acknowledge", taken + timedelta(hours=1), {"by": handler} if handler else {})],
            )


def waiting(number: int, bodies: Bodies, year: Year) -> None:
    """Store the letters that wait; nobody is written to."""
    rows = []
    for code in settings()["demo_staff"]:
        if code not in bodies.organisations:
            continue
        for index, (channel, hours, subject, text) in enumerate(_WAITING):
            came = year.ends - timedelta(hours=hours)
            key = _key(number, code, "letter", index)
            letter = Letter(
                channel=channel,
                external_id=stored_id(f"sample:{key}"),
                organisation=bodies.organisations[code],
                arrived_at=came,
                fetched_at=came,
                subject=subject,
                text=text.format(thon=bodies.villages[code][0].name),
                submission_key=key,
                code=sample_code(key),
                is_sample_data=True,
            )
            letter.seal_sender(address=f"nguoi-gui-thu-{index}@hungyen.example", name="Người gửi mẫu")
            rows.append(letter)
    Letter.objects.bulk_create(rows)


def _key(number: int, *names: str | int) -> uuid.UUID:
    return uuid.UUID(bytes=digest(number, "other doors", *names)[:16])
