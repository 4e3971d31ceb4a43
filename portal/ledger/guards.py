"""The database's own refusal to change or remove events: triggers for SQLite and PostgreSQL.

The events have had theirs from the first migration on; the tables of the tree got their own later.
Used by the migrations that install them, by verify_ledger that looks whether they are still there,
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

# The tables of the tree: name and the conditions under which a new row would push out an old one.
TREE = {
    "ledger_leaf": ("leaf_index = NEW.leaf_index", "event_id = NEW.event_id"),
    "ledger_node": ("number = NEW.number",),
    "ledger_root": ("id = NEW.id", "date = NEW.date"),
}
_TREE_FUNCTION = "ledger_refuse_any_change"

Execute = Callable[[str], Any]


def install(vendor: str, execute: Execute) -> None:
    """Create the events' triggers; raises NotImplementedError on a database without a tested guard."""
    for statement in _choose(vendor, _SQLITE_INSTALL, _POSTGRESQL_INSTALL):
        execute(statement)


def remove(vendor: str, execute: Execute) -> None:
    """Drop the events' triggers; does nothing where they are already gone."""
    postgresql = (
        *(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in _POSTGRESQL_NAMES),
        "DROP FUNCTION IF EXISTS ledger_refuse_change()",
    )
    sqlite = tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE_NAMES)
    for statement in _choose(vendor, sqlite, postgresql):
        execute(statement)


def install_tree(vendor: str, execute: Execute) -> None:
    """Create the triggers of the tree's tables."""
    postgresql = [
        f"CREATE FUNCTION {_TREE_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
        # No percent sign: a driver that was given parameters, even none, would take it for a placeholder.
        "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', "
        "ERRCODE = 'integrity_constraint_violation'; END $body$"
    ]
    sqlite = []
    for table, taken in TREE.items():
        change, truncate = _tree_names("postgresql", table)
        run = f"FOR EACH STATEMENT EXECUTE FUNCTION {_TREE_FUNCTION}()"
        postgresql += [
            f"CREATE TRIGGER {change} BEFORE UPDATE OR DELETE ON {table} {run}",
            f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} {run}",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {change}",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {truncate}",
        ]
        update, delete, replace = _tree_names("sqlite", table)
        abort = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        exists = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in taken)  # noqa: S608
        sqlite += [
            f"CREATE TRIGGER {update} BEFORE UPDATE ON {table} {abort}",
            f"CREATE TRIGGER {delete} BEFORE DELETE ON {table} {abort}",
            f"CREATE TRIGGER {replace} BEFORE INSERT ON {table} WHEN {exists} {abort}",
        ]
    for statement in _choose(vendor, tuple(sqlite), tuple(postgresql)):
        execute(statement)


def remove_tree(vendor: str, execute: Execute) -> None:
    """Drop the triggers of the tree's tables; does nothing where they are already gone."""
    for table in TREE:
        for name in _tree_names(vendor, table):
            execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))
    if vendor == "postgresql":
        execute(f"DROP FUNCTION IF EXISTS {_TREE_FUNCTION}()")


def missing(vendor: str, cursor: Any) -> list[str]:
    """Return the names of the triggers that are not in force, in a fixed order."""
    wanted = [(TABLE, name) for name in _choose(vendor, _SQLITE_NAMES, _POSTGRESQL_NAMES)]
    wanted += [(table, name) for table in TREE for name in _tree_names(vendor, table)]
    if vendor == "postgresql":
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') "
            "AND tgrelid = ANY (%s::regclass[])",
            [[TABLE, *TREE]],
        )
    else:
        cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
    present = {tuple(row) for row in cursor.fetchall()}
    return [name for table, name in wanted if (table, name) not in present]


def _tree_names(vendor: str, table: str) -> tuple[str, ...]:
    sqlite = (f"{table}_no_update", f"{table}_no_delete", f"{table}_no_replace")
    return _choose(vendor, sqlite, (f"{table}_no_change", f"{table}_no_truncate"))


def _choose(vendor: str, sqlite: tuple[str, ...], postgresql: tuple[str, ...]) -> tuple[str, ...]:
    if vendor == "sqlite":
        return sqlite
    if vendor == "postgresql":
        return postgresql
    raise NotImplementedError(f"no append-only guard for {vendor}")
