"""Photographs, scans and their metadata."""

import io
import random

from PIL import ExifTags, Image, ImageDraw, PngImagePlugin

from portal.core.personal_data import Kind
from tests.core.personal_data.corpus.page import Document, Draft, plain_letters


def make(number: int, *, seed: str, part: str) -> Document:
    draft = Draft.seeded(f"{seed} picture {number}", part=part)
    way = number % 5
    if way == 3:
        draft.note(Kind.UNREADABLE, "ảnh chụp văn bản")
        return Document(f"anh-{number}.png", "image/png", paper(draft.values.rng), draft.planted)
    if way == 2:
        return Document(f"anh-{number}.png", "image/png", _described(draft), draft.planted)
    return Document(f"anh-{number}.jpg", "image/jpeg", _camera(draft, way), draft.planted)


def photograph(rng: random.Random) -> Image.Image:
    picture = Image.new("RGB", (96, 72), (rng.randint(90, 150), 160, 210))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 40, 96, 72), fill=(rng.randint(60, 120), 140, 70))
    draw.ellipse((30, 30, 60, 60), fill=(160, 90, 60))
    return picture


def paper(rng: random.Random) -> bytes:
    """Return a picture that looks like a scanned page: fine dark marks on light paper."""
    page = Image.new("L", (210, 297), 246)
    draw = ImageDraw.Draw(page)
    for line in range(24, 270, 9):
        x = 20
        while x < rng.randint(150, 188):
            width = rng.randint(4, 14)
            draw.rectangle((x, line, x + width, line + 3), fill=rng.randint(20, 60))
            x += width + 4
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


def _camera(draft: Draft, way: int) -> bytes:
    picture, exif = photograph(draft.values.rng), Image.Exif()
    comment = b""
    if way == 1:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[1], gps[2] = "N", (20.0, 38.0, float(draft.values.rng.randint(1, 59)))
        gps[3], gps[4] = "E", (106.0, 3.0, 12.0)
        draft.note(Kind.LOCATION, "GPS của ảnh")
    elif way == 4:
        name = draft.values.name()
        # Windows writes the author in UTF-16; the standard's own field has room for plain letters only.
        tag, said = (
            (0x013B, plain_letters(name)) if draft.part != "tuning" else (0x9C9D, name.encode("utf-16-le"))
        )
        exif[tag] = said
        draft.note(Kind.METADATA, "tác giả ảnh", name)
        comment = draft.plant("ghi chú của ảnh", kind=Kind.PHONE, simple=True, ascii_only=True).encode()
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, **({"comment": comment} if comment else {}))
    return out.getvalue()


def _described(draft: Draft) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Description", draft.plant("chữ trong tệp PNG", simple=True))
    out = io.BytesIO()
    photograph(draft.values.rng).save(out, "PNG", pnginfo=info)
    return out.getvalue()
