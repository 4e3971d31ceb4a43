"""Whether two letters come from the same person, without keeping who that is."""

import hashlib
import hmac
import re

from django.conf import settings

from portal.core.sealing import derived_key

# "+84 912…", "0084 912…" and "0912…" are one telephone.
_COUNTRY = re.compile(r"^(?:\+84|0084|84(?=\d{9}$))")


def normal_phone(typed: str) -> str:
    """Digits as dialled within the country; "" for what cannot be a telephone number."""
    bare = re.sub(r"[^\d+]", "", typed)
    national = _COUNTRY.sub("0", bare)
    return national if national.isdecimal() and 8 <= len(national) <= 15 else ""


def normal_email(typed: str) -> str:
    bare = typed.strip().lower()
    return bare if "@" in bare else ""


def sender_digests(*values: str) -> list[str]:
    """The keyed digests of telephone numbers and e-mail addresses, as the newest key of this installation makes them.

    Nobody without SECRET_KEY can test whether a number or an address is among them.
    """
    return sorted(_digests(values, [settings.SECRET_KEY]))


def known_digests(*values: str) -> list[str]:
    """The same with the former keys too, for looking up what was stored under them."""
    return sorted(_digests(values, [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]))


def _digests(values: tuple[str, ...], secrets: list[str]) -> set[str]:
    normal = {form(value) for value in values for form in (normal_email, normal_phone)} - {""}
    return {
        hmac.new(derived_key(secret, b"letter sender"), value.encode(), hashlib.sha256).hexdigest()
        for secret in secrets
        for value in normal
    }
