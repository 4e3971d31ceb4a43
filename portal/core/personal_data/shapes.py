"""Boxes on a page: which lies in which, how light a colour is, and finding neighbours without asking everybody."""

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

Box = tuple[float, float, float, float]
T = TypeVar("T")
_CELL = 24.0
_MOST_CELLS = 4000


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def contains(outer: Box, inner: Box) -> bool:
    """Return whether the middle of the inner box lies in the outer, and most of its height does."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    if not (outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]):
        return False
    height = inner[3] - inner[1]
    shared = min(outer[3], inner[3]) - max(outer[1], inner[1])
    return height <= 0 or shared >= 0.45 * height


def covers(points: Sequence[tuple[float, float]]) -> Box | None:
    """Return the box that a filled path covers, or None when the path is a line, a letter or another figure."""
    if len(points) < 3:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    if box[2] - box[0] < 2 or box[3] - box[1] < 2:
        return None
    following = [*points[1:], points[0]]
    signed = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, following, strict=True))
    return box if abs(signed) / 2 >= 0.85 * area(box) else None


def luminance(colour: Any) -> float | None:
    """Return how light a PDF colour is, 0 to 1; None for patterns and spaces that cannot be told."""
    if isinstance(colour, int | float):
        return float(colour)
    if not isinstance(colour, list | tuple) or not all(isinstance(part, int | float) for part in colour):
        return None
    if len(colour) == 1:
        return float(colour[0])
    if len(colour) == 3:
        red, green, blue = colour
        return 0.299 * red + 0.587 * green + 0.114 * blue
    if len(colour) == 4:
        cyan, magenta, yellow, black = colour
        return (1 - black) * (1 - (0.299 * cyan + 0.587 * magenta + 0.114 * yellow))
    return None


class Grid(Generic[T]):
    """Things by where they are, so that a box asks only its neighbours."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[T]] = {}
        self._large: list[T] = []
        self._all: list[T] = []

    def add(self, box: Box, thing: T) -> None:
        self._all.append(thing)
        cells = _cells(box)
        if cells is None:
            self._large.append(thing)
            return
        for cell in cells:
            self._cells.setdefault(cell, []).append(thing)

    def near(self, box: Box) -> Iterator[T]:
        """Yield what may touch the box, some of it twice."""
        cells = _cells(box)
        if cells is None:
            yield from self._all
            return
        yield from self._large
        for cell in cells:
            yield from self._cells.get(cell, ())


def _cells(box: Box) -> list[tuple[int, int]] | None:
    """Return the cells that the box touches; None when they are too many to list."""
    if not all(abs(side) < 1e6 for side in box):
        return None
    left, low, right, high = (int(side // _CELL) for side in box)
    if (right - left + 1) * (high - low + 1) > _MOST_CELLS:
        return None
    return [(x, y) for x in range(left, right + 1) for y in range(low, high + 1)]
