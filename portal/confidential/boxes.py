"""Sealed boxes (libsodium, through PyNaCl): only who holds the private key opens them. Pure.

A box holds one line of JSON about what is inside, then the content, padded so that its length says little: texts to
4 KiB, files to 64 KiB; a challenge, which says nothing, to little.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

BLOCKS = {"file": 64 * 1024, "message": 4 * 1024, "challenge": 128}

# What libsodium adds to a sealed box: a public key and an authenticator.
SEAL = 48


class CannotOpen(Exception):
    """The box was sealed to another key, or was altered."""


@dataclass(frozen=True, slots=True)
class Inside:
    """`kind` is message, file or challenge; `name` the neutral name of a file."""

    kind: str
    content: bytes
    name: str = ""
    media_type: str = "text/plain"

    @property
    def text(self) -> str:
        return self.content.decode()


def seal(inside: Inside, public_key: bytes) -> bytes:
    about = {key: value for key, value in asdict(inside).items() if key != "content"}
    plain = json.dumps(about, ensure_ascii=False).encode() + b"\n" + inside.content
    return bytes(SealedBox(PublicKey(public_key)).encrypt(sodium_pad(plain, BLOCKS[inside.kind])))


def open_box(sealed: bytes, private_key: bytes) -> Inside:
    """Raises CannotOpen."""
    try:
        padded = SealedBox(PrivateKey(private_key)).decrypt(sealed)
        about, _, content = _unpadded(padded).partition(b"\n")
        return Inside(content=content, **json.loads(about))
    except (CryptoError, ValueError, TypeError) as error:
        raise CannotOpen from error


def _unpadded(padded: bytes) -> bytes:
    for block in BLOCKS.values():
        if len(padded) % block == 0:
            try:
                return bytes(sodium_unpad(padded, block))
            except CryptoError:
                continue
    raise CannotOpen


def public_of(private_key: bytes) -> bytes:
    return bytes(PrivateKey(private_key).public_key)


def fingerprint(public_key: bytes) -> str:
    """Return the key's SHA-256, as people compare it: groups of four hexadecimal digits."""
    digits = hashlib.sha256(public_key).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def read_public_key(typed: str) -> bytes:
    """Return the 32 bytes of a key in base64. Raises ValueError with a Vietnamese message."""
    try:
        key = base64.b64decode("".join(typed.split()), validate=True)
    except ValueError as error:
        raise ValueError("Khoá công khai phải ở dạng base64, như chương trình tạo khoá in ra.") from error
    if len(key) != 32:
        raise ValueError("Khoá công khai phải dài 32 byte.")
    return key
