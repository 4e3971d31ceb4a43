"""The fields of a stored document, filled from its content and never typed."""

import hashlib
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.admin.panels import FieldPanel

from portal.core.uploads import clean_upload


def storage_path(instance: "AttachmentFields", filename: str) -> str:
    """Return a path that nobody can guess: a draft's document must not be found before it is published."""
    return f"disclosures/{uuid.uuid4().hex}/{filename}"


class AttachmentFields(models.Model):
    title = models.CharField("tên tài liệu", max_length=200)
    file = models.FileField("tệp", upload_to=storage_path, max_length=300)
    name = models.CharField("tên tệp", max_length=200, editable=False)
    media_type = models.CharField("loại", max_length=120, editable=False)
    size = models.PositiveBigIntegerField("dung lượng (byte)", default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False, db_index=True)

    panels = [FieldPanel("title"), FieldPanel("file")]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.sha256 and self.file:
            self.describe()
        super().save(*args, **kwargs)

    @property
    def media_label(self) -> str:
        """The kind of file in a word that people know: PDF, XLSX."""
        return self.name.rpartition(".")[2].upper() if "." in self.name else ""

    def clean(self) -> None:
        """Judge a newly chosen file by its content and take over what that found.

        Raises ValidationError, in Vietnamese, for a file that is not what it claims or not allowed.
        """
        super().clean()
        if _is_new(self.file):
            upload = clean_upload(self.file.file)
            self.file = ContentFile(upload.content, name=upload.name)
            self.name, self.media_type = upload.name, upload.media_type
            self.size, self.sha256 = upload.size, upload.sha256
            self.take(upload.content)

    def take(self, content: bytes) -> None:
        """A kind of document that wants to know more of its new content looks at it here."""

    def describe(self) -> None:
        """Fill size and SHA-256 from the stored content, for documents that no form brought in."""
        with self.file.open("rb") as file:
            content = file.read()
        self.name = self.name or str(self.file.name).rpartition("/")[2]
        self.size, self.sha256 = len(content), hashlib.sha256(content).hexdigest()


def _is_new(file: FieldFile) -> bool:
    return bool(file) and not getattr(file, "_committed", True)
