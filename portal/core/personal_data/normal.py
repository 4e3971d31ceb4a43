"""One spelling for what can be written in many ways, so that no detector has to know them all."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

# Zero width, bidirectional control, soft hyphen, variation selectors, key caps: nothing a reader sees.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")

# Letters of other scripts that look Latin, enclosed and raised digits, the many dashes and at signs.
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("АВЕКМНОРСТХУІЈѕаеорсхуіј", "ABEKMHOPCTXYIJsaeopcxyij", strict=True)),
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)),
        **{chr(0x2460 + n): str(n + 1) for n in range(9)},
        **{chr(0x2776 + n): str(n + 1) for n in range(9)},
        **{chr(0x2080 + n): str(n) for n in range(10)},
        **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⓪", "01234567890", strict=True)),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("∙●◦‧・．。", "."),
        **dict.fromkeys("＠﹫", "@"),
        **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94) if chr(0xFF01 + n) not in "－．＠"},
    }
)


def _fold_table() -> dict[int, str]:
    """Lower case without marks, one character for one, so that places in both texts agree."""
    table = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(base) == 1:
            table[code] = base
    return table | {ord("Đ"): "d", ord("đ"): "d"}


_FOLD = _fold_table()

# A digit typed as the letter that looks like it, inside what is otherwise a number.
_MIXED = re.compile(r"(?<![^\W_])[0-9OoQIl|]{2,24}(?![^\W_])")
_AS_DIGITS = str.maketrans("OoQIl|", "000111")


@dataclass(frozen=True)
class Text:
    """A text in its one spelling (`plain`), folded (`bare`), with look-alike digits read (`numeric`), and both
    (`figures`).

    All have the same length: a place in one is a place in the others.
    """

    plain: str

    @cached_property
    def bare(self) -> str:
        return self.plain.translate(_FOLD)

    @cached_property
    def numeric(self) -> str:
        return _MIXED.sub(_read_digits, self.plain)

    @cached_property
    def figures(self) -> str:
        return self.numeric.translate(_FOLD)


def normal(text: str) -> str:
    """Return the text composed, with ASCII digits, plain blanks and dashes, and without invisible signs."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
        text = _BLANK.sub(" ", text.translate(_LOOKALIKES))
        text = _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
        text = unicodedata.normalize("NFC", text)
    else:
        text = _INVISIBLE.sub("", text)
    return _BREAK.sub("\n", text)


def fold(text: str) -> str:
    """Return normal text in lower case without marks, of the same length."""
    return text.translate(_FOLD)


def _read_digits(match: re.Match[str]) -> str:
    token = match[0]
    digits = sum(char.isdigit() for char in token)
    return token.translate(_AS_DIGITS) if digits >= 2 and digits * 2 >= len(token) else token
