"""News: an index and its items."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cms.blocks.body import BodyBlock
from cms.pages.models.base import BasePage
from portal.core.paging import paginate


def today() -> date:
    """Return the date in the portal's time zone, as the default date of a new item."""
    return timezone.localdate()


class NewsIndexPage(BasePage):
    page_description = "Danh mục tin, mới nhất ở trên."
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.NewsPage"]
    max_count = 1
    template = "pages/news_index_page.html"

    lead = models.TextField("lời dẫn", blank=True, max_length=400)

    content_panels = [*BasePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = "danh mục tin"
        verbose_name_plural = "danh mục tin"

    def items(self) -> "QuerySet[NewsPage]":
        return NewsPage.objects.live().child_of(self).order_by("-date", "-pk")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "page_obj": paginate(request, self.items(), 12),
        }


class NewsPage(BasePage):
    page_description = "Một tin."
    parent_page_types: ClassVar[list[str]] = ["pages.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/news_page.html"

    date = models.DateField("ngày", default=today)
    lead = models.TextField("tóm tắt", max_length=400)
    body = StreamField(BodyBlock(), blank=True, verbose_name="nội dung")

    content_panels = [*BasePage.content_panels, FieldPanel("date"), FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = "tin"
        verbose_name_plural = "tin"

    @property
    def description(self) -> str:
        return self.search_description or self.lead
