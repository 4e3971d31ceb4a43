"""A smaller copy of a picture, for small screens and slow lines."""

import io
from dataclasses import dataclass

from PIL import Image

SMALL_SIDE = 960  # px


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture as WebP with its size in pixels, and the size of the picture that it was made from."""

    content: bytes
    width: int
    height: int
    full_width: int
    full_height: int


def small_rendition(content: bytes, side: int = SMALL_SIDE) -> Rendition:
    """Return a copy whose longer side is at most `side`.

    `content` must come from clean_upload: it is decoded without further checks.
    """
    with Image.open(io.BytesIO(content)) as source:
        full_width, full_height = source.size
        picture = source.convert("RGBA" if source.mode in {"RGBA", "LA", "P"} else "RGB")
    picture.thumbnail((side, side))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80)
    return Rendition(out.getvalue(), picture.width, picture.height, full_width, full_height)
