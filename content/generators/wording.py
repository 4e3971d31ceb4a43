"""Turn a template with slots into what one resident of one place would write."""

import random
import re
from datetime import date

from content.generators.corpus import Place, phrases
from portal.core.text import fold

# Words with "xã" or "thôn" inside that do not mean the place.
_COMMUNE = re.compile(r"(?<![Tt]ác )\b(xã|Xã)\b(?!( hội| viên))")
_VILLAGE = re.compile(r"(?<![Nn]ông )\b(thôn|Thôn)\b")
_URBAN_FIRST = (
    ("trưởng thôn", "tổ trưởng dân phố"),
    ("liên xã", "liên phường"),
    ("thú y thôn", "cán bộ thú y"),
)
_SHORT = (
    ("không", "ko"), ("được", "đc"), ("người", "ng"), ("nhưng", "nhg"), ("rồi", "r"),
    ("trước", "trc"), ("với", "vs"), ("nước", "nc"), ("bao giờ", "bh"), ("cũng", "cug"),
)  # fmt: skip


def slots(rng: random.Random, place: Place, village: str) -> dict[str, str]:
    """Return what every template of one petition is filled with; the dates come with the answer."""
    words = phrases()
    road = rng.choice(words["roads"])
    road = urban(road) if place.is_urban else road
    spot = rng.choice(words["spots_phuong" if place.is_urban else "spots"])
    duration = rng.choice(words["durations"])
    number = rng.choice(sorted(words["numbers"]))
    return {
        "thon": lower_first(village),
        "thon_hoa": village,
        "xa": lower_first(place.name),
        "ubnd": place.office,
        "duong": road,
        "duong_hoa": upper_first(road),
        "cho": spot,
        "cho_hoa": upper_first(spot),
        "thoigian": duration,
        "thoigian_hoa": upper_first(duration),
        "so": number,
        "so_hoa": words["numbers"][number],
    }


def fill(text: str, values: dict[str, str], place: Place) -> str:
    """Fill the slots; in a ward the words for commune and village become those of a ward."""
    if place.is_urban:
        text = urban(text)
    return upper_first(text.format(**values))


def urban(text: str) -> str:
    """Say ward and residential group where a text says commune and village; leaves the slots alone."""
    for rural, word in _URBAN_FIRST:
        text = text.replace(rural, word)
    text = _COMMUNE.sub(lambda match: "Phường" if match[1] == "Xã" else "phường", text)
    return _VILLAGE.sub(lambda match: "Tổ dân phố" if match[1] == "Thôn" else "tổ dân phố", text)


def as_typed(rng: random.Random, text: str) -> str:
    """Return the text as people type on a phone: most with care, some sloppily, some without accents."""
    style = rng.random()
    if style < 0.05:
        return _without_marks(text)
    if style < 0.12:
        return _sloppy(rng, text)
    return text


def _without_marks(text: str) -> str:
    """Drop the marks and keep the capitals: fold() alone would lower them."""
    folded = fold(text)
    if len(folded) != len(text):
        return folded
    return "".join(new.upper() if old.isupper() else new for old, new in zip(text, folded, strict=True))


def _sloppy(rng: random.Random, text: str) -> str:
    for word, short in rng.sample(_SHORT, 5):
        text = re.sub(rf"\b{word}\b", short, text)
    text = text.replace(". ", rng.choice([". ", ", ", " . "]))
    return lower_first(text.rstrip("."))


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def short_date(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}"
