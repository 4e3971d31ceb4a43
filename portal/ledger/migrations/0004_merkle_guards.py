"""The database itself refuses to change or remove what was sealed."""

from typing import Any

from django.db import migrations

from portal.ledger import guards


def install(apps: Any, schema_editor: Any) -> None:
    # Without parameters: psycopg would take the % of RAISE EXCEPTION for one.
    guards.install_tree(
        schema_editor.connection.vendor, lambda statement: schema_editor.execute(statement, params=None)
    )


def remove(apps: Any, schema_editor: Any) -> None:
    guards.remove_tree(schema_editor.connection.vendor, schema_editor.execute)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_merkle_tree")]

    operations = [migrations.RunPython(install, remove, elidable=False)]
