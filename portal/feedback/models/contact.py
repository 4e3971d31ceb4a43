"""Who sent a case: kept encrypted, opened only on the record."""

from django.conf import settings
from django.db import models

from portal.core.sealing import seal, unseal


class Contact(models.Model):
    """The sender's contact details as one encrypted text. Read them through portal.feedback.services.open_contact."""

    petition = models.OneToOneField("feedback.Petition", on_delete=models.CASCADE, related_name="contact")
    sealed = models.BinaryField(editable=False)

    class Meta:
        verbose_name = "thông tin liên hệ"
        verbose_name_plural = "thông tin liên hệ"

    def __str__(self) -> str:
        return f"liên hệ của {self.petition_id}"

    @classmethod
    def sealing(cls, *, name: str, phone: str, email: str) -> "Contact":
        """An unsaved contact without a petition."""
        return cls(sealed=seal({"name": name, "phone": phone, "email": email}))

    def read(self) -> dict[str, str]:
        """The details in clear. Raises SealBroken when the key has changed."""
        return unseal(bytes(self.sealed))


class ContactAccess(models.Model):
    """Somebody opened a contact. Shown to the sender."""

    petition = models.ForeignKey(
        "feedback.Petition", on_delete=models.CASCADE, related_name="contact_accesses"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        verbose_name = "lần mở thông tin liên hệ"
        verbose_name_plural = "lần mở thông tin liên hệ"

    def __str__(self) -> str:
        return f"{self.petition_id} {self.at:%Y-%m-%d %H:%M}"
