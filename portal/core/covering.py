"""Rectangles of a picture made unrecognisable, in the pixels themselves."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from portal.core.uploads import encode_picture

_DARK, _LINE = (31, 41, 51), (255, 255, 255)
# A face needs some 16 pixels across to be known again, a number plate 5 for each of its letters.
COARSEST = 4
# JPEG and WebP keep colours for squares of 16 pixels: a box that shares one with the scene would mix with it.
_GRID = 16


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels from the top left corner; `solid` leaves nothing, otherwise some large squares stay."""

    left: int
    top: int
    width: int
    height: int
    solid: bool = True

    def inside(self, size: tuple[int, int]) -> "Box | None":
        """The part that lies on a picture of this size, grown to whole squares of the grid; None when none does."""
        left, top = max(self.left // _GRID * _GRID, 0), max(self.top // _GRID * _GRID, 0)
        right = min(-(-(self.left + self.width) // _GRID) * _GRID, size[0])
        bottom = min(-(-(self.top + self.height) // _GRID) * _GRID, size[1])
        if right <= left or bottom <= top:
            return None
        return Box(left, top, right - left, bottom - top, self.solid)

    @property
    def corners(self) -> tuple[int, int, int, int]:
        return self.left, self.top, self.left + self.width, self.top + self.height


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a picture that clean_upload has made."""
    with Image.open(io.BytesIO(content)) as source:
        return source.size


def cover(content: bytes, media_type: str, boxes: Sequence[Box]) -> bytes:
    """Return a new picture of the same size and type whose boxes hold nothing that can be recognised.

    `content` must come from clean_upload. The result is drawn on an empty canvas: no metadata, no thumbnail and no
    transparency under which the original could remain.
    """
    with Image.open(io.BytesIO(content)) as source:
        picture = Image.new("RGB", source.size, (255, 255, 255))
        layer = source.convert("RGBA")
    picture.paste(layer, mask=layer.getchannel("A"))
    for box in boxes:
        if (part := box.inside(picture.size)) is not None:
            (_fill if part.solid else _coarsen)(picture, part)
    return encode_picture(picture, media_type)


def _fill(picture: Image.Image, box: Box) -> None:
    """One colour, with a white cross: nobody takes the mark for a part of the scene."""
    left, top, right, bottom = box.corners
    draw = ImageDraw.Draw(picture)
    draw.rectangle((left, top, right - 1, bottom - 1), fill=_DARK)
    thickness = max(1, min(box.width, box.height) // 60)
    draw.line((left, top, right - 1, bottom - 1), fill=_LINE, width=thickness)
    draw.line((left, bottom - 1, right - 1, top), fill=_LINE, width=thickness)


def _coarsen(picture: Image.Image, box: Box) -> None:
    """Some squares of the mean colour, few enough that neither a face nor a letter is left."""
    longest = max(box.width, box.height)
    across = max(1, round(COARSEST * box.width / longest))
    down = max(1, round(COARSEST * box.height / longest))
    part = picture.crop(box.corners).resize((across, down), Image.Resampling.BOX)
    picture.paste(part.resize((box.width, box.height), Image.Resampling.NEAREST), box.corners)
