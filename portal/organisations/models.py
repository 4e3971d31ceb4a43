"""The bodies that disclose and answer, and the places they answer for."""

from datetime import time

from django.db import models
from django.urls import reverse


class OrganisationKind(models.TextChoices):
    PROVINCE = "province", "Tỉnh"
    DEPARTMENT = "department", "Sở, ban, ngành"
    COMMUNE = "commune", "Xã, phường"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def communes(self) -> "OrganisationQuerySet":
        return self.filter(kind=OrganisationKind.COMMUNE)

    def departments(self) -> "OrganisationQuerySet":
        return self.filter(kind=OrganisationKind.DEPARTMENT)


class Organisation(models.Model):
    """A body with duties to the public. `code` is the official code and never changes."""

    code = models.CharField("mã", max_length=20, unique=True)
    name = models.CharField("tên", max_length=200)
    slug = models.SlugField("đường dẫn", max_length=120, unique=True)
    kind = models.CharField("loại", max_length=20, choices=OrganisationKind)
    type_name = models.CharField("cấp", max_length=20, blank=True, help_text="Xã hoặc Phường")
    parent = models.ForeignKey(
        "self",
        verbose_name="trực thuộc",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    address = models.CharField("địa chỉ trụ sở", max_length=300, blank=True)
    opens_at = models.TimeField("mở cửa", default=time(7, 30))
    closes_at = models.TimeField("đóng cửa", default=time(17, 0))
    population = models.PositiveIntegerField("dân số", null=True, blank=True)
    area_km2 = models.DecimalField("diện tích (km²)", max_digits=8, decimal_places=2, null=True, blank=True)
    is_sample_data = models.BooleanField("dữ liệu mẫu", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        indexes = [models.Index(fields=["kind", "name"], name="organisation_kind_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("front:organisation", args=[self.slug])


class Village(models.Model):
    """A village or residential group: where things happen and where paper notices hang."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="villages")
    name = models.CharField("tên", max_length=120)
    slug = models.SlugField("đường dẫn", max_length=120)
    households = models.PositiveIntegerField("số hộ", null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "thôn, tổ dân phố"
        verbose_name_plural = "thôn, tổ dân phố"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="village_slug_per_organisation")
        ]

    def __str__(self) -> str:
        return self.name
