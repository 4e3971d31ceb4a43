"""Following what the rooms below change."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from portal.core.signals import content_changed
from portal.organisations.models import Organisation


def connect() -> None:
    content_changed.connect(_changed, dispatch_uid="search.content_changed")
    post_save.connect(_changed, sender=Organisation, dispatch_uid="search.organisation_saved")
    post_delete.connect(_changed, sender=Organisation, dispatch_uid="search.organisation_deleted")


def _changed(sender: type[Model], instance: Model, **_: Any) -> None:
    from search.outbox import note

    note(instance)
