"""Staff accounts and the bodies they act for."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from portal.organisations.models import Organisation


class User(AbstractUser):
    """A member of staff. Residents need no account."""

    class Meta(AbstractUser.Meta):
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"


class Role(models.TextChoices):
    EDITOR = "editor", "Biên tập"
    HANDLER = "handler", "Người xử lý"
    HEAD = "head", "Người đứng đầu"
    INSPECTOR = "inspector", "Thanh tra"
    ADMINISTRATOR = "administrator", "Quản trị"


class Membership(models.Model):
    """A user acts for an organisation in a role; one user may hold several."""

    user = models.ForeignKey(
        User, verbose_name="tài khoản", on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("vai trò", max_length=20, choices=Role)

    class Meta:
        verbose_name = "vai trò trong đơn vị"
        verbose_name_plural = "vai trò trong đơn vị"
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.organisation}"
