"""The database itself refuses to change or remove events."""

from typing import Any

from django.db import migrations

from portal.ledger import guards


def install(apps: Any, schema_editor: Any) -> None:
    guards.install(schema_editor.connection.vendor, schema_editor.execute)


def remove(apps: Any, schema_editor: Any) -> None:
    guards.remove(schema_editor.connection.vendor, schema_editor.execute)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
