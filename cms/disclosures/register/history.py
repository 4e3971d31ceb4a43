"""What the ledger says about one obligation, in sentences."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from cms.disclosures.models.announcements import Correction
from cms.disclosures.models.exemptions import ExemptionGround
from cms.disclosures.withdrawal import WithdrawalReason
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.models import Event
from portal.statutes.wording import short_date

MOST = 50


def history_lines(subject: str) -> list[dict[str, Any]]:
    """Return the events of the subject for a timeline, the newest first. One query."""
    return [
        {
            "title": EventKind(event.kind).label,
            "when": event.recorded_at,
            "actor": ActorRole(event.actor_role).label,
            "text": _text(event.kind, json.loads(event.payload)),
        }
        for event in Event.objects.about(subject).reverse()[:MOST]
    ]


def _text(kind: str, facts: dict[str, Any]) -> str:
    tell = _TELLERS.get(kind)
    return tell(facts) if tell else ""


def _due(facts: dict[str, Any]) -> str:
    parts = [f"Hạn {_day(facts['due'])}"]
    if facts.get("previous"):
        parts[0] += f", trước đó là {_day(facts['previous'])}"
    if facts.get("assumed"):
        parts.append("Ngày phát sinh là giả định")
    elif facts.get("document"):
        parts.append(f"Văn bản {facts['document']}, ngày {_day(facts['triggered'])}")
    if facts.get("correction"):
        parts.append(f"Lý do sửa: {_label(Correction, facts['correction']).lower()}")
    return ". ".join(parts) + "."


def _ground(facts: dict[str, Any]) -> str:
    return f"Căn cứ: {_label(ExemptionGround, facts.get('ground', '')).lower()}."


def _withdrawn(facts: dict[str, Any]) -> str:
    return f"Lý do: {_label(WithdrawalReason, facts.get('reason', '')).lower()}."


def _label(choices: type[Any], value: str) -> str:
    """Return the label of a value; the value itself where the list no longer has it."""
    return str(dict(choices.choices).get(value, value))


def _day(text: str) -> str:
    return short_date(date.fromisoformat(text))


_TELLERS: dict[str, Callable[[dict[str, Any]], str]] = {
    EventKind.DUTY_DUE: _due,
    EventKind.EXEMPTION_PROPOSED: _ground,
    EventKind.DUTY_EXEMPTED: _ground,
    EventKind.EXEMPTION_REFUSED: _ground,
    EventKind.EXEMPTION_LIFTED: _ground,
    EventKind.WITHDRAWN: _withdrawn,
}
