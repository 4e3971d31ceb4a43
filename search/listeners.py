"""Following what the rooms below change: a row in the outbox, which the worker empties every few seconds."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from portal.core.signals import content_changed
from portal.organisations.models import Organisation
from search import outbox, providers
from search.models import OutboxAction


def connect() -> None:
    content_changed.connect(_changed, dispatch_uid="search.changed")
    post_save.connect(_changed, sender=Organisation, dispatch_uid="search.organisation_saved")
    for source in providers.SOURCES:
        uid = f"search.deleted.{source.prefix}"
        post_delete.connect(_deleted, sender=source.model, dispatch_uid=uid)
    post_page_move.connect(_moved, dispatch_uid="search.page_moved")
    page_slug_changed.connect(_moved, dispatch_uid="search.page_renamed")


def _changed(sender: type[Model], instance: Model, **_: Any) -> None:
    outbox.note(instance)


def _deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    outbox.note(instance, action=OutboxAction.DELETE)


def _moved(sender: type[Model], instance: Page, **_: Any) -> None:
    """A page with a new address takes those below it along."""
    # By the path: the number of children that an instance remembers may be old.
    for page in Page.objects.live().filter(path__startswith=instance.path):
        outbox.note(page)
