"""Numbers as Vietnamese readers write them. Pure."""

from decimal import Decimal


def vi_number(value: Decimal) -> str:
    """Return 1234567.500 as "1.234.567,5"."""
    whole, _, part = f"{value:,f}".partition(".")
    part = part.rstrip("0")
    return whole.replace(",", ".") + (f",{part}" if part else "")
