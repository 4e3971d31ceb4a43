"""Sample letters of the rarer kinds: each kind and each act on a clock is seen once in the demo communes."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from content.generators.corpus import settings
from content.generators.moments import Year
from content.generators.streams import digest
from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.feedback.codes import sample_code
from portal.feedback.services import CaseScript
from portal.statutes.terms import ZONE

Staff = Mapping[tuple[str, str], User]
Step = tuple[str, datetime, Mapping[str, Any]]
_SAMPLE = "Thư mẫu, không có thật."


def scripts(number: int, bodies: Bodies, staff: Staff, year: Year) -> Iterator[CaseScript]:
    """Yield the letters of the communes that have demo staff."""
    for code in settings()["demo_staff"]:
        if code in bodies.organisations:
            yield from _Teller(number, bodies, staff, year, code).all()


class _Teller:
    """Tells the stories of one commune."""

    def __init__(self, number: int, bodies: Bodies, staff: Staff, year: Year, code: str) -> None:
        self.number, self.bodies, self.staff, self.year, self.code = number, bodies, staff, year, code

    def key(self, name: str) -> uuid.UUID:
        return uuid.UUID(bytes=digest(self.number, "special", self.code, name)[:16])

    def at(self, days_ago: int, hour: int) -> datetime:
        day = self.year.calendar.on_or_after(self.year.today - timedelta(days=days_ago))
        return datetime.combine(day, time(hour, 20), ZONE)

    def step(self, name: str, days_ago: int, hour: int = 9, role: str = Role.HANDLER, **args: Any) -> Step:
        user = self.staff.get((self.code, role))
        return name, self.at(days_ago, hour), {**({"by": user} if user else {}), **args}

    def script(self, kind: str, days_ago: int, title: str, steps: list[Step], name: str = "") -> CaseScript:
        return CaseScript(
            kind=kind,
            organisation=self.bodies.organisations[self.code],
            village=self.bodies.villages[self.code][0],
            title=title,
            text=f"{title}. {_SAMPLE}",
            category="land" if "complaint" in kind else "budget",
            received_at=self.at(days_ago, 8),
            steps=steps,
            key=self.key(name or kind),
        )

    def all(self) -> Iterator[CaseScript]:
        seen, taken = self.step("acknowledge", 19), self.step("accept", 18)
        yield self.script("supervision_board", 12, "Ban Giám sát kiến nghị về nghiệm thu đường thôn (mẫu)", [
            self.step("acknowledge", 11),
        ])  # fmt: skip
        yield self.script(
            "accountability_request", 20, "Yêu cầu giải trình về mức hỗ trợ (mẫu)", [seen, taken]
        )
        complex_matter = self.step(
            "declare_complex", 10, role=Role.HEAD, explanation="Phải đo đạc lại nhiều thửa (mẫu)."
        )
        yield self.script(
            "complaint", 20, "Khiếu nại ranh giới thửa đất (mẫu)", [seen, taken, complex_matter]
        )
        yield self._to_the_body_above()
        yield self.script("report", 9, "Loa thôn quá to (mẫu)", [
            self.step("acknowledge", 8),
            ("add_information", self.at(7, 19), {"text": "Loa mở từ năm giờ sáng. " + _SAMPLE}),
            ("withdraw", self.at(6, 20), {}),
        ], name="withdrawn")  # fmt: skip

    def _to_the_body_above(self) -> CaseScript:
        key = self.key("second")
        refused = self.step(
            "refuse", 14, 10, reason="not_eligible", explanation="Quá thời hiệu khiếu nại (mẫu)."
        )
        again: Step = (
            "complain_again",
            self.at(4, 9),
            {
                "text": f"Tôi không đồng ý vì vẫn còn thời hiệu. {_SAMPLE}",
                "key": key,
                "code": sample_code(key),
            },
        )
        steps = [self.step("acknowledge", 19), refused, again]
        return self.script("complaint", 20, "Khiếu nại quyết định thu hồi đất (mẫu)", steps, name="first")
