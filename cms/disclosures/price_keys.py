"""What rows of land prices are found and compared by. Pure."""

import hashlib

from portal.core.text import fold


def search_text(*parts: str) -> str:
    """Return the folded words with a space before each, so that " hao" finds the word and not a part of one."""
    return " " + " ".join(folded_words(" ".join(parts)))


def price_key(commune: str, road: str, start: str, end: str, position: int, land_type: str) -> str:
    """Return what names the same price in the tables of two years: place, section, position and use."""
    parts = [
        commune,
        *(" ".join(folded_words(text)) for text in (road, start, end)),
        str(position),
        land_type,
    ]
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def folded_words(text: str) -> list[str]:
    """Return the words without marks and punctuation: "Đường 38-B" gives duong, 38, b."""
    return "".join(char if char.isalnum() else " " for char in fold(text)).split()
