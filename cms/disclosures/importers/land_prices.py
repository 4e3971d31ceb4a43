"""The province's table of land prices from its spreadsheet.

Official tables come in two shapes: a row per price with its position in a column, or a row per section with a
column for each position. They are often split into sheets by land type, so a sheet can replace the draft's rows
or be added to them; and a commune's name may stand in a row of its own above its roads.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from wagtail.log_actions import log

from cms.disclosures.importers.base import (
    Choice,
    Column,
    Importer,
    Plan,
    ReadableSheet,
    Reading,
    Taker,
    Top,
)
from cms.disclosures.importers.land import LAND_TYPE, LAND_TYPES, codes_in_words, workbook_of
from cms.disclosures.land_types import LandType
from cms.disclosures.models import LandPriceTablePage
from cms.disclosures.numbers import vi_number
from cms.disclosures.price_keys import price_key
from cms.disclosures.services.prices import MOST_ROWS, PriceRow, import_prices
from cms.pages.authorship import ROWS_REPLACED
from portal.accounts.models import User
from portal.core.text import fold
from portal.organisations.models import Organisation

POSITIONS = range(1, 6)
MOST_POSITION = 10
MOST_PRICE = 10**10
COLUMN, MANY = "column", "many"
UNITS = (("1", "đồng/m²"), ("1000", "nghìn đồng/m²"), ("1000000", "triệu đồng/m²"))
_UNIT_WORDS = {
    "trieu dong": "1000000",
    "nghin dong": "1000",
    "ngan dong": "1000",
    "1.000 dong": "1000",
    "1000 dong": "1000",
}
COMMUNE = Column(
    "commune",
    "Xã, phường",
    ("xa, phuong", "xa phuong", "xa", "phuong", "don vi hanh chinh", "dia ban"),
)
ROAD = Column(
    "road",
    "Đường, khu vực",
    ("ten duong", "duong, khu vuc", "duong pho", "tuyen duong", "duong", "khu vuc", "ten don vi hanh chinh"),
    required=True,
    role="name",
)
START = Column("start", "Từ", ("tu", "diem dau", "doan tu", "tu doan"))
END = Column("end", "Đến", ("den", "diem cuoi", "doan den"))
POSITION = Column("position", "Vị trí", ("vi tri", "vt"), numeric=True, role="number")
TYPE = Column("land_type", "Loại đất", ("loai dat", "ma loai dat", "muc dich su dung", "ma dat"))
PRICE = Column("price", "Giá", ("gia dat", "gia", "don gia", "muc gia"), numeric=True, role="number")
BY_POSITION = tuple(
    Column(
        f"price{n}",
        f"Giá vị trí {n}",
        (f"vi tri {n}", f"vt{n}", f"vt {n}", f"gia vi tri {n}"),
        numeric=True,
        role="number",
    )
    for n in POSITIONS
)
_NUMBERING = re.compile(r"^(?:[ivxlc]+|\d+(?:\.\d+)*|[a-z])[.)\s]+", re.IGNORECASE)


@dataclass
class _Above:
    """What the rows so far say about the next one."""

    by_name: dict[str, tuple[int, str]]
    commune: tuple[int, str] | None = None
    road: str = ""
    # key of a price -> the row that said it, and the price
    said: dict[str, tuple[int, int]] = field(default_factory=dict)


class LandPriceImporter(Importer):
    kind: ClassVar[str] = "land_prices"
    label: ClassVar[str] = "Các dòng giá đất"
    unit: ClassVar[str] = "dòng giá"
    page_type: ClassVar[type[LandPriceTablePage]] = LandPriceTablePage
    most_rows: ClassVar[int] = MOST_ROWS

    def columns(self, page: LandPriceTablePage) -> Sequence[Column]:
        return (COMMUNE, ROAD, START, END, POSITION, TYPE, PRICE, *BY_POSITION)

    def choices(self, page: LandPriceTablePage) -> Sequence[Choice]:
        types = [(value, f"Cả bảng là {label.lower()}") for value, label in LandType.choices]
        communes = [
            (COLUMN, "Theo cột Xã, phường hoặc dòng tên xã phía trên"),
            (MANY, "Cả bảng áp dụng cho nhiều xã, phường"),
        ]
        return (
            Choice("unit", "Đơn vị tính của giá", UNITS),
            Choice("land_type", "Loại đất", [(COLUMN, "Theo cột Loại đất"), *types], default=COLUMN),
            Choice("commune", "Xã, phường", communes, default=COLUMN),
            Choice(
                "mode",
                "Các dòng đang có trong bản nháp",
                [("replace", "Thay bằng bảng này"), ("add", "Giữ lại, thêm bảng này vào")],
                default="replace",
                help="Bảng giá chia thành nhiều trang tính theo loại đất: nhập trang đầu, rồi thêm các trang sau.",
            ),
        )

    def guess(self, page: LandPriceTablePage, top: Top) -> dict[str, str]:
        text = fold(" ".join([*top.texts, *top.names.values(), top.sheet]))
        found: dict[str, str] = {}
        unit = next((value for words, value in _UNIT_WORDS.items() if words in text), "")
        if unit or "dong/m" in text:
            found["unit"] = unit or "1"
        kinds = {value for value, label in LandType.choices if fold(label) in text}
        if len(kinds) == 1 and "loai dat" not in fold(" ".join(top.names.values())):
            found["land_type"] = kinds.pop()
        return found

    def plan_problem(self, page: LandPriceTablePage, plan: Plan) -> str:
        priced = [key for key in plan.columns if key.startswith("price")]
        if not priced:
            return "Hãy chọn cột Giá, hoặc các cột Giá vị trí 1, 2, 3…"
        if "price" in priced and len(priced) > 1:
            return "Chỉ chọn cột Giá (cùng cột Vị trí), hoặc các cột Giá vị trí 1, 2, 3…, không chọn cả hai."
        if plan.choices.get("land_type", COLUMN) == COLUMN and "land_type" not in plan.columns:
            return "Hãy chọn cột Loại đất, hoặc nêu loại đất của cả bảng."
        return ""

    def preview(self, page: LandPriceTablePage, plan: Plan) -> Sequence[Column]:
        mapped = [column for column in self.columns(page) if column.key in plan.columns]
        return [*mapped, *(column for column in (COMMUNE, TYPE) if column.key not in plan.columns)]

    def shown(self, page: LandPriceTablePage, key: str, value: Any) -> str:
        if value is None:
            return ""
        if key == "land_type":
            return str(LandType(value).label)
        return vi_number(Decimal(value)) if key.startswith("price") else str(value)

    def consequence(self, page: LandPriceTablePage, plan: Plan) -> str:
        held = page.get_latest_revision_as_object().price_set
        if held is None:
            return "Bản nháp chưa có dòng giá nào."
        count = vi_number(Decimal(held.row_count))
        if plan.choices.get("mode") == "add":
            return f"Bảng này được thêm vào {count} dòng giá đang có trong bản nháp."
        return f"{count} dòng giá đang có trong bản nháp sẽ được thay."

    # ---- reading

    def read(self, page: LandPriceTablePage, sheet: ReadableSheet) -> Reading:
        above = _Above(by_name=commune_names())
        return Reading.of_each(sheet, lambda take: self._row(take, sheet.plan, above))

    def _row(self, take: Taker, plan: Plan, above: _Above) -> dict[str, Any] | None:
        priced = [key for key in plan.columns if key.startswith("price")]
        if all(take.cell(key) is None for key in priced):
            self._heading(take, plan, above)
            return None
        commune = self._commune(take, plan, above)
        data: dict[str, Any] = {
            "commune_id": commune[0] if commune else None,
            "commune": commune[1] if commune else None,
            "road": self._road(take, above),
            "start": take.text("start", 200),
            "end": take.text("end", 200),
            "land_type": self._land_type(take, plan),
        }
        if "price" in priced:
            data["position"] = take.whole("position", 1, MOST_POSITION) or 1
        data.update({key: self._price(take, key, int(plan.choices["unit"])) for key in priced})
        self._compare(take, data, above)
        return data

    def _compare(self, take: Taker, data: dict[str, Any], above: _Above) -> None:
        """Two prices for the same place cannot both hold."""
        for key, position, price in _priced(data):
            place = (str(data["commune_id"]), data["road"], data["start"], data["end"])
            name = price_key(*place, position, data["land_type"] or "")
            first, said = above.said.setdefault(name, (take.number, price))
            if said != price:
                take.fail(key, f"khác giá {vi_number(Decimal(said))} của cùng nơi này ở dòng {first}")

    def _heading(self, take: Taker, plan: Plan, above: _Above) -> None:
        """A row without prices may name the commune of the rows below it."""
        for cell in take.row.cells.values():
            named = above.by_name.get(_plain(cell.text))
            if named is not None:
                above.commune, above.road = named, ""
                return

    def _road(self, take: Taker, above: _Above) -> str:
        """Return the road; a blank below a merged cell means the road above."""
        road = take.text("road", 200)
        if road:
            above.road = road
        elif take.cell("road") is None:
            if above.road:
                take.note("road", f"lấy tên đường của dòng trên: {above.road[:60]}")
            else:
                take.fail("road", "trống, cần tên đường hoặc khu vực")
        return road or above.road

    def _commune(self, take: Taker, plan: Plan, above: _Above) -> tuple[int, str] | None:
        if plan.choices.get("commune") == MANY:
            return None
        text = take.text("commune", 200)
        if not text:
            return above.commune
        found = above.by_name.get(_plain(text))
        if found is None:
            take.fail("commune", "không phải tên xã, phường của tỉnh")
        elif found != above.commune:
            above.commune, above.road = found, ""
        return found

    def _land_type(self, take: Taker, plan: Plan) -> str | None:
        whole = plan.choices.get("land_type", COLUMN)
        if whole != COLUMN:
            return whole
        found = take.one_of("land_type", LAND_TYPES, LAND_TYPE)
        if found is None and take.cell("land_type") is None:
            take.fail("land_type", "trống, cần loại đất")
        return str(found) if found else None

    def _price(self, take: Taker, key: str, unit: int) -> int | None:
        value = take.decimal(key)
        if value is None:
            return None
        price = value * unit
        if price != price.to_integral_value() or not 0 < price < MOST_PRICE:
            take.fail(key, "phải là số đồng tròn, lớn hơn 0 (kiểm tra lại đơn vị tính)")
            return None
        return int(price)

    # ---- importing

    def apply(
        self, *, page: LandPriceTablePage, rows: Iterable[dict[str, Any]], plan: Plan, by: User, at: datetime
    ) -> str:
        """Make a new draft revision with a set of these rows, after those of the draft when they are to stay."""
        communes = {commune.pk: commune for commune in Organisation.objects.communes()}
        held = []
        if plan.choices.get("mode") == "add":
            draft = page.get_latest_revision_as_object()
            held = [row.as_row() for row in draft.prices.for_list()]
        new = [price for row in rows for price in _prices(row, communes)]
        stored = import_prices(page=page, rows=[*(PriceRow(*row) for row in held), *new], by=by, at=at)
        log(instance=page, action=ROWS_REPLACED, user=by)
        return (
            f"Đã đưa {vi_number(Decimal(len(new)))} giá vào bản nháp, "
            f"nay bản nháp có {vi_number(Decimal(stored.row_count))} dòng giá. Chưa công khai gì."
        )

    def template(self, page: LandPriceTablePage) -> bytes:
        headings = [
            "Xã, phường",
            "Đường, khu vực",
            "Từ",
            "Đến",
            "Loại đất",
            *(f"Vị trí {n}" for n in range(1, 5)),
        ]
        return workbook_of("Bảng giá đất", headings, note=f"Đơn vị tính: đồng/m². {codes_in_words()}")


def commune_names() -> dict[str, tuple[int, str]]:
    """Return key and name of the communes by their folded names, with and without the word for their kind."""
    found: dict[str, tuple[int, str]] = {}
    bare: dict[str, list[tuple[int, str]]] = {}
    for pk, name in Organisation.objects.communes().values_list("pk", "name"):
        folded = _plain(name)
        found[folded] = (pk, name)
        bare.setdefault(folded.partition(" ")[2], []).append((pk, name))
    unique = {name: same[0] for name, same in bare.items() if name and len(same) == 1}
    return {**unique, **found}


def _plain(text: str) -> str:
    return " ".join(fold(_NUMBERING.sub("", text.strip())).replace(":", " ").split())


def _priced(data: dict[str, Any]) -> Iterable[tuple[str, int, int]]:
    """Return column, position and price of every price of a row."""
    columns = {"price": data.get("position", 1), **{f"price{n}": n for n in POSITIONS}}
    return ((key, position, data[key]) for key, position in columns.items() if data.get(key))


def _prices(row: dict[str, Any], communes: dict[int, Organisation]) -> Iterable[PriceRow]:
    for _, position, price in _priced(row):
        yield PriceRow(
            commune=communes.get(row["commune_id"]),
            road=row["road"],
            section_from=row["start"],
            section_to=row["end"],
            position=position,
            land_type=row["land_type"],
            price=price,
        )
