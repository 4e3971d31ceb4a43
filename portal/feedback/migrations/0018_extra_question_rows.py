"""The first questions beside the letter; an administrator keeps them. Reversing removes those nobody answered."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

START = date(2025, 7, 1)
SOURCE = Path(__file__).resolve().parents[1] / "data" / "questions.json"


def rows() -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return found


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    questions = apps.get_model("feedback", "Question")._default_manager.using(schema_editor.connection.alias)
    for category, asked in rows().items():
        for number, row in enumerate(asked, start=1):
            values = {**row, "position": 10 * number}
            for name in ("options", "shown_when"):
                values[name] = "\n".join(row.get(name, []))  # type: ignore[call-overload]
            questions.get_or_create(
                category=category, key=values.pop("key"), effective_from=START, defaults=values
            )


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    questions = apps.get_model("feedback", "Question")._default_manager.using(schema_editor.connection.alias)
    for category, asked in rows().items():
        keys = [row["key"] for row in asked]
        questions.filter(category=category, key__in=keys, effective_from=START, answers=None).delete()


class Migration(migrations.Migration):
    dependencies = [("feedback", "0017_extra_questions")]
    operations = [migrations.RunPython(load, unload)]
