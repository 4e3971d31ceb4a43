"""Pictures of disclosures: re-encoded, with a smaller copy, and always with words for what they show."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.http import FileResponse, HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import path

from cms.disclosures.files import picture_response
from cms.disclosures.models.attachments import storage_path
from portal.core.renditions import small_rendition
from portal.core.uploads import clean_upload

if TYPE_CHECKING:
    from cms.disclosures.models.base import DisclosurePage as _Base
else:
    _Base = object


class PictureFields(models.Model):
    """A picture, or a PDF where `allows_pdf`. Everything but file and words is filled from the content."""

    allows_pdf = False

    file = models.FileField("tệp", upload_to=storage_path, max_length=300)
    small = models.FileField(upload_to=storage_path, max_length=300, blank=True, editable=False)
    alternative = models.TextField(
        "hình cho thấy gì",
        max_length=1000,
        help_text="Đọc thay cho hình khi người xem không nhìn thấy. Nói điều hình cho thấy, "
        "không chỉ tên hình. Không ghi tên người dân.",
    )
    name = models.CharField("tên tệp", max_length=200, editable=False)
    media_type = models.CharField("loại", max_length=120, editable=False)
    size = models.PositiveBigIntegerField("dung lượng (byte)", default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False, db_index=True)
    width = models.PositiveIntegerField("rộng", default=0, editable=False)
    height = models.PositiveIntegerField("cao", default=0, editable=False)
    small_width = models.PositiveIntegerField(default=0, editable=False)

    panels = [FieldPanel("file"), FieldPanel("alternative")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Re-encode a newly chosen picture; raises ValidationError, in Vietnamese, for any other file."""
        super().clean()
        if bool(self.file) and not getattr(self.file, "_committed", True):
            upload = clean_upload(self.file.file)
            self._take(upload.name, upload.media_type, upload.content, upload.sha256)
        if self.file and not self.alternative.strip():
            raise ValidationError({"alternative": "Hãy viết hình này cho thấy gì."})

    def _take(self, name: str, media_type: str, content: bytes, sha256: str) -> None:
        is_picture = media_type.startswith("image/")
        if not is_picture and not (self.allows_pdf and media_type == "application/pdf"):
            wanted = "ảnh hoặc PDF" if self.allows_pdf else "ảnh"
            raise ValidationError({"file": f"Tệp “{name}” không phải {wanted}."})
        self.file = ContentFile(content, name=name)
        self.name, self.media_type, self.size, self.sha256 = name, media_type, len(content), sha256
        self.small, self.width, self.height, self.small_width = "", 0, 0, 0
        if is_picture:
            copy = small_rendition(content)
            self.small = ContentFile(copy.content, name="nho.webp")
            self.width, self.height, self.small_width = copy.full_width, copy.full_height, copy.width

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def small_height(self) -> int:
        """The height of the smaller copy, so that a page does not jump while it loads."""
        return round(self.height * self.small_width / self.width) if self.width else 0

    @property
    def media_label(self) -> str:
        return self.name.rpartition(".")[2].upper() if "." in self.name else ""


class WithPictures(_Base):
    """Mix in before DisclosurePage: the page serves the pictures that belong to it, by their SHA-256."""

    def pictures(self) -> Iterable[PictureFields]:
        """Return every picture of the live page."""
        raise TypeError("each kind of page says which pictures it has")

    @path("anh/<str:digest>/", name="picture")
    def picture_route(self, request: HttpRequest, digest: str) -> FileResponse:
        return picture_response(self.pictures(), digest)

    @path("anh/<str:digest>/nho/", name="small_picture")
    def small_picture_route(self, request: HttpRequest, digest: str) -> FileResponse:
        return picture_response(self.pictures(), digest, small=True)


def described(pictures: Iterable[Any]) -> Iterator[str]:
    """Return the words of the pictures, which search may know."""
    return (picture.alternative for picture in pictures)
