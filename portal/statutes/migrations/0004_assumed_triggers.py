"""Let duties say themselves which date stands in for an act that nobody has recorded, and read "before".

Only rows that nobody has changed since they were loaded are touched.
"""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.db import migrations

ASSUMPTIONS = Path(__file__).resolve().parents[1] / "data" / "duty-assumptions.csv"
# The plan asks for both reports before these days, see docs/decisions.
BEFORE = {"half_year_report": date(2026, 7, 10), "annual_report": date(2027, 1, 10)}


def rows() -> list[dict[str, str]]:
    with ASSUMPTIONS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps: Any, schema_editor: Any) -> None:
    duties = apps.get_model("statutes", "DisclosureDuty").objects.using(schema_editor.connection.alias)
    for row in rows():
        duties.filter(key=row["key"], assumed_day__isnull=True).update(
            assumed_day=int(row["day"]),
            assumed_month=int(row["month"]),
            assumed_year=int(row["year"]),
            assumption=row["assumption"],
        )
    for key, day in BEFORE.items():
        duties.filter(key=key, trigger="fixed_date", trigger_on=day).update(trigger="before_date")


def unload(apps: Any, schema_editor: Any) -> None:
    duties = apps.get_model("statutes", "DisclosureDuty").objects.using(schema_editor.connection.alias)
    for row in rows():
        same = duties.filter(key=row["key"], assumption=row["assumption"])
        same.update(assumed_day=None, assumed_month=None, assumed_year=0, assumption="")
    for key, day in BEFORE.items():
        duties.filter(key=key, trigger="before_date", trigger_on=day).update(trigger="fixed_date")


class Migration(migrations.Migration):
    dependencies = [("statutes", "0003_duty_versions")]
    operations = [migrations.RunPython(load, unload)]
