"""Standing texts: guides, about, contact."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks.body import BodyBlock
from cms.pages.models.base import BasePage


class StandardPage(BasePage):
    page_description = "Một bài viết: hướng dẫn, giới thiệu, quy định sử dụng."
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["pages.StandardPage"]
    template = "pages/standard_page.html"

    lead = models.TextField("lời dẫn", blank=True, max_length=400)
    body = StreamField(BodyBlock(), blank=True, verbose_name="nội dung")

    content_panels = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = "bài viết"
        verbose_name_plural = "bài viết"

    @property
    def description(self) -> str:
        return self.search_description or self.lead
