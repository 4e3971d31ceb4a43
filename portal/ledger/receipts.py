"""What a receipt proves: whether an event hash stands in the ledger, where, and whether it still fits."""

import re
from dataclasses import dataclass

from portal.ledger import chain
from portal.ledger.models import Event
from portal.ledger.services import hash_of

HASH = re.compile(r"[0-9a-f]{64}")


class NotAHash(ValueError):
    """The text cannot be an event hash; the message is Vietnamese and fit to show."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An event that stands in the ledger. fits: its content and the event before still give this hash."""

    event: Event
    fits: bool


def read_hash(text: str) -> str:
    """Return the hash in the text, forgiving spaces and capitals; raises NotAHash."""
    found = re.sub(r"\s", "", text).lower()
    if not HASH.fullmatch(found):
        raise NotAHash("Mã trên biên nhận gồm 64 ký tự, chỉ có chữ số 0–9 và chữ cái a–f.")
    return found


def look_up(digest: str) -> Receipt | None:
    """Return where the hash stands, None when it does not. Two queries; nothing personal is read out."""
    event = Event.objects.select_related("organisation").filter(hash=digest).first()
    if event is None:
        return None
    before = chain.GENESIS
    if event.sequence > 1:
        earlier = Event.objects.filter(organisation=event.organisation, sequence=event.sequence - 1)
        before = earlier.values_list("hash", flat=True).first() or ""
    fits = (
        before == event.previous_hash
        and chain.commitment(event.salt, event.payload) == event.commitment
        and hash_of(event, organisation_code=event.organisation.code) == event.hash
    )
    return Receipt(event, fits)
