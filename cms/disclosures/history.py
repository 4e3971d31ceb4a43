"""What happened to an obligation, from the ledger."""

from typing import Any

from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.models import Event


def history_of(subject: str) -> list[dict[str, Any]]:
    """Return what the ledger says about an obligation, for a timeline, newest first."""
    return [
        {
            "title": EventKind(event.kind).label,
            "when": event.recorded_at,
            "actor": ActorRole(event.actor_role).label,
        }
        for event in Event.objects.about(subject).reverse()[:20]
    ]
