"""Load the least terms and shares that the law asks for.

Reversing removes exactly the rows of the file; what administrators added stays.
"""

import csv
from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SOURCE = Path(__file__).resolve().parents[1] / "data" / "thresholds.csv"


def rows() -> list[dict[str, str]]:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    for row in rows():
        manager.get_or_create(key=row["key"], effective_from=row["effective_from"], defaults=row)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    for row in rows():
        manager.filter(key=row["key"], effective_from=row["effective_from"]).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0005_threshold")]

    operations = [migrations.RunPython(load, unload)]
