"""One row of the workflow table, and the roles that act. No database."""

from collections.abc import Collection
from dataclasses import dataclass

ROLE_RESIDENT = "resident"
ROLE_HANDLER = "handler"
ROLE_HEAD = "head"
ROLE_INSPECTOR = "inspector"
ROLE_SYSTEM = "system"

STAFF = frozenset({ROLE_HANDLER, ROLE_HEAD})
HEAD = frozenset({ROLE_HEAD})
RESIDENT = frozenset({ROLE_RESIDENT})
INSPECTOR = frozenset({ROLE_INSPECTOR})
SECOND = frozenset({ROLE_HEAD, ROLE_INSPECTOR})
SYSTEM = frozenset({ROLE_SYSTEM})

BACK = "back"  # to where the case stood before it waited


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. `to` is a status, BACK, or "" when the act leaves the status as it is (or decides it itself).

    `needs` names the arguments; `stops` the clocks that the act fulfils, `cancels` those that it makes needless.
    """

    name: str
    label: str
    sources: frozenset[str]
    to: str
    roles: frozenset[str]
    event: str
    needs: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    # What may be given besides, and is not needed in every case.
    may: tuple[str, ...] = ()
    # The other person's act that this one checks: whoever did that may not do this.
    not_by: tuple[str, ...] = ()
    # The kinds of letters that know the act; empty for all.
    kinds: frozenset[str] = frozenset()


def transition(
    name: str,
    label: str,
    sources: Collection[str],
    to: str,
    roles: frozenset[str],
    event: str,
    *,
    needs: tuple[str, ...] = (),
    starts: tuple[str, ...] = (),
    stops: tuple[str, ...] = (),
    cancels: tuple[str, ...] = (),
    may: tuple[str, ...] = (),
    not_by: tuple[str, ...] = (),
    kinds: frozenset[str] = frozenset(),
) -> Transition:
    return Transition(
        name, label, frozenset(sources), to, roles, event, needs, starts, stops, cancels, may, not_by, kinds
    )


class TransitionNotAllowed(Exception):
    """The case is not in a status from which the act is possible; the message is Vietnamese."""
