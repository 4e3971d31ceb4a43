"""Small texts encrypted at rest with keys derived from SECRET_KEY: contact details and addresses of persons."""

import base64
import json
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(Exception):
    """The text was encrypted with a key that this installation no longer has."""


@lru_cache(maxsize=16)
def derived_key(secret: str, purpose: bytes) -> bytes:
    """Return 32 bytes for one purpose. The salt is part of every stored text: changing it loses them all."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"portal.feedback", info=purpose).derive(
        secret.encode()
    )


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [base64.urlsafe_b64encode(derived_key(secret, b"contact")) for secret in secrets]
    return MultiFernet([Fernet(key) for key in keys])


def seal(details: dict[str, str]) -> bytes:
    """Encrypt; SECRET_KEY_FALLBACKS keep older texts readable after the key was changed."""
    return _box().encrypt(json.dumps(details, ensure_ascii=False).encode())


def unseal(sealed: bytes) -> dict[str, str]:
    """Raises SealBroken when no key of this installation opens it."""
    try:
        details: dict[str, str] = json.loads(_box().decrypt(sealed))
    except InvalidToken as error:
        raise SealBroken("Không giải mã được thông tin liên hệ: khoá đã thay đổi.") from error
    return details


def reseal(sealed: bytes) -> bytes | None:
    """Encrypt anew under the present key; None when it is under that key already. Raises SealBroken."""
    present = base64.urlsafe_b64encode(derived_key(settings.SECRET_KEY, b"contact"))
    try:
        Fernet(present).decrypt(sealed)
    except InvalidToken:
        return seal(unseal(sealed))
    return None
