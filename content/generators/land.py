"""Sample land prices, areas of a plan and a drawn map. Pure; every name is made up."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw

from cms.disclosures.land_types import LandType
from content.generators.corpus import Place, load
from content.generators.streams import stream

# What a square metre costs at a distance from the road, as a share of the front.
_POSITIONS = (1.0, 0.6, 0.45, 0.35)
_USES: tuple[tuple[str, float], ...] = (("", 1.0), (LandType.TMD, 0.7), (LandType.SKC, 0.6))
_FIELDS = {
    LandType.LUA: (250, 245, 153), LandType.ONT: (242, 191, 179), LandType.CLN: (204, 230, 158),
    LandType.NTS: (168, 214, 242), LandType.DGT: (219, 219, 219), LandType.SKC: (224, 199, 235),
    LandType.DKV: (150, 205, 150),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Price:
    road: str
    start: str
    end: str
    position: int
    land_type: str
    price: int


def prices(number: int, place: Place, year: int) -> Iterator[Price]:
    """Return the prices of one commune; each year they are some percent above the year before."""
    rng = stream(number, "land prices", place.code)
    texts = load("projects.json")
    home = LandType.ODT if place.is_urban else LandType.ONT
    base = rng.randint(80, 300) * 100_000 if place.is_urban else rng.randint(15, 90) * 100_000
    for road in rng.sample(texts["roads"], 3):
        start, end = rng.sample(texts["points"], 2)
        front = base * rng.uniform(0.6, 1.4)
        growth = rng.choice((1.0, 1.05, 1.12, 1.3))
        for use, share in _USES:
            for position, distance in enumerate(_POSITIONS, start=1):
                amount = front * share * distance * growth ** (year - 2025)
                yield Price(road, start, end, position, use or home, round(amount / 10_000) * 10_000)
    for use, amount in ((LandType.LUA, 110_000), (LandType.CLN, 130_000), (LandType.NTS, 110_000)):
        yield Price("Đất nông nghiệp trong toàn xã, phường", "", "", 1, use, amount)


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    place: str
    now: str
    planned: str
    area_m2: int
    note: str


_CHANGES = (
    (LandType.LUA, LandType.ONT, "Khu dân cư mới"),
    (LandType.LUA, LandType.DGT, "Mở rộng đường liên thôn"),
    (LandType.CLN, LandType.DVH, "Nhà văn hóa thôn"),
    (LandType.LUA, LandType.NTS, "Chuyển đổi vùng trũng"),
    (LandType.CSD, LandType.DKV, "Sân thể thao, vườn hoa"),
    (LandType.LUA, LandType.DTL, "Kênh tiêu nội đồng"),
    (LandType.HNK, LandType.SKC, "Cơ sở sản xuất, làng nghề"),
    (LandType.LUA, LandType.DGD, "Mở rộng trường mầm non"),
    (LandType.ONT, LandType.ONT, ""),
)


def areas(rng: random.Random, villages: list[str]) -> list[Area]:
    """Return the areas of a yearly plan."""
    found = []
    for index in range(rng.randint(9, 16)):
        now, planned, note = rng.choice(_CHANGES)
        code = f"CT-{index + 1:02d}" if note else f"Tờ {rng.randint(3, 40)}, thửa {rng.randint(10, 600)}"
        found.append(Area(code, rng.choice(villages), now, planned, rng.randint(4, 260) * 50, note))
    return found


def map_picture(rng: random.Random) -> tuple[bytes, str]:
    """Return a drawn map as PNG and what it shows in words."""
    image = Image.new("RGB", (900, 640), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    codes = list(_FIELDS)
    counted = dict.fromkeys(codes, 0)
    for row in range(6):
        for column in range(8):
            code = rng.choices(codes, (9, 5, 3, 2, 1, 1, 1))[0]
            counted[code] += 1
            x, y = 10 + column * 110, 50 + row * 96
            draw.rectangle((x, y, x + 106, y + 92), fill=_FIELDS[code], outline=(120, 120, 120))
            draw.text((x + 53, y + 46), code, fill=(30, 30, 30), font_size=18, anchor="mm")
    road = 50 + rng.randint(1, 5) * 96 - 6
    draw.rectangle((0, road, 900, road + 10), fill=(150, 150, 150))
    draw.rectangle((0, 0, 900, 36), fill=(120, 20, 20))
    draw.text(
        (450, 18), "SO DO MAU - KHONG CO GIA TRI PHAP LY", fill=(255, 255, 255), font_size=18, anchor="mm"
    )
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False)
    parts = [f"{LandType(code).label.lower()} {count} ô" for code, count in counted.items() if count]
    return buffer.getvalue(), (
        f"Sơ đồ mẫu chia địa bàn thành 48 ô, một con đường chạy ngang: {', '.join(parts)}."
    )
