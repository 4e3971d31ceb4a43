"""What everybody may read of a case, beside what was sent."""

from django.db import models

from portal.feedback.privacy import SHOWN, Moderation

REMOVED = "(Nội dung đã xoá theo thời hạn lưu giữ)"


class ShownText(models.Model):
    """Columns of a petition. An empty `shown_…` says that nothing of the original is covered.

    Everything public – pages, lists, files, feeds, search – reads `open_title`, `open_text` and `open_place`; only
    the desk and the sender's own page read what was sent.
    """

    title: str
    text: str
    place: str

    moderation = models.CharField(
        "công khai nội dung", max_length=10, choices=Moderation, default=Moderation.AUTO
    )
    # A reason of the closed list; "" while nobody has decided.
    moderation_reason = models.CharField(max_length=20, blank=True)
    shown_title = models.TextField(blank=True, editable=False)
    shown_text = models.TextField(blank=True, editable=False)
    shown_place = models.TextField(blank=True, editable=False)
    # Nothing is deleted while somebody has to keep it as evidence.
    legal_hold = models.BooleanField("đang giữ lại làm chứng cứ", default=False)
    private_text_removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def open_title(self) -> str:
        return self.shown_title or self.title

    @property
    def open_text(self) -> str:
        return self.shown_text or self.text

    @property
    def open_place(self) -> str:
        return self.shown_place or self.place

    @property
    def is_covered(self) -> bool:
        """Whether a passage is hidden from the public."""
        return bool(self.shown_title or self.shown_text or self.shown_place)

    @property
    def passed_moderation(self) -> bool:
        return self.moderation in SHOWN
