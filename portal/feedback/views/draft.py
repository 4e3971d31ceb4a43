"""A submission on its way: its key, its staged files, and whether its sender has passed the captcha."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from portal.core.checked_files import checked_files, name_cut_off
from portal.core.uploads import MAX_FILES
from portal.feedback.forms import PetitionForm
from portal.feedback.models import StagedUpload
from portal.feedback.services import staging

_MAX_AGE = 24 * 3600  # seconds; as long as staged files are kept
_KEY = TimestampSigner(salt="feedback.submission")
_PASSED = TimestampSigner(salt="feedback.captcha-passed")
_NO_ROOM = (
    f"Không nhận thêm tệp được: tối đa {MAX_FILES} tệp, cả thảy 30 MB, hoặc chỗ tạm đang đầy. Thử lại sau."
)


@dataclass
class Draft:
    """`token` names the draft in its form; `passed` is "" until the captcha has been solved."""

    key: UUID
    token: str
    passed: str

    @classmethod
    def new(cls) -> "Draft":
        key = uuid4()
        return cls(key, _KEY.sign(str(key)), "")

    @classmethod
    def of(cls, request: HttpRequest) -> "Draft":
        """Return the draft that the form names; a new one when it names none of ours, or one of long ago."""
        token = request.POST.get("draft", "")
        try:
            key = UUID(_KEY.unsign(token, max_age=_MAX_AGE))
        except (BadSignature, ValueError):
            return cls.new()
        draft = cls(key, token, "")
        try:
            if _PASSED.unsign(request.POST.get("passed", ""), max_age=_MAX_AGE) == str(key):
                draft.passed = request.POST["passed"]
        except BadSignature:
            pass
        return draft

    def pass_captcha(self) -> None:
        self.passed = _PASSED.sign(str(self.key))

    @property
    def files(self) -> list[StagedUpload]:
        return staging.staged_for(self.key)

    def take_files(self, request: HttpRequest, form: PetitionForm, *, at: datetime) -> None:
        """Forget the files that were unticked, stage the new ones, and put each refusal beside the field."""
        unwanted = [int(pk) for pk in request.POST.getlist("remove") if pk.isdecimal() and len(pk) < 18]
        if unwanted:
            staging.discard(key=self.key, ids=unwanted)
        name_cut_off(request, form)
        clean = checked_files(request, form, lambda upload, number: upload)
        if not clean:
            return
        try:
            staging.stage(key=self.key, uploads=clean, at=at, trusted=bool(self.passed))
        except staging.StagingFull:
            form.add_error("attachments", _NO_ROOM)
