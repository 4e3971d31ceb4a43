"""The front page of the portal."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks.body import BodyBlock
from cms.pages.models.base import BasePage


class HomePage(BasePage):
    """One page: what a resident can do here, in figures and links; the editor adds words below."""

    page_description = "Trang chủ của cổng."
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "pages.StandardPage",
        "pages.NewsIndexPage",
        "disclosures.RegisterPage",
    ]
    max_count = 1
    template = "pages/home_page.html"

    lead = models.TextField("lời dẫn", blank=True, max_length=400)
    body = StreamField(BodyBlock(), blank=True, verbose_name="nội dung")

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = "trang chủ"
        verbose_name_plural = "trang chủ"
