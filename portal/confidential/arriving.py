"""Files of a tip on their way: kept in memory, checked, and stripped of what says who made them."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest

from portal.confidential.services import CleanFile
from portal.core.checked_files import checked_files, name_cut_off
from portal.core.personal_data.cleaning import CannotClean, without_properties
from portal.core.upload_handlers import BoundedUploads
from portal.core.uploads import EXTENSIONS, MAX_FILES, MAX_TOTAL_BYTES, CleanUpload


class MemoryOnly(MemoryFileUploadHandler):
    """Larger files would otherwise lie in clear in the machine's folder for temporary files."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        self.activated = True


def keep_in_memory(request: HttpRequest) -> None:
    """Call before anything reads the request's body."""
    request.upload_handlers = [BoundedUploads(request), MemoryOnly(request)]


def clean_files(request: HttpRequest, form: forms.Form) -> list[CleanFile]:
    """Return the files that may be sealed; each refusal is put beside the field."""
    name_cut_off(request, form)
    arrived = request.FILES.getlist("attachments")
    if len(arrived) > MAX_FILES or sum(file.size or 0 for file in arrived) > MAX_TOTAL_BYTES:
        form.add_error(
            "attachments", f"Chỉ nhận tối đa {MAX_FILES} tệp, cả thảy 30 MB. Hãy gửi làm nhiều lần."
        )
        return []
    return checked_files(request, form, _neutral)


def _neutral(upload: CleanUpload, number: int) -> CleanFile:
    content = upload.content
    if not upload.media_type.startswith("image/"):
        try:
            content = without_properties(content, upload.media_type)
        except CannotClean as problem:
            raise ValidationError(
                "Tệp “%(name)s” không xoá được thông tin về người soạn: %(problem)s Hãy gửi ảnh chụp của nó.",
                params={"name": upload.name, "problem": str(problem)},
            ) from problem
    return CleanFile(f"tep-{number}{EXTENSIONS[upload.media_type]}", upload.media_type, content)
