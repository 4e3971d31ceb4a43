"""Numbers as people write them in Vietnamese papers: dots and commas, spaces, brackets, percent signs. Pure.

“1.234” is one thousand two hundred and thirty-four to one writer and one and a quarter to another. The cell
alone cannot say; the other cells of its column can. So a column's style is inferred first, from the cells that
allow one reading only, and every cell is then read in that style.
"""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_SPACES = re.compile(r"[\u00a0\u2000-\u200a\u202f\u3000\t ]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\uff0d]")
_FULL_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)}
_BODY = re.compile(r"\d[\d., ]*\Z|[.,]\d+\Z", re.ASCII)
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?\Z", re.ASCII)
_LOOKS_MEANT = re.compile(r"[\d.,\s]*[oOlI][\d.,oOlI\s]*\Z")
MOST_DIGITS = 24


class NumberStyle(enum.StrEnum):
    """Which sign groups thousands and which begins the decimals."""

    VI = "vi"  # 1.234,5
    EN = "en"  # 1,234.5

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def group(self) -> str:
        return "." if self is NumberStyle.VI else ","

    @property
    def decimal(self) -> str:
        return "," if self is NumberStyle.VI else "."


_LABELS = {
    NumberStyle.VI: "1.234,5 (dấu chấm ngăn hàng nghìn)",
    NumberStyle.EN: "1,234.5 (dấu phẩy ngăn hàng nghìn)",
}


class NotANumber(ValueError):
    """The text is no number; the message ends a Vietnamese sentence that begins with the text."""


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it stood: `value` is None for a blank or a dash; 85.5 with percent=True was “85,5%”."""

    value: Decimal | None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """What a column's cells say about their style.

    `decided` is False when no cell allows one reading only; `style` is then the usual one, and `ambiguous` a text
    that could be read in both. `odd` holds the texts that allow no reading in `style` though others do.
    """

    style: NumberStyle
    ambiguous: str = ""
    odd: tuple[str, ...] = ()
    decided: bool = True


def parse_vi_number(text: str) -> Decimal | None:
    """Return the number, read as a Vietnamese writer means it where two readings are possible.

    None for a blank or a dash. Raises NotANumber, also for a percentage.
    """
    style = _certain_style(_stripped(text)[0])
    written = parse_number(text, style or NumberStyle.VI)
    if written.percent:
        raise NotANumber("là tỷ lệ phần trăm")
    return written.value


def parse_number(text: str, style: NumberStyle) -> Written:
    """Return the number written in this style; raises NotANumber for anything else."""
    body, negative, percent = _stripped(text)
    if not body:
        return Written(None)
    digits = _plain_digits(body, style)
    if digits is None:
        other = NumberStyle.EN if style is NumberStyle.VI else NumberStyle.VI
        if _plain_digits(body, other) is not None:
            raise NotANumber(f"không viết theo kiểu {style.label}")
        raise NotANumber(_why_not(text))
    if len(digits) > MOST_DIGITS:
        raise NotANumber("có quá nhiều chữ số")
    value = Decimal(digits)
    return Written(-value if negative else value, percent)


def infer_style(texts: Iterable[str]) -> Style:
    """Return how a column writes numbers, from those of its cells that allow one reading only."""
    votes: dict[NumberStyle, list[str]] = {style: [] for style in NumberStyle}
    ambiguous = ""
    for text in texts:
        body = _stripped(text)[0]
        style = _certain_style(body)
        if style is not None:
            votes[style].append(text)
        elif not ambiguous and _is_ambiguous(body):
            ambiguous = text
    most = max(NumberStyle, key=lambda style: (len(votes[style]), style is NumberStyle.VI))
    if not votes[most]:
        return Style(NumberStyle.VI, ambiguous=ambiguous, decided=False)
    other = NumberStyle.EN if most is NumberStyle.VI else NumberStyle.VI
    return Style(most, odd=tuple(votes[other]))


def _stripped(text: str) -> tuple[str, bool, bool]:
    """Return the digits with their separators, whether they are negative, and whether percent."""
    body = _DASHES.sub("-", _SPACES.sub(" ", text.translate(_FULL_WIDTH))).strip()
    percent = body.endswith("%")
    body = body.removesuffix("%").rstrip()
    negative = False
    if body.startswith("(") and body.endswith(")"):
        body, negative = body[1:-1].strip(), True
    if body.startswith("-") or body.endswith("-"):
        body, negative = body.strip("-").strip(), True
    elif body.startswith("+"):
        body = body[1:].strip()
    return body, negative, percent


def _plain_digits(body: str, style: NumberStyle) -> str | None:
    """Return the digits with a dot before the decimals; None when this is no number of the style."""
    if not _BODY.match(body):
        return None
    if " " in body:
        return body.replace(" ", "").replace(",", ".") if _SPACED.match(body) else None
    whole, decimal, part = body.partition(style.decimal)
    groups = whole.split(style.group)
    grouped_well = len(groups[0]) in {1, 2, 3} and all(len(group) == 3 for group in groups[1:])
    if (decimal and not part.isdigit()) or (len(groups) > 1 and not grouped_well):
        return None
    return f"{''.join(groups) or '0'}.{part}" if part else "".join(groups)


def _certain_style(body: str) -> NumberStyle | None:
    """Return the only style in which the text is a number; None when none or both are."""
    if " " in body or not re.search(r"[.,]", body) or _is_ambiguous(body):
        return None
    able = [style for style in NumberStyle if _plain_digits(body, style) is not None]
    if len(able) == 2:
        # A leading zero groups nothing: “0.125” has decimals whatever the style of the groups.
        return NumberStyle.EN if "." in body else NumberStyle.VI
    return able[0] if able else None


def _is_ambiguous(body: str) -> bool:
    return re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", body) is not None


def _why_not(text: str) -> str:
    if _LOOKS_MEANT.match(text.strip()) and any(char.isdigit() for char in text):
        return "không phải là số (có chữ cái lẫn trong chữ số)"
    return "không phải là số"
