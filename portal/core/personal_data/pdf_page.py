"""Draw a PDF page without drawing it: which letters it sets, in which order, and what is painted over them.

pdfplumber and pdfminer report letters and shapes apart; whether a black box lies over a word or under it is
only known from the order of painting, so this device keeps it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.layout import LTChar
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from portal.core.personal_data.limits import Budget
from portal.core.personal_data.shapes import Box, Grid, area, contains, covers, luminance

# The reader's own messages quote the content of documents.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_INVISIBLE_MODES = frozenset({3, 7})
_THICK = 6.0  # points: a line drawn to strike a word out


@dataclass(slots=True)
class Glyph:
    text: str
    box: Box
    size: float
    turned: int  # 0, 90, 180 or 270 degrees
    order: int
    invisible: bool = False
    shade: float | None = None  # its luminance
    ground: float = 1.0  # the luminance of what it stands on
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    box: Box
    order: int
    shade: float | None
    image: bool = False


class State(PDFGraphicState):
    """The graphic state with what pdfminer leaves out: how opaque the next fill is."""

    def __init__(self) -> None:
        super().__init__()
        self.opaque = True

    def copy(self) -> "State":
        copied = State()
        copied.__dict__.update(self.__dict__)
        return copied


class Interpreter(PDFPageInterpreter):
    def init_resources(self, resources: dict[object, object]) -> None:
        super().init_resources(resources)
        found = dict_value(resources).get("ExtGState") if resources else None
        self._states: dict[str, Any] = dict_value(found) if found else {}

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.graphicstate = State()

    def do_gs(self, name: Any) -> None:
        entry = resolve1(self._states.get(getattr(name, "name", ""), None))
        if isinstance(entry, dict) and isinstance(self.graphicstate, State):
            alpha, blend = resolve1(entry.get("ca")), resolve1(entry.get("BM"))
            if isinstance(alpha, int | float):
                self.graphicstate.opaque = alpha >= 0.9
            if blend is not None:
                names = [getattr(one, "name", "") for one in (blend if isinstance(blend, list) else [blend])]
                self.graphicstate.opaque = self.graphicstate.opaque and names[:1] in (
                    ["Normal"],
                    ["Compatible"],
                )


class PageReader(PDFTextDevice):
    """Collects the glyphs and covers of one page. Raises Exhausted when the budget is spent."""

    def __init__(self, resources: PDFResourceManager, budget: Budget) -> None:
        super().__init__(resources)
        self.budget = budget
        self.glyphs: list[Glyph] = []
        self.covers: list[Cover] = []
        self.page: Box = (0, 0, 0, 0)
        self.strokes = 0
        self.pictured = 0.0  # area under images
        self._order = 0
        self._invisible = False
        self._figure: Box = (0, 0, 0, 0)
        self._on: Grid[Glyph] = Grid()
        self._fills: Grid[Cover] = Grid()

    def begin_page(self, page: Any, ctm: Any) -> None:
        self.page = apply_matrix_rect(ctm, page.cropbox)

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        assert self.ctm is not None
        self._figure = apply_matrix_rect(self.ctm, bbox)

    def render_image(self, name: str, stream: Any) -> None:
        self.budget.mark()
        self.pictured += area(_within(self._figure, self.page))
        mask = stream.get("ImageMask") or stream.get("SMask")
        if not mask:
            self._paint(Cover(self._figure, self._next(), None, image=True))

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        self.budget.mark()
        self.strokes += 1
        assert self.ctm is not None
        points = [apply_matrix_pt(self.ctm, part[-2:]) for part in path if len(part) >= 3]
        if fill and getattr(gstate, "opaque", True):
            for subpath in _subpaths(path, points):
                box = covers(subpath)
                if box:
                    self._paint(Cover(box, self._next(), luminance(gstate.ncolor)))
        elif stroke and len(points) == 2 and (gstate.linewidth or 0) >= _THICK:
            half = gstate.linewidth / 2
            (x0, y0), (x1, y1) = points
            box = (min(x0, x1) - half, min(y0, y1) - half, max(x0, x1) + half, max(y0, y1) + half)
            if min(box[2] - box[0], box[3] - box[1]) <= 3 * half:
                self._paint(Cover(box, self._next(), luminance(gstate.scolor)))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._invisible = textstate.render in _INVISIBLE_MODES
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int,
                    ncs: Any, graphicstate: Any) -> float:  # fmt: skip
        self.budget.mark()
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "\ufffd"
        width = font.char_width(cid)
        item = LTChar(
            matrix, font, fontsize, scaling, rise, text, width, font.char_disp(cid), ncs, graphicstate
        )
        glyph = Glyph(
            text=text,
            box=(item.x0, item.y0, item.x1, item.y1),
            size=item.size,
            turned=_turned(item.matrix),
            order=self._next(),
            invisible=self._invisible,
            shade=luminance(graphicstate.ncolor),
        )
        self._ground(glyph)
        self.glyphs.append(glyph)
        self._on.add(glyph.box, glyph)
        return item.adv

    def add_cover(self, box: Box, shade: float | None) -> None:
        """Paint something that lies on the finished page, as an annotation does."""
        self._paint(Cover(box, self._next(), shade))

    def _next(self) -> int:
        self._order += 1
        return self._order

    def _paint(self, cover: Cover) -> None:
        self.covers.append(cover)
        self._fills.add(cover.box, cover)
        whole = cover.image and area(_within(cover.box, self.page)) > 0.5 * area(self.page)
        for glyph in () if whole else self._on.near(cover.box):
            if not glyph.covered and contains(cover.box, glyph.box):
                glyph.covered = True

    def _ground(self, glyph: Glyph) -> None:
        """Note the last thing painted before the glyph beneath it."""
        under = [cover for cover in self._fills.near(glyph.box) if contains(cover.box, glyph.box)]
        if under:
            last = max(under, key=lambda cover: cover.order)
            glyph.ground = 0.5 if last.shade is None else last.shade


def _subpaths(path: Sequence[Any], points: list[Any]) -> list[list[Any]]:
    """Split a path into its closed parts."""
    parts: list[list[Any]] = []
    index = 0
    for segment in path:
        if len(segment) < 3:
            continue
        if segment[0] == "m" or not parts:
            parts.append([])
        parts[-1].append(points[index])
        index += 1
    return parts[:200]


def _within(box: Box, page: Box) -> Box:
    return (max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3]))


def _turned(matrix: Any) -> int:
    a, b = matrix[0], matrix[1]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270
