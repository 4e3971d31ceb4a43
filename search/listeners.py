"""Following what the rooms below change: a row in the outbox, which the worker empties every few seconds."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move

from portal.core import page_cache
from portal.core.signals import content_changed
from portal.organisations.models import FormerName, Organisation
from search import outbox, providers
from search.models import OutboxAction, Synonym


def connect() -> None:
    content_changed.connect(_changed, dispatch_uid="search.changed")
    post_save.connect(_changed, sender=Organisation, dispatch_uid="search.organisation_saved")
    for signal in (post_save, post_delete):
        signal.connect(_renamed, sender=FormerName, dispatch_uid=f"search.former_name.{id(signal)}")
        signal.connect(_reworded, sender=Synonym, dispatch_uid=f"search.synonym.{id(signal)}")
    for source in providers.SOURCES:
        uid = f"search.deleted.{source.prefix}"
        post_delete.connect(_deleted, sender=source.model, dispatch_uid=uid)
    post_page_move.connect(_moved, dispatch_uid="search.page_moved")
    page_slug_changed.connect(_moved, dispatch_uid="search.page_renamed")


def _renamed(sender: type[FormerName], instance: FormerName, **_: Any) -> None:
    outbox.note(instance.organisation)
    page_cache.bump()


def _reworded(sender: type[Synonym], instance: Synonym, **_: Any) -> None:
    """The lexicon of every process is as old as the site's generation."""
    page_cache.bump()


def _changed(sender: type[Model], instance: Model, **_: Any) -> None:
    outbox.note(instance)


def _deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    outbox.note(instance, action=OutboxAction.DELETE)


def _moved(sender: type[Model], instance: Page, **_: Any) -> None:
    """A page with a new address takes those below it along."""
    # By the path: the number of children that an instance remembers may be old.
    for page in Page.objects.live().filter(path__startswith=instance.path):
        outbox.note(page)
