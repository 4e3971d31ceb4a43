"""Petitions for tests: a story told with the real services."""

import io
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from PIL import Image

from portal.accounts.models import Role, User
from portal.core.uploads import CleanUpload, clean_upload
from portal.feedback import services
from portal.feedback.models import AnswerFile, AnswerRedaction, Attachment, Petition, Redaction
from portal.feedback.services import PartText, Submission
from portal.feedback.services.privacy import waiting_findings
from portal.inspection.models import Audit, AuditItem
from portal.organisations.models import Organisation
from portal.statutes.models import CalendarException
from tests.factories import make_organisation, make_user

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00 in Vietnam


def put_under_audit(petition: Petition) -> None:
    """An audit in progress examines the case: without one no inspector opens its contact."""
    if AuditItem.objects.filter(subject=petition.subject).exists():
        return
    audit = Audit.objects.create(
        code=f"KT-2026-{petition.pk}",
        kind="regular",
        title="Kiểm tra",
        basis="Kế hoạch số 12",
        scope="Thời hạn trả lời",
        start=MONDAY.date(),
        end=MONDAY.date(),
        size=1,
        state="running",
        lead=make_user(Role.INSPECTOR),
        created_at=MONDAY,
    )
    audit.items.create(subject=petition.subject, organisation=petition.organisation, position=1)


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
        if upto == "refused_complaint":
            self.organisation.parent = make_organisation()
            self.organisation.save()
        petition = services.submit(
            submission=self.submission(**{**_FIELDS.get(upto, {}), **fields}), at=self.now
        )
        if upto in {"photo", "cover_photo"}:
            add_photo(petition)
        for name in _PATHS[upto]:
            petition = self.act(name, petition)
        return petition

    def act(self, name: str, petition: Petition, by: User | None = None, **args: Any) -> Petition:
        """Do an act as whoever usually does it, with arguments that fit."""
        kwargs = args if name == "remove_document" and args else {**self.arguments(name), **args}
        if name in _NOT_STAFF:
            return getattr(services, name)(petition=petition, at=self.later(), **kwargs)
        if by is None and name == "audit":
            by = make_user(Role.INSPECTOR, self.organisation)
        if name == "audit":
            put_under_audit(petition)
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
            "audit": {"explanation": "Kế hoạch thanh tra số 12."},
            "keep": {"explanation": "Đang có đơn kiện."},
            "release": {"explanation": "Vụ kiện đã xong."},
            "moderate": {"decision": "hold", "why": "checking"},
            "cover_text": {"field": "text", "passage": "nhà văn hoá", "reason": "home"},
            "cover_answer": {"answer": 1, "passage": "bóng đèn", "reason": "home"},
            "rate": {"stars": 4, "solved": "partly"},
            "declare_complex": {"explanation": "Phải xác minh ở nhiều nơi."},
            "add_information": {"text": "Đèn bên cạnh cũng hỏng."},
            "complain_again": {"text": "Không đồng ý quyết định."},
            "dispute": {"text": "Đèn vẫn hỏng.", "point": "not_done"},
            "attach_document": {"file": document(), "is_public": True},
            "correct_answer": {"text": "Đã thay hai bóng đèn.", "explanation": "Ghi nhầm số bóng."},
            "return_correction": {"explanation": "Nêu rõ cột nào."},
            "object_merge": {"text": "Việc của tôi là đèn khác."},
            "keep_merge": {"explanation": "Cùng một cột đèn."},
            "ask_assignment": {"explanation": "Hai nơi cùng từ chối."},
        }
        if name == "recompute":
            # Something that moves the date: tomorrow becomes a day off.
            day = {"kind": "day_off", "source": "thử", "note": "Nghỉ bù"}
            CalendarException.objects.get_or_create(date=(self.now + timedelta(days=1)).date(), defaults=day)
            return {"stage": "answer"}
        if name == "split":
            return {"parts": self.parts(), "explanation": "Hai việc khác nhau."}
        if name == "merge":
            return {"into": self.main(), "explanation": "Cùng một cột đèn."}
        if name == "uncover_text":
            return {"redaction": getattr(Redaction.objects.last(), "pk", 0), "explanation": "Nhà chung."}
        if name == "uncover_answer":
            covered = AnswerRedaction.objects.last()
            return {"redaction": getattr(covered, "pk", 0), "explanation": "Không phải nhà ai."}
        if name in {"cover_photo", "uncover_photo"}:
            file = getattr(Attachment.objects.last(), "pk", 0)
            if name == "uncover_photo":
                return {"file": file, "explanation": "Không phải mặt người."}
            return {"file": file, "areas": [(8, 8, 16, 16)], "reason": "face"}
        if name == "pass_finding":
            waiting = waiting_findings(Petition.objects.last(), on=self.now.date())
            return {"digests": [one.digest for one in waiting], "reason": "official"}
        if name == "assign_review":
            return {"reviewer": make_user(Role.HEAD, self.organisation)}
        if name == "remove_document":
            return {"document": AnswerFile.objects.latest("pk")}
        if name in {"forward", "assign"}:
            return {"to": make_organisation(), "explanation": "Thuộc thẩm quyền nơi khác."}
        return arguments.get(name, {})

    def main(self) -> Petition:
        """The case into which others are merged, made when first asked for."""
        if not hasattr(self, "_main"):
            self._main = services.submit(submission=self.submission(title="Hồ sơ chính"), at=self.now)
        return self._main

    def parts(self, *organisations: Organisation) -> list[PartText]:
        """Two parts of the text that every petition here has."""
        texts = ("Đèn trước nhà văn hoá", "không sáng đã hai tuần.")
        chosen = organisations or (self.organisation, self.organisation)
        return [
            PartText(organisation=body, title=f"Phần {text}", text=text, category="roads")
            for body, text in zip(chosen, texts, strict=True)
        ]


