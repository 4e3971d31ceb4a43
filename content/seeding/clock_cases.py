"""Sample letters whose dates moved: by a day off announced late, by a shorter term, by an upheld dispute."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from content.generators.corpus import settings
from content.generators.moments import Year
from content.generators.streams import digest
from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.feedback.services import CaseScript
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.choices import Condition
from portal.statutes.models import ClockRule
from portal.statutes.terms import ZONE

Staff = Mapping[tuple[str, str], User]
Step = tuple[str, datetime, Mapping[str, Any]]
_SAMPLE = "Thư mẫu, không có thật."


def scripts(number: int, bodies: Bodies, staff: Staff, year: Year) -> Iterator[CaseScript]:
    """Yield the letters of the communes that have demo staff."""
    last_day = _last_day_at_hand(year.today)
    for code in settings()["demo_staff"]:
        if code in bodies.organisations:
            teller = _Teller(number, bodies, staff, year, code)
            yield from teller.recomputed()
            yield from teller.answered_again()
            if last_day is not None:
                yield teller.at_hand(last_day)


def _last_day_at_hand(today: date) -> date | None:
    """The newest day on which the shorter term for information that lies ready was in force."""
    rules = ClockRule.objects.filter(condition=Condition.INFORMATION_AT_HAND, effective_from__lte=today)
    rule = rules.order_by("-effective_from").first()
    return min(rule.effective_to or today, today) if rule else None


class _Teller:
    """Tells the stories of one commune."""

    def __init__(self, number: int, bodies: Bodies, staff: Staff, year: Year, code: str) -> None:
        self.number, self.bodies, self.year, self.code = number, bodies, year, code
        self.handler = {"by": staff[code, Role.HANDLER]} if (code, Role.HANDLER) in staff else {}
        self.head = {"by": staff[code, Role.HEAD]} if (code, Role.HEAD) in staff else {}
        self.chair = staff.get(("HY", Role.HEAD))

    def at(self, received: date, working_days: int, hour: int) -> datetime:
        """An hour of the working day so many working days after the day of receipt."""
        day = self.year.calendar.add_working_days(received, working_days)
        return datetime.combine(day, time(hour, 35), ZONE)

    def script(self, name: str, received: date, steps: list[Step], **fields: Any) -> CaseScript:
        values = {"kind": "report", "category": "roads", **fields}
        return CaseScript(
            organisation=self.bodies.organisations[self.code],
            village=self.bodies.villages[self.code][0],
            received_at=self.at(received, 0, 8),
            steps=[step for step in steps if step[1].date() < self.year.today],
            key=uuid.UUID(bytes=digest(self.number, "clocks", self.code, name)[:16]),
            **values,
        )

    def recomputed(self) -> Iterator[CaseScript]:
        """The newest day off, told as if it had been announced while the letter was being worked on."""
        calendar = self.year.calendar
        latest = self.year.today - timedelta(days=14)
        known = [day for day in calendar.days_off if day.weekday() < 5 and self.year.starts < day <= latest]
        if not known:
            return
        received = calendar.on_or_before(max(known) - timedelta(days=10))
        words = "Xã đã đặt lại tấm đan nắp cống, có ảnh chụp. Câu trả lời mẫu."
        steps: list[Step] = [
            ("acknowledge", self.at(received, 1, 9), self.handler),
            ("accept", self.at(received, 2, 9), self.handler),
            ("recompute", self.at(received, 3, 8), {"stage": "answer"}),
            ("draft_answer", self.at(received, 9, 9), {"text": words, **self.handler}),
            ("approve_answer", self.at(received, 10, 15), self.head),
        ]
        yield self.script(
            "recomputed",
            received,
            steps,
            title="Nắp cống vỡ trên đường liên thôn (mẫu: hạn tính lại vì có ngày nghỉ bù)",
            text=f"Nắp cống vỡ, trẻ em đi học dễ sa chân. {_SAMPLE}",
            calendar=_without(calendar, max(known)),
        )

    def at_hand(self, last_day: date) -> CaseScript:
        received = self.year.calendar.on_or_before(last_day - timedelta(days=12))
        words = "Xã gửi kèm bảng phân bổ kinh phí sửa đường thôn đã niêm yết. Câu trả lời mẫu."
        steps: list[Step] = [
            ("acknowledge", self.at(received, 0, 9), self.handler),
            ("state_at_hand", self.at(received, 0, 10), self.handler),
            ("draft_answer", self.at(received, 1, 9), {"text": words, **self.handler}),
            ("approve_answer", self.at(received, 2, 15), self.head),
        ]
        return self.script(
            "at-hand",
            received,
            steps,
            kind="information_request",
            category="budget",
            title="Xin bảng phân bổ kinh phí sửa đường thôn (mẫu: thông tin có sẵn)",
            text=f"Đề nghị cung cấp bảng phân bổ đã niêm yết. {_SAMPLE}",
        )

    def answered_again(self) -> Iterator[CaseScript]:
        """The dispute was upheld some days ago: the commune's new answer is due."""
        if self.chair is None:
            return
        received = self.year.calendar.on_or_before(self.year.today - timedelta(days=28))
        words = "Xã đã dọn bãi rác tự phát cạnh kênh. Câu trả lời mẫu."
        upheld = "Ảnh chụp cho thấy rác còn nguyên; xã phải dọn và trả lời lại. Quyết định mẫu."
        steps: list[Step] = [
            ("acknowledge", self.at(received, 0, 10), self.handler),
            ("accept", self.at(received, 2, 9), self.handler),
            ("draft_answer", self.at(received, 6, 9), {"text": words, **self.handler}),
            ("approve_answer", self.at(received, 7, 15), self.head),
            ("dispute", self.at(received, 9, 19), {"text": "Rác vẫn còn nguyên.", "point": "not_done"}),
            ("assign_review", self.at(received, 9, 20), {"reviewer": self.chair, "role": "system"}),
            (
                "decide_dispute",
                self.at(received, 13, 10),
                {"upheld": True, "explanation": upheld, "by": self.chair},
            ),
        ]
        yield self.script(
            "answered-again",
            received,
            steps,
            category="environment",
            title="Bãi rác tự phát cạnh kênh (mẫu: phải trả lời lại)",
            text=f"Rác đổ thành đống cạnh kênh, mùi hôi. {_SAMPLE}",
        )


def _without(calendar: WorkingCalendar, day: date) -> WorkingCalendar:
    """The calendar as it stood before that day off was announced."""
    return replace(calendar, days_off={off: why for off, why in calendar.days_off.items() if off != day})
