"""Stream events from the database as plain tuples: no model instances, bounded memory, both databases."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connections

from portal.ledger.models import Event
from portal.organisations.models import Organisation

BATCH = 2000

# Both yield the text of chain.utc_text() in SQL, which spares a datetime object per event.
_UTC = {
    "sqlite": "substr({0},1,10)||'T'||substr({0}||'.000000',12,15)||'Z'",
    "postgresql": "to_char({0} AT TIME ZONE 'UTC','YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
}


def event_rows(
    columns: Sequence[str],
    *,
    kinds: Sequence[str] = (),
    before: datetime | None = None,
    chains: tuple[int, int] | None = None,
    after: int = 0,
    using: str = "default",
) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of events, chain by chain and in each chain in ascending sequence.

    "organisation" is the organisation's code ("?" when it is gone), times are the text of
    chain.utc_text(). kinds, before (recorded earlier than) and chains (first and last organisation's key) and after (a
    later position in the chain) narrow the rows in SQL.
    """
    connection = connections[using]
    wanted = ", ".join(_expression(column, connection.vendor) for column in columns)
    conditions: list[str] = []
    parameters: list[Any] = []
    if kinds:
        conditions.append(f"e.kind IN ({', '.join(['%s'] * len(kinds))})")
        parameters += [str(kind) for kind in kinds]
    if before is not None:
        conditions.append("e.recorded_at < %s")
        parameters.append(connection.ops.adapt_datetimefield_value(before))
    if chains is not None:
        conditions.append("e.organisation_id BETWEEN %s AND %s")
        parameters += chains
    if after:
        conditions.append("e.sequence > %s")
        parameters.append(after)
    where = f"WHERE {' AND '.join(conditions)} " if conditions else ""
    # LEFT JOIN: events whose organisation was taken away must be noticed, not vanish.
    # Every part is a constant of this module or the name of a column or table.
    sql = (
        f"SELECT {wanted} FROM {Event._meta.db_table} e "  # noqa: S608
        f"LEFT JOIN {Organisation._meta.db_table} o ON o.id = e.organisation_id "
        f"{where}ORDER BY e.organisation_id, e.sequence"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while batch := cursor.fetchmany(BATCH):
            yield from batch


def _column(name: str) -> str:
    return next(str(field.column) for field in Event._meta.concrete_fields if field.name == name)


def _expression(column: str, vendor: str) -> str:
    if column == "organisation":
        return "COALESCE(o.code, '?')"
    name = f"e.{_column(column)}"
    return _UTC[vendor].format(name) if column.endswith("_at") else name
