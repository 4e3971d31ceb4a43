r"""The bytes of the ledger: canonical form, commitment and event hash. Pure; no database, no clock.

A stranger can recompute every value here with SHA-256 and a JSON writer. Byte for byte:

1. **Canonical JSON** is RFC 8785 restricted to objects with ASCII keys, arrays, strings, integers
   within ±(2^53 − 1), true, false and null: keys sorted, no white space, strings in UTF-8 with only
   ``"``, ``\`` and control characters escaped (``\b \t \n \f \r``, otherwise ``\u00xx`` in lower case).
   Floats are refused: their text differs between languages.
2. **Commitment** = SHA-256(salt ‖ canonical payload). The salt is 16 random bytes, stored as 32
   lower-case hexadecimal digits. An empty payload is ``{}``.
3. **Event hash** = SHA-256 of the canonical JSON of exactly these keys (here in their sorted order)::

       {"actor_role":"handler","commitment":"<64 hex>","effective_at":"2026-03-06T02:00:00.000000Z",
        "kind":"answered","organisation":"<code>","previous_hash":"<64 hex>",
        "recorded_at":"2026-03-06T02:00:00.000000Z","sequence":7,"subject":"petition:HY-AB12-CD34"}

   on one line without spaces. Times are UTC with six decimals and ``Z``. ``sequence`` counts from 1
   within one organisation. ``previous_hash`` is the hash of the organisation's event before it,
   64 zeros for the first. All digests are lower-case hexadecimal.

Role, kind, organisation code and subject are limited to characters that JSON never escapes, so the
line above can be put together without a JSON library and is never ambiguous.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

GENESIS = "0" * 64
MAX_INTEGER = 2**53 - 1
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/-]{0,199}")
ASCII_KEY = re.compile(r"[\x20-\x7e]+")


class NotCanonical(ValueError):
    """The value has no single canonical text, so it cannot be committed to."""


def check(value: object, path: str = "payload") -> None:
    """Raise NotCanonical, naming the place, unless the value is made of the allowed types only."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            # RFC 8785 sorts keys by UTF-16 units, Python by code points: equal for ASCII.
            if not isinstance(key, str) or not ASCII_KEY.fullmatch(key):
                raise NotCanonical(f"{path}: key {key!r} is not a plain ASCII string")
            check(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            check(item, f"{path}[{index}]")
    else:
        _check_scalar(value, path)


def _check_scalar(value: object, path: str) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise NotCanonical(f"{path}: not valid Unicode") from error
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise NotCanonical(f"{path}: integer out of range")
    elif value is not None:
        raise NotCanonical(f"{path}: {type(value).__name__} has no canonical form here")


def canonical(payload: Mapping[str, object]) -> str:
    """Return the payload's canonical JSON text; raises NotCanonical for floats, dates, NaN, …"""
    check(payload)
    return json.dumps(
        payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=dict
    )


def commitment(salt: str, payload_text: str) -> str:
    """Return SHA-256(salt ‖ payload) as hexadecimal; the salt is given as hexadecimal too."""
    return hashlib.sha256(bytes.fromhex(salt) + payload_text.encode()).hexdigest()


def utc_text(moment: datetime) -> str:
    """Return an aware datetime as ``2026-03-06T02:00:00.000000Z``; raises ValueError when naive."""
    if moment.tzinfo is None:
        raise ValueError("the ledger takes only times with a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def require_plain(value: str, what: str) -> str:
    """Return the value unchanged; raises ValueError unless JSON writes it without any escape."""
    if not PLAIN.fullmatch(value):
        raise ValueError(f"{what} {value!r} may hold only ASCII letters, digits and : . _ / -")
    return value


def event_text(
    organisation: str,
    sequence: int,
    subject: str,
    kind: str,
    recorded_at: str,
    effective_at: str,
    actor_role: str,
    commitment: str,
    previous_hash: str,
) -> str:
    """Return the line that is hashed; times already as utc_text(), the rest checked by the writer.

    Put together by hand because verification does this for every event, and json.dumps takes three
    times as long. Forged values with quotes cannot collide with an honest line: an honest line has
    a fixed number of quotes.
    """
    return (
        f'{{"actor_role":"{actor_role}","commitment":"{commitment}","effective_at":"{effective_at}",'
        f'"kind":"{kind}","organisation":"{organisation}","previous_hash":"{previous_hash}",'
        f'"recorded_at":"{recorded_at}","sequence":{sequence},"subject":"{subject}"}}'
    )


def event_hash(
    *,
    organisation: str,
    sequence: int,
    subject: str,
    kind: str,
    recorded_at: str,
    effective_at: str,
    actor_role: str,
    commitment: str,
    previous_hash: str,
) -> str:
    """Return the event's hash; see the module for its bytes."""
    text = event_text(
        organisation,
        sequence,
        subject,
        kind,
        recorded_at,
        effective_at,
        actor_role,
        commitment,
        previous_hash,
    )
    return hashlib.sha256(text.encode()).hexdigest()