def add_photo(petition: Petition, colour: str = "red", size: tuple[int, int] = (64, 48)) -> Attachment:
    """A photo of one colour, checked and kept like any upload."""
    raw = io.BytesIO()
    Image.new("RGB", size, colour).save(raw, "PNG")
    raw.seek(0)
    raw.name = "anh.png"  # type: ignore[attr-defined]
    clean = clean_upload(raw)  # type: ignore[arg-type]
    made = Attachment(
        petition=petition, name=clean.name, media_type=clean.media_type, size=clean.size, sha256=clean.sha256
    )
    made.file.save("anh", ContentFile(clean.content))
    return made


# What a petition needs so that the act after it finds something to do.
_FIELDS: dict[str, dict[str, str]] = {
    "finding": {"text": "Xin gọi cho tôi theo số 0912 345 678."},
    "with_contact": {"contact_name": "Lan"},
}
_HEADS = {"pause", "resume", "extend", "return_answer", "approve_answer", "decide_dispute", "restore"} | {
    "uncover_text", "uncover_photo", "pass_finding", "keep", "release",
}  # fmt: skip
_HEADS |= {"assign_review", "return_correction", "approve_correction"}


_HEADS |= {"keep_merge", "assign", "uncover_answer"}
_NOT_STAFF = {"rate", "dispute", "give_information", "close", "ask_again", "delete_contact"}
_NOT_STAFF |= {"object_merge", "end_split"}
_NOT_STAFF |= {"recompute", "withdraw", "add_information", "complain_again"}
_HEADS |= {"declare_complex"}
_COMPLAINT = {"kind": "complaint"}
_FIELDS |= {
    "complaint": _COMPLAINT,
    "refused_complaint": _COMPLAINT,
    "request": {"kind": "information_request"},
}
_PATHS: dict[str, list[str]] = {
    "": [],
    "acknowledge": ["acknowledge"],
    "accept": ["acknowledge", "accept"],
    "ask": ["acknowledge", "accept", "ask"],
    "pause": ["acknowledge", "accept", "pause"],
    "draft_answer": ["acknowledge", "accept", "draft_answer"],
    "approve_answer": ["acknowledge", "accept", "draft_answer", "approve_answer"],
    "dispute": ["acknowledge", "accept", "draft_answer", "approve_answer", "dispute"],
    "correct_answer": ["acknowledge", "accept", "draft_answer", "approve_answer", "correct_answer"],
    "attach_document": ["acknowledge", "accept", "draft_answer", "attach_document"],
    "hide": ["acknowledge", "hide"],
    "refuse": ["acknowledge", "refuse"],
    "cover_text": ["acknowledge", "cover_text"],
    "cover_answer": ["acknowledge", "accept", "draft_answer", "approve_answer", "cover_answer"],
    "keep": ["acknowledge", "keep"],
    "finding": ["acknowledge"],
    "photo": ["acknowledge"],
    "cover_photo": ["acknowledge", "cover_photo"],
    "with_contact": ["acknowledge", "refuse"],
    "merge": ["acknowledge", "merge"],
    "object_merge": ["acknowledge", "merge", "object_merge"],
    "split": ["acknowledge", "split"],
    "ask_assignment": ["acknowledge", "ask_assignment"],
    "complaint": ["acknowledge", "accept"],
    "refused_complaint": ["acknowledge", "refuse"],
    "request": ["acknowledge"],
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
    "attach_document": "draft_answer",
    "remove_document": "attach_document",
    "correct_answer": "approve_answer",
    "return_correction": "correct_answer",
    "approve_correction": "correct_answer",
    "ask_again": "approve_answer",
    "assign_review": "dispute",
    "rate": "approve_answer",
    "dispute": "approve_answer",
    "decide_dispute": "dispute",
    "close": "approve_answer",
    "hide": "acknowledge",
    "restore": "hide",
    "moderate": "acknowledge",
    "cover_text": "acknowledge",
    "uncover_text": "cover_text",
    "cover_answer": "approve_answer",
    "uncover_answer": "cover_answer",
    "cover_photo": "photo",
    "uncover_photo": "cover_photo",
    "pass_finding": "finding",
    "audit": "acknowledge",
    "keep": "acknowledge",
    "release": "keep",
    "delete_contact": "with_contact",
    "merge": "acknowledge",
    "object_merge": "merge",
    "keep_merge": "object_merge",
    "split": "acknowledge",
    "ask_assignment": "acknowledge",
    "assign": "ask_assignment",
    "declare_complex": "complaint",
    "state_at_hand": "request",
    "recompute": "accept",
    "withdraw": "acknowledge",
    "add_information": "acknowledge",
    "complain_again": "refused_complaint",
}


def document(name: str = "bien-ban.pdf", words: str = "Bien ban nghiem thu") -> CleanUpload:
    """A small PDF, checked."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 9 Tf 10 100 Td ({words}) Tj ET".encode("latin-1"))
        stream = io.BytesIO()
        pdf.save(stream)
    stream.seek(0)
    stream.name = name
    return clean_upload(stream)


def day(text: str) -> date:
    return date.fromisoformat(text)
