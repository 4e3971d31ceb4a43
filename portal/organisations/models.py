"""The bodies that disclose and answer, and the places they answer for."""

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from portal.core.text import slugify_vi


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


class FormerName(models.Model):
    """A name by which people still know the place or a part of it: that of a commune before July 2025, for example."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="nay thuộc", on_delete=models.CASCADE, related_name="former_names"
    )
    name = models.CharField("tên cũ", max_length=120)

    class Meta:
        ordering = ["name"]
        verbose_name = "tên cũ của địa bàn"
        verbose_name_plural = "tên cũ của địa bàn"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="former_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PostingPlaceQuerySet(models.QuerySet["PostingPlace"]):
    def active(self) -> "PostingPlaceQuerySet":
        """The boards that are still used; earlier postings keep those that are not."""
        return self.filter(active=True)


class PostingPlace(models.Model):
    """A board on which paper notices hang: at the office, or in a village when it names one."""

    organisation = models.ForeignKey(
        Organisation, verbose_name="đơn vị", on_delete=models.CASCADE, related_name="posting_places"
    )
    village = models.ForeignKey(
        Village,
        verbose_name="thôn, tổ dân phố",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="posting_places",
        help_text="Để trống khi niêm yết cho cả đơn vị, ví dụ tại trụ sở.",
    )
    name = models.CharField(
        "tên nơi niêm yết", max_length=200, help_text="Ví dụ: Bảng tin nhà văn hóa thôn Đông."
    )
    address = models.CharField("địa chỉ, chỉ dẫn", max_length=300, blank=True)
    slug = models.SlugField("đường dẫn", max_length=120, editable=False)
    active = models.BooleanField("đang sử dụng", default=True)

    objects = PostingPlaceQuerySet.as_manager()

    class Meta:
        ordering = [models.F("village__name").asc(nulls_first=True), "name"]
        verbose_name = "nơi niêm yết"
        verbose_name_plural = "nơi niêm yết"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="posting_place_slug_once")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            others = PostingPlace.objects.filter(organisation=self.organisation_id)
            self.slug = free_slug(self.name, set(others.values_list("slug", flat=True)))
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.village and self.organisation_id and self.village.organisation_id != self.organisation_id:
            raise ValidationError({"village": "Thôn, tổ dân phố này không thuộc đơn vị."})


def free_slug(name: str, taken: set[str]) -> str:
    """Return a slug of the name that is not taken yet, 120 characters at most."""
    base = slugify_vi(name)[:110].strip("-") or "noi-niem-yet"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
