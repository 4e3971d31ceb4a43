"""What only a real PostgreSQL can show."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from portal.ledger.kinds import EventKind
from portal.ledger.models import Event
from portal.ledger.services import record
from scripts.paths import ROOT
from tests.factories import make_organisation

pytestmark = pytest.mark.postgresql

# Wagtail's own migrations need our user model and cannot be taken back, so neither can what they stand on.
THERE_AND_BACK = """
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

def tables():
    return set(connection.introspection.table_names())

call_command("migrate", verbosity=0)
complete = tables()
assert "ledger_event" in complete
rooms = {"portal", "cms", "search"}
ours = {app.label for app in apps.get_app_configs() if app.name.partition(".")[0] in rooms}
executor = MigrationExecutor(connection)
graph = executor.loader.graph
removable = lambda node: all(label in ours for label, _ in graph.backwards_plan(node))
for label in sorted(ours):
    earliest = next((node for node in sorted(graph.nodes) if node[0] == label and removable(node)), None)
    if earliest:
        before = [parent.key for parent in graph.node_map[earliest].parents if parent.key[0] == label]
        executor.migrate(before or [(label, None)])
        executor.loader.build_graph()
assert "ledger_event" not in tables(), tables()
call_command("migrate", verbosity=0)
assert tables() == complete, tables() ^ complete
"""


def test_every_migration_runs_forward_back_and_forward_again(scratch_database):
    settings = {"DATABASE_URL": scratch_database, "DJANGO_SETTINGS_MODULE": "portal.config.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", THERE_AND_BACK],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET actor_role = 'system'",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event CASCADE",
    ],
)
def test_the_database_refuses_to_change_the_ledger(statement):
    with transaction.atomic():
        # Checked now and not at the end, so that no pending check keeps TRUNCATE from reaching the trigger.
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        record(
            EventKind.DUTY_DUE,
            organisation=make_organisation(),
            subject="duty:thu:T0001:2026",
            actor_role="system",
            at=timezone.now(),
            payload={"duty": "thu", "period": "2026", "due": "2026-03-06"},
        )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Event.objects.count() == 1


def test_the_test_database_is_really_postgresql(postgresql_url):
    with psycopg.connect(postgresql_url) as direct:
        assert "PostgreSQL" in direct.execute("SELECT version()").fetchone()[0]
    assert connection.vendor == "postgresql"
