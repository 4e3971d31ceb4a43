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

THERE_AND_BACK = """
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

def tables():
    return set(connection.introspection.table_names())

call_command("migrate", verbosity=0)
complete = tables()
assert "ledger_event" in complete
migrated = MigrationLoader(connection).migrated_apps
rooms = {"portal", "cms", "search"}
ours = [app.label for app in apps.get_app_configs() if app.name.partition(".")[0] in rooms]
for label in ours:
    if label in migrated:
        call_command("migrate", label, "zero", verbosity=0)
left = {table for table in tables() if table.partition("_")[0] in ours}
assert not left, left
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
