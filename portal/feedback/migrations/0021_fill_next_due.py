"""Fill the earliest due date of the cases stored before it was kept, a batch at a time, and index it.

Not one transaction: a live database goes on writing meanwhile, and a run that is stopped may be started again.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Min, OuterRef, Subquery

from portal.core.online_index import AddIndexOnline

AT_ONCE = 2000
BINDING = ("acknowledge", "accept", "answer", "review", "reanswer")


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database = schema_editor.connection.alias
    petitions = apps.get_model("feedback", "Petition")._default_manager.using(database)
    clocks = apps.get_model("feedback", "Deadline")._default_manager.using(database)
    running = clocks.filter(
        petition=OuterRef("pk"), stage__in=BINDING, due_on__isnull=False, met_on=None, cancelled_on=None
    )
    soonest = running.order_by().values("petition").annotate(first=Min("due_on")).values("first")
    last = 0
    while keys := list(petitions.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        last = keys[-1]
        petitions.filter(pk__gte=keys[0], pk__lte=last).update(next_due_on=Subquery(soonest))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("feedback", "0020_next_due")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        AddIndexOnline(
            model_name="petition",
            index=models.Index(
                condition=models.Q(("next_due_on__isnull", False)),
                fields=["organisation", "next_due_on"],
                name="petition_next_due",
            ),
        ),
    ]
