"""Owe an item of a period once, whatever version of its duty is in force: by key instead of by row."""

from datetime import date
from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

# The dates that stood in for decisions before duties carried such assumptions themselves.
ASSUMED = {
    "head_contacts": (1, 20),
    "land_use_plan": (12, 31),
    "budget_approved": (12, 31),
    "anticorruption_commune": (3, 31),
    "poor_households_final": (12, 15),
}


def fill(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias
    obligations = apps.get_model("disclosures", "Obligation").objects.using(alias)
    duties = apps.get_model("statutes", "DisclosureDuty").objects.using(alias)
    key = duties.filter(pk=OuterRef("duty_id")).values("key")
    obligations.filter(duty_key="").update(duty_key=Subquery(key))
    unfilled = list(obligations.filter(triggered_on__isnull=True).values_list("pk", flat=True))
    for first in range(0, len(unfilled), 500):
        chunk = list(obligations.filter(pk__in=unfilled[first : first + 500]))
        for row in chunk:
            start = ((row.trace or {}).get("terms") or {}).get("start")
            row.triggered_on = date.fromisoformat(start[:10]) if start else None
            day = row.triggered_on
            row.is_assumed = bool(day) and ASSUMED.get(row.duty_key) == (day.month, day.day)
        obligations.bulk_update(chunk, ["triggered_on", "is_assumed"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0003_obligation_states")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="obligation",
            name="obligation_once",
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                fields=("organisation", "duty_key", "period", "occurrence"), name="obligation_once_per_key"
            ),
        ),
    ]
