"""How to reach the head of a body: official telephone and e-mail, with the date they were confirmed."""

import hashlib
import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.disclosures.confirmation import Confirmation
from cms.disclosures.models.base import DisclosurePage
from portal.statutes.models import Threshold, ThresholdKey
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
    not_in_template: ClassVar[frozenset[str]] = frozenset({"full_name"})
    # A confirmation changes the day and nothing that was said; it is an event of its own.
    not_content: ClassVar[frozenset[str]] = DisclosurePage.not_content | {"confirmed_on"}

    official_contact_fields: ClassVar[tuple[str, ...]] = ("telephone", "email")

    position = models.CharField("chức vụ", max_length=120, help_text="Ví dụ: Chủ tịch Ủy ban nhân dân xã.")
    full_name = models.CharField(
        "họ và tên", max_length=80, blank=True, help_text="Của người đứng đầu đương nhiệm; có thể để trống."
    )
    telephone = models.CharField(
        "điện thoại công vụ", max_length=30, validators=[PHONE], help_text="Không ghi số riêng."
    )
    email = models.EmailField("hộp thư công vụ", help_text="Không ghi hộp thư riêng.")
    office = models.CharField("nơi làm việc", max_length=300, blank=True)
    confirmed_on = models.DateField(
        "xác nhận còn đúng ngày",
        null=True,
        help_text="Sau khi công khai, bấm “Xác nhận còn đúng” trong Danh bạ thay vì sửa trang.",
    )

    content_panels = [
        *(panel for panel in DisclosurePage.content_panels if getattr(panel, "field_name", "") != "year"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("position"), FieldPanel("full_name")]),
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
        own = (self.position, self.full_name, self.telephone, self.email, self.office)
        return f"{' '.join(own)} {super().public_text()}"

    def with_content_json(self, content: dict[str, Any]) -> "HeadContactsPage":
        """Keep a confirmation that was made since: publishing an older draft does not take it back."""
        page = super().with_content_json(content)
        page.confirmed_on = max(filter(None, (page.confirmed_on, self.confirmed_on)), default=None)
        return page

    @property
    def fingerprint(self) -> str:
        """Stands in the ledger for what was confirmed, so that anyone can check a copy of it."""
        told = (self.position, self.full_name, self.telephone, self.email, self.office)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    @property
    def telephone_digits(self) -> str:
        """The number as a telephone dials it."""
        return re.sub(r"[^0-9+]", "", self.telephone)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        days = Threshold.objects.days(ThresholdKey.CONTACT_CONFIRMATION, on=(today := timezone.localdate()))
        return {
            **super().get_context(request, *args, **kwargs),
            "confirmation": Confirmation(self.confirmed_on, days, today),
        }

    def clean(self) -> None:
        super().clean()
        if self.confirmed_on and self.confirmed_on > timezone.localdate():
            raise ValidationError({"confirmed_on": "Ngày xác nhận không thể ở tương lai."})
