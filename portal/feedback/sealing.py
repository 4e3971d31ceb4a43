"""Secrets of a submission: encrypted contacts, and codes and links that a repeated request finds again."""

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Crockford's base 32: no I, L, O, U, so that a code survives being read out over the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110")


class SealBroken(Exception):
    """The contact was encrypted with a key that this installation no longer has."""


@lru_cache(maxsize=16)
def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"portal.feedback", info=purpose).derive(
        secret.encode()
    )


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(secret, b"contact"))) for secret in secrets])


def seal(details: dict[str, str]) -> bytes:
    return _box().encrypt(json.dumps(details, ensure_ascii=False).encode())


def unseal(sealed: bytes) -> dict[str, str]:
    try:
        details: dict[str, str] = json.loads(_box().decrypt(sealed))
    except InvalidToken as error:
        raise SealBroken("Không giải mã được thông tin liên hệ: khoá đã thay đổi.") from error
    return details


def _mac(purpose: str, submission_key: UUID) -> bytes:
    return hmac.new(
        _derive(settings.SECRET_KEY, purpose.encode()), submission_key.bytes, hashlib.sha256
    ).digest()


def case_code(submission_key: UUID, attempt: int = 0) -> str:
    """The public code of a submission, HY-XXXX-XXXX; `attempt` gives another one when the code is taken."""
    return _spelled(_mac(f"code:{attempt}", submission_key))


def sample_code(submission_key: UUID, attempt: int = 0) -> str:
    """The code of an imported case: the same on every machine, because it depends on no secret."""
    return _spelled(hashlib.sha256(f"{attempt}:{submission_key}".encode()).digest())


def _spelled(digest: bytes) -> str:
    number = int.from_bytes(digest[:5], "big")
    letters = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))
    return f"HY-{letters[:4]}-{letters[4:]}"


def private_token(submission_key: UUID) -> str:
    """The secret of the private link: 192 bits, the same for every repetition of one submission."""
    return base64.urlsafe_b64encode(_mac("private link", submission_key)[:24]).decode()


def token_digest(token: str) -> str:
    """What the database keeps of a private link."""
    return hashlib.sha256(token.encode()).hexdigest()


def normal_code(typed: str) -> str:
    """What a person typed as a code, in the form in which codes are stored; "" when it cannot be one."""
    bare = "".join(c for c in typed.upper() if c.isalnum())
    if len(bare) == 10:
        bare = bare.removeprefix("HY")
    bare = bare.translate(_LOOKALIKES)
    if len(bare) != 8 or any(c not in _ALPHABET for c in bare):
        return ""
    return f"HY-{bare[:4]}-{bare[4:]}"
