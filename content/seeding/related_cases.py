"""Sample letters that hang together: merged, split, sent in a circle and assigned; and who taps “me too”."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from content.generators.corpus import settings
from content.generators.moments import Year
from content.generators.streams import digest, unit
from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.feedback.codes import sample_code
from portal.feedback.models import Petition, Support
from portal.feedback.services import CaseScript
from portal.feedback.services.relating import Part
from portal.feedback.workflow import Status
from portal.organisations.models import Organisation
from portal.statutes.terms import ZONE

Staff = Mapping[tuple[str, str], User]
Step = tuple[str, datetime, Mapping[str, Any]]
_SHARE, _MOST_TAPS = 0.06, 24
_DRAIN = "Mưa là cống đầu đường {thon} tràn, nước bẩn chảy vào sân mấy nhà quanh đó. Thư mẫu."
_THREE = (
    "Trạm y tế chiều nào cũng đóng cửa từ bốn giờ.",
    "Nước máy ba tuần nay đục, có mùi.",
    "Đèn đường trước nhà văn hóa hỏng từ tháng trước.",
)


def scripts(number: int, bodies: Bodies, staff: Staff, year: Year) -> Iterator[CaseScript]:
    """Yield the letters of the communes that have demo staff; a main case comes before those merged into it."""
    for code in settings()["demo_staff"]:
        if code in bodies.organisations:
            teller = _Teller(number, bodies, staff, year, code)
            yield from teller.merged()
            yield teller.split()
            yield teller.assigned()
            yield teller.undecided()


class _Teller:
    """Tells the stories of one commune."""

    def __init__(self, number: int, bodies: Bodies, staff: Staff, year: Year, code: str) -> None:
        self.number, self.bodies, self.staff, self.year, self.code = number, bodies, staff, year, code
        self.commune: Organisation = bodies.organisations[code]
        self.village = bodies.villages[code][0]

    def key(self, *names: str | int) -> uuid.UUID:
        return uuid.UUID(bytes=digest(self.number, "related", self.code, *names)[:16])

    def at(self, days_ago: int, hour: int, minute: int = 12) -> datetime:
        day = self.year.calendar.on_or_after(self.year.today - timedelta(days=days_ago))
        return datetime.combine(day, time(hour, minute), ZONE)

    def morning_after(self, moment: datetime) -> datetime:
        day = self.year.calendar.on_or_after(moment.date() + timedelta(days=1))
        return datetime.combine(day, time(9, 40), ZONE)

    def by(self, role: str = Role.HANDLER, code: str = "") -> dict[str, Any]:
        user = self.staff.get((code or self.code, role))
        return {"by": user} if user else {}

    def script(self, name: str, received: datetime, steps: list[Step], **fields: Any) -> CaseScript:
        values: dict[str, Any] = {
            "kind": "report",
            "category": "environment",
            "village": self.village,
            "text": _DRAIN.format(thon=self.village.name),
            **fields,
        }
        return CaseScript(
            organisation=self.commune, received_at=received, steps=steps, key=self.key(name), **values
        )

    def acknowledge(self, days_ago: int, **by: Any) -> Step:
        return ("acknowledge", self.at(days_ago, 9, 40), by or self.by())

    def merged(self) -> Iterator[CaseScript]:
        working: list[Step] = [self.acknowledge(18), ("accept", self.at(17, 10), self.by())]
        yield self.script(
            "drain", self.at(19, 8), working, title=f"Cống tràn ở {self.village.name}, nước vào sân nhà dân"
        )
        for turn, days_ago in enumerate((16, 14), start=1):
            merge: Step = (
                "merge",
                # So late that no weekend brings it before the acknowledgement.
                self.at(days_ago - 4, 15, 5),
                {
                    **self.by(),
                    "into": self.key("drain"),
                    "explanation": "Cùng một miệng cống, đã có hồ sơ trước.",
                },
            )
            received = self.at(days_ago, 19)
            yield self.script(
                f"drain-{turn}",
                received,
                [("acknowledge", self.morning_after(received), self.by()), merge],
                title=f"Nước cống chảy ra đường {self.village.name}",
            )

    def split(self) -> CaseScript:
        bodies = [self.bodies.organisations[code] for code in ("HY-SYT", "HY-SXD", self.code)]
        titles = ("Trạm y tế đóng cửa sớm", "Nước máy đục", "Đèn đường trước nhà văn hóa hỏng")
        parts = [
            Part(
                organisation=body,
                title=title,
                text=text,
                category=category,
                key=(key := self.key("part", turn)),
                code=sample_code(key),
            )
            for turn, (body, title, text, category) in enumerate(
                zip(bodies, titles, _THREE, ("health", "water_power", "roads"), strict=True)
            )
        ]
        split: Step = (
            "split",
            self.at(9, 10, 20),
            {**self.by(), "parts": parts, "explanation": "Ba việc do ba nơi giải quyết (mẫu)."},
        )
        received = self.at(13, 20)
        return self.script(
            "three",
            received,
            [("acknowledge", self.morning_after(received), self.by()), split],
            title="Ba việc ở thôn cần giải quyết",
            text=f"Kính gửi {self.commune.name}. {' '.join(_THREE)} Thư mẫu.",
            category="other",
        )

    def _sent_round(self) -> list[Step]:
        department = self.bodies.organisations["HY-SXD"]
        return [
            self.acknowledge(20),
            (
                "forward",
                self.at(19, 14),
                {**self.by(), "to": department, "explanation": "Đường do Sở Xây dựng quản lý (mẫu)."},
            ),
            ("acknowledge", self.at(18, 9), {}),
            (
                "ask_assignment",
                self.at(17, 16),
                {"explanation": "Sở cho rằng đoạn này đã giao xã quản lý; hai nơi chưa thống nhất (mẫu)."},
            ),
        ]

    def assigned(self) -> CaseScript:
        decided: list[Step] = [
            (
                "assign",
                self.at(14, 10),
                {
                    **self.by(Role.HEAD, "HY"),
                    "to": self.commune,
                    "explanation": "Đoạn đường đã bàn giao cho xã, phường quản lý từ tháng 7/2025 (mẫu).",
                },
            ),
            ("acknowledge", self.at(13, 8), self.by()),
            ("accept", self.at(12, 8), self.by()),
        ]
        return self.script(
            "assigned",
            self.at(21, 7),
            [*self._sent_round(), *decided],
            title=f"Ổ gà trước cổng làng {self.village.name}, chưa rõ đường của ai",
            text="Đoạn đường trước cổng làng đầy ổ gà. Hỏi xã thì chỉ lên sở, hỏi sở thì chỉ về xã. Thư mẫu.",
            category="roads",
        )

    def undecided(self) -> CaseScript:
        return self.script(
            "undecided",
            self.at(21, 18),
            self._sent_round(),
            title=f"Rào hộ lan ở đầu {self.village.name} gãy",
            text="Rào hộ lan gãy đã lâu, xe đạp của trẻ con dễ lao xuống mương. Thư mẫu.",
            category="roads",
        )


def tap(number: int, petitions: Sequence[Petition], year: Year) -> None:
    """Let some browsers say “me too” for some of the open cases that everybody reads."""
    rows, told = [], []
    for petition in petitions:
        share = unit(number, "taps", petition.code)
        tappable = petition.is_open and petition.shows_text and petition.status != Status.SPLIT
        if not tappable or share >= _SHARE:
            continue
        taps = 1 + int(_MOST_TAPS * share / _SHARE)
        rows += [
            Support(petition=petition, browser=_browser(petition, turn), at=year.ends) for turn in range(taps)
        ]
        petition.voices += taps
        told.append(petition)
    Support.objects.bulk_create(rows, batch_size=500)
    Petition.objects.bulk_update(told, ["voices"], batch_size=500)


def _browser(petition: Petition, turn: int) -> str:
    return hashlib.sha256(f"sample:{petition.code}:{turn}".encode()).hexdigest()
