"""Full-text indexes: FTS5 with triggers on SQLite, generated tsvector columns on PostgreSQL.

A later migration that makes Django rebuild `search_entry` on SQLite drops the triggers with the old table
and must create them anew.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

COLUMNS = ("title_words", "extra_words", "body_words", "title_folded", "extra_folded", "body_folded")


def _sqlite_statements() -> list[str]:
    names = ", ".join(COLUMNS)
    new = ", ".join(f"new.{name}" for name in COLUMNS)
    old = ", ".join(f"old.{name}" for name in COLUMNS)
    add = f"INSERT INTO search_entry_fts(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608
    remove = (
        f"INSERT INTO search_entry_fts(search_entry_fts, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608
    )
    return [
        # Words arrive in lower case and split; the tokenizer must not fold them a second time.
        f"CREATE VIRTUAL TABLE search_entry_fts USING fts5({names}, content='search_entry', content_rowid='id',"
        " tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")",
        f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {add} END",
        f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {remove} END",
        f"CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN {remove} {add} END",
        "INSERT INTO search_entry_fts(search_entry_fts) VALUES ('rebuild')",
    ]


def _vector(kind: str) -> str:
    weights = {"title": "A", "extra": "B", "body": "D"}
    parts = (f"setweight(to_tsvector('simple', {n}_{kind}), '{w}')" for n, w in weights.items())
    return " || ".join(parts)


def _postgresql_statements() -> list[str]:
    return [
        "ALTER TABLE search_entry"
        f" ADD COLUMN folded_vector tsvector GENERATED ALWAYS AS ({_vector('folded')}) STORED,"
        f" ADD COLUMN accented_vector tsvector GENERATED ALWAYS AS ({_vector('words')}) STORED",
        "CREATE INDEX search_entry_folded ON search_entry USING gin (folded_vector)",
        "CREATE INDEX search_entry_accented ON search_entry USING gin (accented_vector)",
    ]


_CREATE = {"sqlite": _sqlite_statements, "postgresql": _postgresql_statements}
_DROP = {
    "sqlite": [
        "DROP TRIGGER search_entry_added",
        "DROP TRIGGER search_entry_removed",
        "DROP TRIGGER search_entry_changed",
        "DROP TABLE search_entry_fts",
    ],
    "postgresql": ["ALTER TABLE search_entry DROP COLUMN folded_vector, DROP COLUMN accented_vector"],
}


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _CREATE[schema_editor.connection.vendor]():
        schema_editor.execute(statement)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("portal_search", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
