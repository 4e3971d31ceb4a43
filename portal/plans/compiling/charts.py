"""Bar charts as PNG. Pure: the same values give the same bytes. Bars carry numbers; the table beside names them."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

_WIDTH, _ROW, _LEFT, _RIGHT, _TOP = 1200, 64, 70, 130, 20
_GREEN, _GREY, _INK, _LINE = (16, 94, 82), (176, 184, 181), (30, 36, 34), (214, 220, 217)


def bars(values: Sequence[tuple[str, str]]) -> bytes:
    """Draw one row for each (value, mean), both per cent as text, "" for nothing: value green, mean grey below it."""
    height = _TOP * 2 + _ROW * max(1, len(values))
    image = Image.new("RGB", (_WIDTH, height), "white")
    drawing, font = ImageDraw.Draw(image), ImageFont.load_default(size=26)
    span = _WIDTH - _LEFT - _RIGHT
    for share in range(0, 101, 25):
        x = _LEFT + span * share // 100
        drawing.line([(x, _TOP), (x, height - _TOP)], fill=_LINE, width=2)
    for row, (value, mean) in enumerate(values):
        top = _TOP + row * _ROW
        drawing.text((18, top + 14), str(row + 1), fill=_INK, font=font)
        for text, colour, first, last in ((value, _GREEN, 8, 34), (mean, _GREY, 38, 52)):
            if text:
                end = _LEFT + round(span * min(100.0, max(0.0, float(text))) / 100)
                drawing.rectangle([(_LEFT, top + first), (end, top + last)], fill=colour)
        shown = f"{value.replace('.', ',')} %" if value else "-"
        drawing.text((_WIDTH - _RIGHT + 12, top + 10), shown, fill=_INK, font=font)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()
