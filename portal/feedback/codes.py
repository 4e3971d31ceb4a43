"""Codes and links of a submission that a repeated request finds again."""

import base64
import hashlib
import hmac
from uuid import UUID

from django.conf import settings

from portal.core.sealing import derived_key

# Crockford's base 32: no I, L, O, U, so that a code survives being read out over the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110")


def _mac(purpose: str, submission_key: UUID) -> bytes:
    return hmac.new(
        derived_key(settings.SECRET_KEY, purpose.encode()), submission_key.bytes, hashlib.sha256
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
