"""Petitions for tests: a story told with the real services."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal.accounts.models import Role, User
from portal.feedback import services
from portal.feedback.models import Petition
from portal.feedback.services import Submission
from portal.organisations.models import Organisation
from tests.factories import make_organisation, make_user

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00 in Vietnam


class Office:
    """A commune with a handler and a head, and a clock that moves an hour with every act."""

    def __init__(self, **organisation: Any) -> None:
        self.organisation: Organisation = make_organisation(**organisation)
        self.handler: User = make_user(Role.HANDLER, self.organisation)
        self.head: User = make_user(Role.HEAD, self.organisation)
        self.now = MONDAY

    def later(self, **delta: int) -> datetime:
        self.now += timedelta(**(delta or {"hours": 1}))
        return self.now

    def submission(self, **fields: Any) -> Submission:
        values: dict[str, Any] = {
            "key": uuid.uuid4(),
            "kind": "report",
            "organisation": self.organisation,
            "title": "Đèn đường hỏng",
            "text": "Đèn trước nhà văn hoá không sáng đã hai tuần.",
            "category": "roads",
        }
        return Submission(**{**values, **fields})

    def petition(self, upto: str = "", **fields: Any) -> Petition:
        """A petition that has come as far as the act `upto`."""
        petition = services.submit(submission=self.submission(**fields), at=self.now)
        for name in _PATHS[upto]:
            petition = self.act(name, petition)
        return petition

    def act(self, name: str, petition: Petition, by: User | None = None, **args: Any) -> Petition:
        """Do an act as whoever usually does it, with arguments that fit."""
        kwargs = {**self.arguments(name), **args}
        if name in {"rate", "dispute", "give_information", "close"}:
            return getattr(services, name)(petition=petition, at=self.later(), **kwargs)
        by = by or (self.head if name in _HEADS else self.handler)
        return getattr(services, name)(petition=petition, by=by, at=self.later(), **kwargs)

    def arguments(self, name: str) -> dict[str, Any]:
        until = (self.now + timedelta(days=7)).date()
        arguments: dict[str, dict[str, Any]] = {
            "refuse": {"reason": "settled", "explanation": "Đã giải quyết tháng trước."},
            "ask": {"text": "Đèn nào, ở đâu?", "until": until},
            "give_information": {"text": "Cột số 12."},
            "pause": {"until": until, "explanation": "Chờ kết luận giám định."},
            "extend": {"explanation": "Vụ việc phức tạp."},
            "draft_answer": {"text": "Đã thay bóng đèn."},
            "return_answer": {"explanation": "Nêu rõ ngày thay."},
            "decide_dispute": {"upheld": True, "explanation": "Đèn vẫn chưa sáng."},
            "hide": {"reason": "hidden", "explanation": "Xúc phạm người khác."},
            "restore": {"explanation": "Nhầm lẫn."},
            "rate": {"stars": 4},
            "dispute": {"text": "Đèn vẫn hỏng."},
        }
        if name == "forward":
            return {"to": make_organisation(), "explanation": "Thuộc thẩm quyền nơi khác."}
        return arguments.get(name, {})


_HEADS = {"pause", "resume", "extend", "return_answer", "approve_answer", "decide_dispute", "restore"}
_PATHS: dict[str, list[str]] = {
    "": [],
    "acknowledge": ["acknowledge"],
    "accept": ["acknowledge", "accept"],
    "ask": ["acknowledge", "accept", "ask"],
    "pause": ["acknowledge", "accept", "pause"],
    "draft_answer": ["acknowledge", "accept", "draft_answer"],
    "approve_answer": ["acknowledge", "accept", "draft_answer", "approve_answer"],
    "dispute": ["acknowledge", "accept", "draft_answer", "approve_answer", "dispute"],
    "hide": ["acknowledge", "hide"],
    "refuse": ["acknowledge", "refuse"],
}
# Where a case must stand for each act to be possible.
BEFORE = {
    "acknowledge": "",
    "accept": "acknowledge",
    "refuse": "acknowledge",
    "forward": "acknowledge",
    "ask": "accept",
    "give_information": "ask",
    "pause": "accept",
    "resume": "pause",
    "extend": "accept",
    "draft_answer": "accept",
    "return_answer": "draft_answer",
    "approve_answer": "draft_answer",
    "rate": "approve_answer",
    "dispute": "approve_answer",
    "decide_dispute": "dispute",
    "close": "approve_answer",
    "hide": "acknowledge",
    "restore": "hide",
}


def day(text: str) -> date:
    return date.fromisoformat(text)
