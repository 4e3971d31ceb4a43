"""Give the review of an answer its clock for the kinds that can be sent since. Reversing removes exactly these rows."""

from importlib import import_module

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KINDS = ("complaint_second", "supervision_board", "accountability_request")
_before = import_module("portal.statutes.migrations.0010_review_clock")


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "ClockRule")._default_manager.using(schema_editor.connection.alias)
    for kind in KINDS:
        values = {"kind": kind, "stage": "review", "condition": "", "effective_from": _before.FROM}
        manager.get_or_create(**values, defaults=_before.VALUES)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "ClockRule")._default_manager.using(schema_editor.connection.alias)
    manager.filter(kind__in=KINDS, stage="review", effective_from=_before.FROM, basis=_before.BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0012_entered_late")]
    operations = [migrations.RunPython(load, unload)]
