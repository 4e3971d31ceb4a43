"""Tables of land: the price table of the province, and the parcels and areas of a land-use plan."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from openpyxl import Workbook
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
from cms.disclosures.land_types import LandType, land_type_of
from cms.disclosures.models import LandUsePlanPage, PlanArea
from cms.disclosures.models.land import M2_PER_HA, MOST_AREAS
from cms.disclosures.numbers import vi_number
from cms.pages.authorship import ROWS_REPLACED
from portal.accounts.models import User
from portal.core.text import fold

# Headings of columns that would say whose the land is. There is no place for them.
_OWNERS = (
    "chu su dung",
    "ten chu",
    "chu ho",
    "ho ten",
    "ho va ten",
    "nguoi su dung",
    "cccd",
    "cmnd",
    "so dinh danh",
)
TENTH = Decimal("0.1")


class _LandTypes(Mapping[str, str]):
    """Folded texts to land types, for Taker.one_of."""

    def __getitem__(self, text: str) -> str:
        found = land_type_of(text)
        if found is None:
            raise KeyError(text)
        return found

    def __iter__(self) -> Any:
        return iter(LandType.values)

    def __len__(self) -> int:
        return len(LandType.values)


LAND_TYPES = _LandTypes()
LAND_TYPE = "loại đất (dùng mã như LUA, ONT, ODT hoặc tên đầy đủ)"


CODE = Column(
    "code",
    "Ký hiệu",
    ("ky hieu", "ma", "so thua", "thua dat", "stt", "tt"),
    required=True,
    role="name",
)
PLACE = Column("place", "Vị trí", ("vi tri", "dia diem", "dia danh", "thon", "khu vuc"), required=True)
NOW = Column(
    "land_now",
    "Loại đất hiện nay",
    ("loai dat hien nay", "loai dat hien trang", "hien trang", "hien nay"),
    required=True,
)
PLANNED = Column(
    "land_planned",
    "Loại đất theo kế hoạch",
    ("loai dat theo ke hoach", "loai dat quy hoach", "theo ke hoach", "quy hoach", "ke hoach"),
    required=True,
)
AREA = Column(
    "area",
    "Diện tích",
    ("dien tich", "dien tich (m2)", "dien tich (m²)", "dien tich (ha)"),
    required=True,
    numeric=True,
    role="number",
)
NOTE = Column("note", "Ghi chú", ("ghi chu", "cong trinh", "ten cong trinh", "du an"))


class PlanAreaImporter(Importer):
    kind: ClassVar[str] = "plan_areas"
    label: ClassVar[str] = "Bảng thửa đất, khu vực"
    unit: ClassVar[str] = "thửa, khu vực"
    page_type: ClassVar[type[LandUsePlanPage]] = LandUsePlanPage
    most_rows: ClassVar[int] = MOST_AREAS

    def columns(self, page: LandUsePlanPage) -> Sequence[Column]:
        return (CODE, PLACE, NOW, PLANNED, AREA, NOTE)

    def choices(self, page: LandUsePlanPage) -> Sequence[Choice]:
        return (Choice("unit", "Đơn vị diện tích", [("m2", "m²"), ("ha", "ha")]),)

    def guess(self, page: LandUsePlanPage, top: Top) -> dict[str, str]:
        text = fold(" ".join([*top.texts, *top.names.values()]))
        units = (("m2", ("m2", "m²")), ("ha", ("(ha)", "hec")))
        found = [unit for unit, words in units if _any(words, text)]
        return {"unit": found[0]} if len(found) == 1 else {}

    def shown(self, page: LandUsePlanPage, key: str, value: Any) -> str:
        if key in {"land_now", "land_planned"}:
            return LandType(value).label if value else ""
        return vi_number(Decimal(value)) if key == "area" and value else super().shown(page, key, value)

    def consequence(self, page: LandUsePlanPage, plan: Plan) -> str:
        count = len(page.get_latest_revision_as_object().areas.all())
        return f"{count} dòng đang có trong bản nháp sẽ được thay." if count else "Bản nháp chưa có dòng nào."

    def read(self, page: LandUsePlanPage, sheet: ReadableSheet) -> Reading:
        unit = sheet.plan.choices.get("unit", "")
        reading = Reading.of_each(sheet, lambda take: self._row(take, unit))
        for name in sheet.top.names.values():
            if _any(_OWNERS, fold(name)):
                reading.notes.append(
                    f"Cột “{name[:60]}” không được nhập: bảng công khai không nêu tên, giấy tờ của người dùng đất."
                )
        return reading

    def _row(self, take: Taker, unit: str) -> dict[str, Any] | None:
        """Leave out rows without an area: headings of groups and blank lines."""
        area = take.decimal("area")
        if area is None and take.cell("area") is None:
            return None
        data = {
            "code": needed(take, "code", 40),
            "place": needed(take, "place", 200),
            "note": take.text("note", 200),
            "area": self._square_metres(take, area, unit),
        }
        for key in ("land_now", "land_planned"):
            data[key] = take.one_of(key, LAND_TYPES, LAND_TYPE)
            if data[key] is None and take.cell(key) is None:
                take.fail(key, "trống, cần loại đất")
        return data

    def _square_metres(self, take: Taker, area: Decimal | None, unit: str) -> str | None:
        if area is None:
            return None
        metres = area * (M2_PER_HA if unit == "ha" else 1)
        if metres < TENTH or metres >= 10**13:
            take.fail("area", "phải lớn hơn 0 và không quá lớn")
            return None
        rounded = metres.quantize(TENTH)
        if rounded != metres:
            take.note("area", f"được làm tròn thành {vi_number(rounded)} m²")
        return str(rounded)

    def apply(
        self, *, page: LandUsePlanPage, rows: Iterable[dict[str, Any]], plan: Plan, by: User, at: datetime
    ) -> str:
        """Make a new draft revision whose table is this one."""
        draft = page.get_latest_revision_as_object()
        draft.areas = [
            PlanArea(
                sort_order=order,
                code=row["code"],
                place=row["place"],
                land_now=row["land_now"],
                land_planned=row["land_planned"],
                area_m2=Decimal(row["area"]),
                note=row["note"],
            )
            for order, row in enumerate(rows)
        ]
        draft.save_revision(user=by, log_action=True, clean=False)
        log(instance=page, action=ROWS_REPLACED, user=by)
        return f"Đã đưa {len(draft.areas.all())} thửa, khu vực vào bản nháp. Chưa công khai gì."

    def template(self, page: LandUsePlanPage) -> bytes:
        headings = [
            "Ký hiệu",
            "Vị trí",
            "Loại đất hiện nay",
            "Loại đất theo kế hoạch",
            "Diện tích (m²)",
            "Ghi chú",
        ]
        return workbook_of("Thửa đất, khu vực", headings, note=codes_in_words())


def needed(take: Taker, key: str, most: int) -> str:
    """Return the cell's text; an empty cell is wrong."""
    text = take.text(key, most)
    if not text and take.cell(key) is None:
        take.fail(key, "trống, cần có nội dung")
    return text


def _any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def codes_in_words() -> str:
    """Return the codes of the land types for the head of a template."""
    return "Mã loại đất: " + "; ".join(f"{value} {label.lower()}" for value, label in LandType.choices)


def workbook_of(sheet: str, headings: Sequence[str], *, note: str) -> bytes:
    """Return an empty workbook: a note, the headings, room below."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for column in "ABCDEFGHIJ"[: len(headings)]:
        page.column_dimensions[column].width = 24
    page.append([note])
    page.append(list(headings))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
