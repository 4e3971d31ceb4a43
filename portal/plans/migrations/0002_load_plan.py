"""Load the provincial plan of 2026 with its items, the rules of the two duties, and the first report forms.

Reversing leaves the rows: units may have answered to them, and dropping the tables takes them along.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.plans.source import load, read


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    load(apps, read(), schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
