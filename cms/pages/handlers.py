"""What follows a publication of any page: public caches go stale, and upper rooms are told."""

from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from portal.core import page_cache
from portal.core.signals import content_changed


def connect() -> None:
    page_published.connect(_changed, dispatch_uid="pages.published")
    page_unpublished.connect(_changed, dispatch_uid="pages.unpublished")


def _changed(sender: type[Page], instance: Page, **_: Any) -> None:
    with transaction.atomic():
        page_cache.bump()
        content_changed.send(sender=type(instance), instance=instance)
