"""The tokens of the stylesheet, read from the stylesheet itself, and WCAG's contrast of two of them."""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "themes" / "sen" / "static" / "sen"
_TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", re.IGNORECASE)


def tokens(scheme: str) -> dict[str, str]:
    """Return the colours of the "light" or the "dark" scheme; dark starts from light and replaces."""
    css = (STATIC / "site.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1)
    found = dict(_TOKEN.findall(light))
    if scheme == "dark":
        found |= dict(_TOKEN.findall(dark.split("/* ---- elements */", 1)[0]))
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, between 1 and 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
