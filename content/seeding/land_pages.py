"""The province's price tables; maps and areas of land-use plans."""

import hashlib
import random
from datetime import date
from typing import TypeVar

from django.core.files.storage import default_storage

from cms.disclosures.models import LandPriceTablePage, LandUsePlanPage, PlanArea, PlanMap
from cms.disclosures.models.pictures import PictureFields
from cms.disclosures.services import PriceRow
from content.generators import documents, land
from content.generators.corpus import Place
from content.seeding.files import Shelf
from content.seeding.organisations import Bodies
from portal.core.renditions import small_rendition

P = TypeVar("P", bound=PictureFields)
SAMPLE = "<p><strong>Dữ liệu mẫu.</strong></p>"


def price_table(number: int, place: Place, bodies: Bodies, year: int, decided: date) -> LandPriceTablePage:
    """The table of one year, without its rows."""
    return LandPriceTablePage(
        title=f"Bảng giá đất năm {year} – {place.name}",
        organisation=bodies.organisations[place.code],
        year=year,
        effective_from=date(year, 1, 1),
        effective_until=date(year, 12, 31),
        decision_number=f"{60 + year % 10}/{decided.year}/NQ-HĐND (mẫu)",
        decision_date=decided,
        summary=f"{SAMPLE}<p>Giá đất từng đoạn đường, vị trí và loại đất của các xã, phường. "
        "Tên đường và giá tiền được tạo ra để minh họa, không dùng để tính nghĩa vụ tài chính.</p>",
    )


def price_rows(number: int, bodies: Bodies, year: int) -> list[PriceRow]:
    return [
        PriceRow(
            commune=bodies.organisations[place.code],
            road=row.road,
            section_from=row.start,
            section_to=row.end,
            position=row.position,
            land_type=row.land_type,
            price=row.price,
        )
        for place in bodies.communes()
        for row in land.prices(number, place, year)
    ]


def deepen_plan(
    page: LandUsePlanPage, place: Place, bodies: Bodies, rng: random.Random, shelf: Shelf
) -> None:
    """Give a plan a map as a picture and its table of areas."""
    villages = [village.name for village in bodies.villages[place.code]]
    page.areas = [
        PlanArea(
            code=area.code,
            place=area.place,
            land_now=area.now,
            land_planned=area.planned,
            area_m2=area.area_m2,
            note=area.note,
        )
        for area in land.areas(rng, villages)
    ]
    content, words = land.map_picture(rng)
    name = f"so-do-{page.year}-{place.slug}.png"
    page.maps = [put_picture(PlanMap(title="Sơ đồ sử dụng đất"), name, content, words, shelf)]


def put_picture(picture: P, name: str, content: bytes, words: str, shelf: Shelf) -> P:
    """Fill an unsaved picture with a stored file, as an upload would."""
    digest = hashlib.sha256(content).hexdigest()
    copy = small_rendition(content)
    folder = f"disclosures/{digest[:32]}"
    picture.file = shelf.put(default_storage, f"{folder}/{name}", content)
    picture.small = shelf.put(default_storage, f"{folder}/nho.webp", copy.content)
    picture.alternative, picture.name, picture.media_type = words, name, documents.PNG
    picture.size, picture.sha256 = len(content), digest
    picture.width, picture.height, picture.small_width = copy.full_width, copy.full_height, copy.width
    return picture
