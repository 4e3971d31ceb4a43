"""Every stored upload meets the virus scanner, also what came while it was silent or before there was one.

What an upload is follows from the models: each file field that people fill. Files of cases wait in a quarantine of
their own (they have a `scan_state`) and are swept there.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef

from portal.core import clamav
from portal.core.models import ScannedFile

logger = logging.getLogger(__name__)
AT_ONCE = 100
# Drawn by the portal from a file that is swept.
_DERIVED = {"wagtailimages.rendition"}
Upload = tuple[type[models.Model], models.FileField]


def upload_fields() -> Iterator[Upload]:
    """Every file field of a stored model that this sweep looks at."""
    for model in apps.get_models():
        if model._meta.proxy or model._meta.label_lower in _DERIVED or keeps_own_verdict(model):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField) and field.editable:
                yield model, field


def keeps_own_verdict(model: type[models.Model]) -> bool:
    try:
        model._meta.get_field("scan_state")
    except FieldDoesNotExist:
        return False
    return True


def sweep(*, at: datetime) -> dict[str, int]:
    """Scan what has no verdict yet; delete what is infected, whose address then answers 404. Return how many.

    Stops when the scanner falls silent; the next turn goes on.
    """
    counts = {"clean": 0, "infected": 0, "left": 0}
    if not clamav.configured():
        return counts
    for model, field in upload_fields():
        for row in _unseen(model, field):
            try:
                outcome = _scan(model, getattr(row, field.name), at)
            except clamav.ScannerDown as problem:
                logger.warning("the virus scanner gives no verdict: %s", problem)
                counts["left"] += 1
                return counts
            counts[outcome] += 1
    return counts


def _unseen(model: type[models.Model], field: models.FileField) -> list[models.Model]:
    seen = ScannedFile.objects.filter(model=_key(model, field), name=OuterRef(field.name))
    rows = model._default_manager.exclude(**{field.name: ""}).filter(~Exists(seen))
    return list(rows.order_by("pk")[:AT_ONCE])


def _key(model: type[models.Model], field: models.FileField) -> str:
    return f"{model._meta.label_lower}.{field.name}"


def _scan(model: type[models.Model], file: models.fields.files.FieldFile, at: datetime) -> str:
    name = str(file.name)
    try:
        with file.storage.open(name, "rb") as stream:
            found = clamav.infection(bytes(stream.read()))
    except FileNotFoundError:
        # Gone already: nothing is served, and nothing is left to look at.
        found = ""
    verdict = {"infection": found[:100], "scanned_at": at}
    ScannedFile.objects.get_or_create(model=_key(model, file.field), name=name, defaults=verdict)
    if found:
        logger.warning("an infected file of %s was deleted: %s", model._meta.label_lower, found)
        file.storage.delete(name)
    return "infected" if found else "clean"
