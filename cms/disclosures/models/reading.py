"""What a document says, kept once for each content: pages to read, and the words that search knows."""

from django.db import models

from cms.disclosures.models.base import DisclosurePage


class ReadingState(models.TextChoices):
    READY = "ready", "Đọc được trên web"
    NO_TEXT = "no_text", "Không có chữ"
    FAILED = "failed", "Không đọc được"


class DocumentReading(models.Model):
    """The reading of every document with this SHA-256; it goes when the last of them goes."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    state = models.CharField("trạng thái", max_length=10, choices=ReadingState)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    text = models.TextField("chữ để tìm kiếm", blank=True)
    made_at = models.DateTimeField("đọc lúc")
    # Which converter made it, see portal.core.reading; 0 for those made before anybody kept count.
    converter = models.PositiveSmallIntegerField("phiên bản bộ chuyển", default=0, db_index=True)

    class Meta:
        verbose_name = "bản đọc trên web"
        verbose_name_plural = "bản đọc trên web"

    def __str__(self) -> str:
        return f"{self.sha256[:12]}: {self.get_state_display()}"


class ReadingPart(models.Model):
    """One piece of a reading, shown under its own heading."""

    reading = models.ForeignKey(DocumentReading, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField("thứ tự")
    title = models.CharField("tên phần", max_length=200)
    html = models.TextField("nội dung")

    class Meta:
        ordering = ["number"]
        verbose_name = "phần của bản đọc"
        verbose_name_plural = "phần của bản đọc"
        constraints = [models.UniqueConstraint(fields=["reading", "number"], name="reading_part_once")]

    def __str__(self) -> str:
        return self.title


def words_of_documents(page: DisclosurePage) -> str:
    """Return what search may know of the page's documents; nothing where they hold names. Two queries."""
    if not page.documents_are_read:
        return ""
    documents = list(page.attachments.all())
    written = [document.key_content for document in documents if document.key_content]
    digests = {document.sha256 for document in documents if document.sha256}
    read = DocumentReading.objects.filter(sha256__in=digests).order_by("pk") if digests else []
    return " ".join([*written, *(reading.text for reading in read)])
