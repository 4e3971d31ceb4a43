"""Prepared answers, and sample letters whose story goes on after the answer: corrected, disputed, reviewed."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from content.generators.corpus import settings
from content.generators.moments import Year
from content.generators.streams import digest
from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.feedback.models import AnswerTemplate
from portal.feedback.services import CaseScript
from portal.statutes.terms import ZONE

Staff = Mapping[tuple[str, str], User]
Step = tuple[str, datetime, Mapping[str, Any]]
_TEMPLATES = (
    (
        "Việc đã làm xong",
        "",
        "{{cơ quan}} trả lời {{loại}} {{mã}} nhận ngày {{ngày nhận}} như sau.\n\n"
        "Ngày «ngày kiểm tra», cán bộ của xã đã đến {{nơi xảy ra}} kiểm tra. «Kết quả kiểm tra». "
        "Việc đã làm xong ngày «ngày xong». Mời ông/bà kiểm tra và cho biết việc đã được giải quyết chưa.",
    ),
    (
        "Hẹn ngày làm",
        "roads",
        "{{cơ quan}} đã nhận {{loại}} {{mã}} về “{{tiêu đề}}”.\n\n"
        "Đoạn đường thuộc trách nhiệm của «đơn vị quản lý». Việc sửa chữa làm từ «ngày bắt đầu» đến «ngày xong», "
        "kinh phí từ «nguồn kinh phí».",
    ),
    (
        "Nơi khác có thẩm quyền",
        "",
        "Nội dung hồ sơ {{mã}} thuộc thẩm quyền của «cơ quan có thẩm quyền» theo «căn cứ». "
        "{{cơ quan}} đã chuyển và báo ông/bà; hạn trả lời {{hạn}} không tính lại.",
    ),
)


def templates() -> None:
    """Store the sample templates that every body can use."""
    AnswerTemplate.objects.bulk_create(
        AnswerTemplate(title=title, category=category, text=text, is_sample_data=True)
        for title, category, text in _TEMPLATES
    )


def scripts(number: int, bodies: Bodies, staff: Staff, year: Year) -> Iterator[CaseScript]:
    """Yield two letters for each commune with demo staff."""
    for code in settings()["demo_staff"]:
        if code in bodies.organisations:
            teller = _Teller(number, bodies, staff, year, code)
            yield teller.corrected()
            yield teller.reviewed()


class _Teller:
    def __init__(self, number: int, bodies: Bodies, staff: Staff, year: Year, code: str) -> None:
        self.number, self.bodies, self.year, self.code = number, bodies, year, code
        self.handler = {"by": staff[code, Role.HANDLER]} if (code, Role.HANDLER) in staff else {}
        self.head = {"by": staff[code, Role.HEAD]} if (code, Role.HEAD) in staff else {}
        self.chair = staff.get(("HY", Role.HEAD))

    def at(self, days_ago: int, hour: int) -> datetime:
        day = self.year.calendar.on_or_after(self.year.today - timedelta(days=days_ago))
        return datetime.combine(day, time(hour, 25), ZONE)

    def script(self, name: str, received: datetime, steps: list[Step], title: str, text: str) -> CaseScript:
        return CaseScript(
            kind="report",
            category="roads",
            organisation=self.bodies.organisations[self.code],
            village=self.bodies.villages[self.code][0],
            received_at=received,
            steps=steps,
            key=uuid.UUID(bytes=digest(self.number, "answers", self.code, name)[:16]),
            title=title,
            text=text,
        )

    def answered(self, since: int, text: str) -> list[Step]:
        return [
            ("acknowledge", self.at(since, 10), self.handler),
            ("accept", self.at(since - 2, 9), self.handler),
            ("draft_answer", self.at(since - 8, 9), {"text": text, **self.handler}),
            ("approve_answer", self.at(since - 9, 15), self.head),
        ]

    def corrected(self) -> CaseScript:
        text = "Xã đã thay 12 bóng đèn trên trục chính của thôn ngày hôm qua. Câu trả lời mẫu."
        better = text.replace("12 bóng", "10 bóng") + " Hai cột còn lại chờ ngành điện, xong trước ngày 30."
        steps: list[Step] = [
            *self.answered(44, text),
            ("rate", self.at(33, 19), {"stars": 4, "solved": "partly", "text": "Còn hai cột chưa sáng."}),
            (
                "correct_answer",
                self.at(28, 9),
                {"text": better, "explanation": "Đếm nhầm số bóng đã thay.", **self.handler},
            ),
            ("approve_correction", self.at(27, 15), self.head),
            ("ask_again", self.at(19, 8), {}),
            ("rate", self.at(17, 20), {"stars": 5, "solved": "yes", "text": "Nay đã sáng cả."}),
        ]
        words = {
            "title": "Đèn đường trục thôn hỏng nhiều cột",
            "text": "Nhiều cột đèn tắt cả tháng. Thư mẫu.",
        }
        return self.script("corrected", self.at(45, 8), steps, **words)

    def reviewed(self) -> CaseScript:
        steps: list[Step] = [
            *self.answered(57, "Xã đã vá ổ gà trước cổng chợ. Câu trả lời mẫu."),
            (
                "dispute",
                self.at(46, 19),
                {"text": "Hôm nay tôi qua vẫn còn nguyên ổ gà.", "point": "not_done"},
            ),
        ]
        if self.chair is not None:
            steps += [
                ("assign_review", self.at(46, 19), {"reviewer": self.chair, "role": "system"}),
                (
                    "decide_dispute",
                    self.at(40, 10),
                    {
                        "upheld": True,
                        "explanation": "Ảnh chụp cho thấy ổ gà chưa vá; xã phải làm và trả lời lại.",
                        "by": self.chair,
                    },
                ),
                (
                    "draft_answer",
                    self.at(34, 9),
                    {"text": "Xã xin lỗi vì báo nhầm. Ổ gà đã vá xong, có ảnh chụp. Mẫu.", **self.handler},
                ),
                ("approve_answer", self.at(33, 15), self.head),
                ("ask_again", self.at(18, 8), {}),
                ("rate", self.at(16, 19), {"stars": 2, "solved": "no", "text": "Mưa một trận lại bong."}),
            ]
        words = {"title": "Ổ gà trước cổng chợ", "text": "Ổ gà sâu trước cổng chợ, xe máy hay ngã. Thư mẫu."}
        return self.script("reviewed", self.at(58, 8), steps, **words)
