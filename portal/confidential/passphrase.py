"""The code with which a sender comes back: ten syllables without marks, easy to write down and to read aloud. Pure.

Ten of 1,024 syllables are 100 bits. Nobody guesses that, so the keys below are derived without a slow function and
without a salt, and the server needs no count of failed attempts, which would be a record of visitors.
"""

import hashlib
import hmac
import re

from portal.core.text import fold

# Sixteen beginnings by sixty-four endings. No ending starts with a consonant, so that every syllable has one reading.
_BEGINNINGS = ["b", "ch", "d", "h", "k", "l", "m", "n", "nh", "ph", "r", "s", "t", "th", "tr", "v"]
_ENDINGS = """
    a ac ach ai am an ang anh ao ap at au ay e em en eo ep et i ich im in inh ip it o oc oi om on ong op ot
    u ua uc ui um un ung up ut ia iec iem ien ieng iet ieu uoc uoi uon uong uot uom oa oan oang oat oai uan uat uy
""".split()  # noqa: SIM905 - a list of sixty quoted words would hide them
SYLLABLES = tuple(beginning + ending for beginning in _BEGINNINGS for ending in _ENDINGS)
_INDEX = {syllable: index for index, syllable in enumerate(SYLLABLES)}
LENGTH = 10


class NotACode(ValueError):
    """What was typed cannot be a code; the message is Vietnamese and says where."""


def spelled(entropy: bytes) -> str:
    """Return the code of at least 13 random bytes."""
    number = int.from_bytes(entropy[:13], "big")
    return " ".join(SYLLABLES[(number >> 10 * place) & 1023] for place in range(LENGTH))


def read_code(typed: str) -> str:
    """Return a typed code as spelled() wrote it: marks, capitals, hyphens and spaces do not matter."""
    words = re.findall(r"[a-z]+", fold(typed))
    for place, word in enumerate(words, 1):
        if word not in _INDEX:
            raise NotACode(f"Tiếng thứ {place}, “{word[:20]}”, không có trong mã nào. Hãy xem lại.")
    if len(words) != LENGTH:
        raise NotACode(f"Mã có {LENGTH} tiếng; bạn gõ {len(words)} tiếng.")
    return " ".join(words)


def locator(code: str) -> str:
    """Return what the database keeps to find a tip by its code: a digest that leads back to nothing."""
    return _derived(code, b"locator").hex()


def mailbox_seed(code: str) -> bytes:
    """Return the 32 bytes of the sender's own private key."""
    return _derived(code, b"mailbox")


def _derived(code: str, purpose: bytes) -> bytes:
    return hmac.new(b"portal.confidential." + purpose, code.encode(), hashlib.sha256).digest()
