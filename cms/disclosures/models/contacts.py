"""How to reach the head of a body: official telephone and e-mail, with the date they were confirmed."""

import re
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.disclosures.models.base import DisclosurePage
from portal.statutes.periods import STANDING

PHONE = RegexValidator(
    r"^[0-9 .()+-]{3,30}$", "Chỉ gồm chữ số, dấu cách, dấu chấm, gạch nối, ngoặc và dấu +."
)


class HeadContactsPage(DisclosurePage):
    page_description = "Điện thoại và hộp thư công vụ của người đứng đầu."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    template = "disclosures/head_contacts_page.html"
    serves: ClassVar[tuple[str, ...]] = ("head_contacts",)

    position = models.CharField("chức vụ", max_length=120, help_text="Ví dụ: Chủ tịch Ủy ban nhân dân xã.")
    telephone = models.CharField("điện thoại công vụ", max_length=30, validators=[PHONE])
    email = models.EmailField("hộp thư công vụ")
    office = models.CharField("nơi làm việc", max_length=300, blank=True)
    confirmed_on = models.DateField("xác nhận còn đúng ngày", null=True)

    content_panels = [
        *(panel for panel in DisclosurePage.content_panels if getattr(panel, "field_name", "") != "year"),
        MultiFieldPanel(
            [
                FieldPanel("position"),
                FieldRowPanel([FieldPanel("telephone"), FieldPanel("email")]),
                FieldPanel("office"),
                FieldPanel("confirmed_on"),
            ],
            heading="Người đứng đầu",
        ),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "liên hệ người đứng đầu"
        verbose_name_plural = "liên hệ người đứng đầu"

    def duty_key(self) -> str:
        return "head_contacts"

    def period_code(self) -> str:
        return STANDING

    def slug_source(self) -> str:
        return "liên hệ người đứng đầu"

    def has_structured_content(self) -> bool:
        return bool(self.telephone and self.email)

    def public_text(self) -> str:
        return f"{self.position} {self.telephone} {self.email} {self.office} {super().public_text()}"

    @property
    def telephone_digits(self) -> str:
        """The number as a telephone dials it."""
        return re.sub(r"[^0-9+]", "", self.telephone)

    def clean(self) -> None:
        super().clean()
        if self.confirmed_on and self.confirmed_on > timezone.localdate():
            raise ValidationError({"confirmed_on": "Ngày xác nhận không thể ở tương lai."})
