"""Load the first rules of reminding of plans and reports. Reversing removes exactly the rows of the file."""

import csv
from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SOURCE = Path(__file__).resolve().parents[1] / "data" / "escalation-rules-plans.csv"
_FLAGS = ("to_handler", "to_head", "to_province", "to_inspector")


def rows() -> list[dict[str, object]]:
    with SOURCE.open(encoding="utf-8", newline="") as file:
        found: list[dict[str, object]] = [dict(row) for row in csv.DictReader(file)]
    return [
        {**row, "days": int(str(row["days"])), **{flag: row[flag] == "1" for flag in _FLAGS}} for row in found
    ]


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("inspection", "EscalationRule")._default_manager.using(
        schema_editor.connection.alias
    )
    for row in rows():
        key = {name: row[name] for name in ("matter", "days", "effective_from")}
        manager.get_or_create(**key, defaults=row)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("inspection", "EscalationRule")._default_manager.using(
        schema_editor.connection.alias
    )
    for row in rows():
        manager.filter(matter=row["matter"], days=row["days"], effective_from=row["effective_from"]).delete()


class Migration(migrations.Migration):
    dependencies = [("inspection", "0005_plans_are_reminded")]

    operations = [migrations.RunPython(load, unload)]
