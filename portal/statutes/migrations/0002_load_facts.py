"""Load the researched clock rules, disclosure duties and calendar exceptions.

Reversing removes exactly the rows of the files, found by their natural keys; what administrators added
stays.
"""

import csv
from pathlib import Path
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

DATA = Path(__file__).resolve().parents[1] / "data"
# file, model, natural key, columns that are empty rather than blank, columns that say yes or no
SOURCES: list[tuple[str, str, list[str], set[str], set[str]]] = [
    (
        "clock-rules.csv",
        "ClockRule",
        ["kind", "stage", "condition", "effective_from"],
        {"extension_amount", "effective_to"},
        set(),
    ),
    (
        "disclosure-duties.csv",
        "DisclosureDuty",
        ["key"],
        {"trigger_on", "keep_posted_days", "effective_to"},
        {"posting_required"},
    ),
    ("calendar.csv", "CalendarException", ["date"], set(), set()),
]


def rows(name: str, nullable: set[str], flags: set[str]) -> list[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [
            {key: _value(key, text, nullable, flags) for key, text in row.items()}
            for row in csv.DictReader(file)
        ]


def _value(key: str, text: str, nullable: set[str], flags: set[str]) -> str | bool | None:
    if key in flags:
        return text == "yes"
    return None if key in nullable and not text else text


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, model, _, nullable, flags in SOURCES:
        manager = apps.get_model("statutes", model)._default_manager.using(schema_editor.connection.alias)
        manager.bulk_create([manager.model(**row) for row in rows(name, nullable, flags)])


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name, model, key, nullable, flags in SOURCES:
        manager = apps.get_model("statutes", model)._default_manager.using(schema_editor.connection.alias)
        for row in rows(name, nullable, flags):
            manager.filter(**{field: row[field] for field in key}).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
