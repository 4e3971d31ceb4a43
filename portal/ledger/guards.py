"""The database's own refusal to change or remove events: triggers for SQLite and PostgreSQL.

Used by the migration that installs them, by verify_ledger that looks whether they are still there,
and by tests that play the attacker who takes them away.
"""

from collections.abc import Callable
from typing import Any

TABLE = "ledger_event"
MESSAGE = "ledger_event is append-only"

_SQLITE_NAMES = ("ledger_event_no_update", "ledger_event_no_delete", "ledger_event_no_replace")
_POSTGRESQL_NAMES = ("ledger_event_no_change", "ledger_event_no_truncate")

# INSERT OR REPLACE removes the old row without firing delete triggers, hence the third one.
_SQLITE_INSTALL = (
    f"CREATE TRIGGER {_SQLITE_NAMES[0]} BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER {_SQLITE_NAMES[1]} BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    (
        f"CREATE TRIGGER {_SQLITE_NAMES[2]} BEFORE INSERT ON {TABLE} "  # noqa: S608
        "WHEN EXISTS (SELECT 1 FROM ledger_event WHERE id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM ledger_event WHERE hash = NEW.hash) "
        "OR EXISTS (SELECT 1 FROM ledger_event "
        "WHERE organisation_id = NEW.organisation_id AND sequence = NEW.sequence) "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    ),
)
# ENABLE ALWAYS: they also fire under session_replication_role = replica.
_POSTGRESQL_INSTALL = (
    (
        "CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $body$"
    ),
    (
        f"CREATE TRIGGER {_POSTGRESQL_NAMES[0]} BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()"
    ),
    (
        f"CREATE TRIGGER {_POSTGRESQL_NAMES[1]} BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()"
    ),
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {_POSTGRESQL_NAMES[0]}",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {_POSTGRESQL_NAMES[1]}",
)

Execute = Callable[[str], Any]


def install(vendor: str, execute: Execute) -> None:
    """Create the triggers; raises NotImplementedError on a database without a tested guard."""
    for statement in _choose(vendor, _SQLITE_INSTALL, _POSTGRESQL_INSTALL):
        execute(statement)


def remove(vendor: str, execute: Execute) -> None:
    """Drop the triggers; does nothing where they are already gone."""
    postgresql = (
        *(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in _POSTGRESQL_NAMES),
        "DROP FUNCTION IF EXISTS ledger_refuse_change()",
    )
    sqlite = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE_NAMES)
    for statement in _choose(vendor, sqlite, postgresql):
        execute(statement)


def missing(vendor: str, cursor: Any) -> list[str]:
    """Return the names of the triggers that are not in force, in a fixed order."""
    if vendor == "postgresql":
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')", [TABLE]
        )
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
    present = {row[0] for row in cursor.fetchall()}
    return [name for name in _choose(vendor, _SQLITE_NAMES, _POSTGRESQL_NAMES) if name not in present]


def _choose(vendor: str, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> tuple[str, ...]:
    if vendor == "sqlite":
        return sqlite
    if vendor == "postgresql":
        return postgresql
    raise NotImplementedError(f"no append-only guard for {vendor}")
