"""Who follows a case by e-mail. Nobody is ever shown an address: not staff, not the sender, not an administrator."""

from django.db import models

from portal.core.sealing import unseal
from portal.feedback.models.petition import Petition


class Follower(models.Model):
    """A confirmed address, sealed; `digest` is keyed and keeps the same address from following twice.

    An address that was not confirmed is in no table: it waits inside the link that was mailed to it.
    """

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="followers")
    sealed = models.BinaryField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    confirmed_at = models.DateTimeField("xác nhận lúc")
    # The id of the last act that was looked at for this follower. No foreign key: retention may delete the act.
    last_act = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "người theo dõi"
        verbose_name_plural = "người theo dõi"
        constraints = [models.UniqueConstraint(fields=["petition", "digest"], name="follower_once_a_case")]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.pk}"

    def address(self) -> str:
        """The address in clear, for the letter alone. Raises SealBroken when the key has changed."""
        return unseal(bytes(self.sealed))["address"]
