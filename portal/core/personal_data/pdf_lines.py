"""Letters on a page put back into lines: what stands beside one another, and what was written after one another."""

from collections.abc import Sequence

from portal.core.personal_data.pdf_page import Glyph

# Gaps in parts of the letters' size.
_SPACE = 0.17
_COLUMN = 1.5


def lines(glyphs: Sequence[Glyph]) -> str:
    """Return the text as it is read: lines from top to bottom, columns divided by tabs."""
    turned: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        turned.setdefault(glyph.turned, []).append(glyph)
    return "\n".join(_upright(group, angle) for angle, group in sorted(turned.items()))


def written(glyphs: Sequence[Glyph]) -> str:
    """Return the text in the order of writing, so that a cell's own lines stay together."""
    parts: list[str] = []
    before: tuple[float, float, float, float] | None = None  # left, right, baseline, size
    for glyph in glyphs:
        left, right, base = _along(glyph, glyph.turned)
        if before is not None:
            parts.append(_join(before[1], before[2], before[3], left, base, glyph.size))
        parts.append(glyph.text)
        before = (left, right, base, glyph.size)
    return "".join(parts)


def _join(right: float, old_base: float, old_size: float, left: float, base: float, size: float) -> str:
    size = max(size, old_size, 1.0)
    if abs(base - old_base) > 0.5 * size:
        # A new line, or another cell far away: only the next line of the same cell may go on with a number.
        return "\n" if abs(base - old_base) < 2.2 * size else "\n\t"
    gap = left - right
    if gap > _COLUMN * size or gap < -3 * size:
        return "\t"
    return " " if gap > _SPACE * size else ""


def _upright(glyphs: list[Glyph], angle: int) -> str:
    placed = sorted(((*_along(glyph, angle), glyph) for glyph in glyphs), key=lambda one: -one[2])
    rows: list[list[tuple[float, float, float, Glyph]]] = []
    for one in placed:
        if rows and abs(rows[-1][0][2] - one[2]) <= 0.45 * max(one[3].size, 1.0):
            rows[-1].append(one)
        else:
            rows.append([one])
    return "\n".join(_row(row) for row in rows)


def _row(row: list[tuple[float, float, float, Glyph]]) -> str:
    row.sort(key=lambda one: one[0])
    parts: list[str] = []
    last: tuple[float, float, str] | None = None
    for left, right, _, glyph in row:
        if last is not None:
            # Bold by printing twice a little apart.
            if glyph.text == last[2] and left - last[0] < 0.35 * max(glyph.size, 1.0) and glyph.text.strip():
                continue
            gap = left - last[1]
            size = max(glyph.size, 1.0)
            parts.append("\t" if gap > _COLUMN * size else " " if gap > _SPACE * size else "")
        parts.append(glyph.text)
        last = (left, right, glyph.text)
    return "".join(parts)


def _along(glyph: Glyph, angle: int) -> tuple[float, float, float]:
    """Return where the glyph begins and ends along its line, and the height of the line, for its direction."""
    x0, y0, x1, y1 = glyph.box
    if angle == 90:
        return y0, y1, -x1
    if angle == 270:
        return -y1, -y0, x0
    if angle == 180:
        return -x1, -x0, -y1
    return x0, x1, y0
