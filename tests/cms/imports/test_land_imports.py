"""Land prices and a plan's areas from spreadsheets, through the admin."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.disclosures.importers.land import LAND_TYPES
from cms.disclosures.importers.land_prices import commune_names
from cms.disclosures.models import LandPrice, LandPriceTablePage, LandUsePlanPage
from cms.disclosures.models.imports import JobStatus
from portal.accounts.models import Role
from portal.organisations.models import Organisation
from tests.cms.factories import make_land_plan, publish
from tests.cms.imports.making import Owner
from tests.cms.land_factories import area, make_price_table, price
from tests.core.tables.making import workbook
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
WIDE: list[Sequence[Any]] = [
    ["BẢNG GIÁ ĐẤT Ở TẠI ĐÔ THỊ"],
    [None, None, None, None, None, "Đơn vị tính: 1.000 đồng/m²"],
    ["STT", "Tên đường", "Từ", "Đến", "Vị trí 1", "Vị trí 2", "Vị trí 3"],
    ["I", "PHƯỜNG PHỐ HIẾN"],
    [1, "Đường Hào", "cầu Treo", "chợ Thứa", 15000, 9000, 6000],
    [2, None, "chợ Thứa", "ga", 12000, 7000, None],
    ["II", "Phường Mỹ Hào"],
    [1, "Đường Hào", "cầu Treo", "chợ Thứa", "8.000", "5.000", "3.500"],
]
LONG: list[Sequence[Any]] = [
    ["Xã, phường", "Đường", "Từ", "Đến", "Vị trí", "Loại đất", "Giá (đồng/m²)"],
    ["Phố Hiến", "Đường Hào", "cầu Treo", "chợ Thứa", 1, "ODT", 15_000_000],
    ["Phố Hiến", "Đường Hào", "cầu Treo", "chợ Thứa", 2, "Đất ở tại đô thị", 9_000_000],
]


class LandOwner(Owner):
    """An editor at a page of land; the columns are mapped as they were guessed."""

    def map(self, columns: dict[int, str], **choices: str) -> Any:
        fields = {f"cot-{number}": key for number, key in columns.items()}
        return self.act("cot", {**fields, "style": "", **choices})

    def prices(self) -> list[tuple[Any, ...]]:
        draft = LandPriceTablePage.objects.get(pk=self.page.pk).get_latest_revision_as_object()
        return [
            (str(row.commune or ""), row.road, row.section_from, row.position, row.land_type, row.price)
            for row in draft.prices.for_list().order_by("number")
        ]

    def problems(self) -> list[str]:
        return [each["message"] for row in self.job.rows.all() for each in row.remarks if each["blocks"]]


@pytest.fixture
def province(db: None) -> Organisation:
    for name in ("Phường Phố Hiến", "Phường Mỹ Hào", "Xã Đông", "Phường Đông"):
        make_organisation(name)
    return make_organisation("Tỉnh Thử", kind="province")


@pytest.fixture
def owner(province: Organisation, client: Client, django_capture_on_commit_callbacks: Callable) -> LandOwner:
    page = make_price_table(province, [price("Đường Cũ")])
    return LandOwner(client, page, django_capture_on_commit_callbacks)  # type: ignore[arg-type]


WIDE_COLUMNS = {2: "road", 3: "start", 4: "end", 5: "price1", 6: "price2", 7: "price3"}
LONG_COLUMNS = {1: "commune", 2: "road", 3: "start", 4: "end", 5: "position", 6: "land_type", 7: "price"}
WHOLE = {"commune": "column", "mode": "replace"}


def test_the_official_form_is_guessed_and_read(owner: LandOwner) -> None:
    assert owner.upload_rows(WIDE).status_code == 302
    page = owner.see()
    assert '<option value="1000" selected>' in page
    assert '<option value="ODT" selected>' in page
    assert '<option value="price3" selected>' in page
    owner.map(WIDE_COLUMNS, unit="1000", land_type="ODT", **WHOLE)
    assert "Hãy chọn cách viết số" in owner.see()
    owner.map(WIDE_COLUMNS, unit="1000", land_type="ODT", style="vi", **WHOLE)
    assert owner.problems() == []
    assert "lấy tên đường của dòng trên" in owner.see()
    owner.act("nhap")
    assert owner.job.status == JobStatus.DONE
    assert owner.prices() == [
        ("Phường Phố Hiến", "Đường Hào", "cầu Treo", 1, "ODT", 15_000_000),
        ("Phường Phố Hiến", "Đường Hào", "cầu Treo", 2, "ODT", 9_000_000),
        ("Phường Phố Hiến", "Đường Hào", "cầu Treo", 3, "ODT", 6_000_000),
        ("Phường Phố Hiến", "Đường Hào", "chợ Thứa", 1, "ODT", 12_000_000),
        ("Phường Phố Hiến", "Đường Hào", "chợ Thứa", 2, "ODT", 7_000_000),
        ("Phường Mỹ Hào", "Đường Hào", "cầu Treo", 1, "ODT", 8_000_000),
        ("Phường Mỹ Hào", "Đường Hào", "cầu Treo", 2, "ODT", 5_000_000),
        ("Phường Mỹ Hào", "Đường Hào", "cầu Treo", 3, "ODT", 3_500_000),
    ]
    assert "8 giá vào bản nháp" in owner.job.message


def test_a_sheet_can_be_added_to_the_rows_of_the_draft(owner: LandOwner) -> None:
    owner.upload_rows(LONG)
    owner.map(LONG_COLUMNS, unit="1", land_type="column", commune="column", mode="add")
    assert "được thêm vào 1 dòng giá" in owner.see()
    owner.act("nhap")
    assert [row[1] for row in owner.prices()] == ["Đường Cũ", "Đường Hào", "Đường Hào"]


def test_the_public_table_stays_until_the_draft_is_approved(owner: LandOwner) -> None:
    page = publish(owner.page)  # type: ignore[type-var]
    owner.upload_rows(LONG)
    owner.map(LONG_COLUMNS, unit="1", land_type="column", **WHOLE)
    owner.act("nhap")
    assert "Đường Cũ" in owner.client.get(page.public_path).content.decode()
    page.refresh_from_db()
    body = owner.client.get(publish(page).public_path).content.decode()
    assert "Đường Hào" in body
    assert "Đường Cũ" not in body


def test_every_wrong_cell_is_named(owner: LandOwner) -> None:
    rows = [
        *LONG,
        ["Xã Không Có", "Đường A", "", "", 1, "ODT", 100],
        ["Phố Hiến", "Đường B", "", "", 77, "đất mặt trăng", "1.2oo"],
        ["Phố Hiến", "Đường Hào", "cầu treo", "CHỢ THỨA", 1, "ODT", 14_000_000],
        ["Phố Hiến", "Đường C", "", "", 1, None, -5],
    ]
    owner.upload_rows(rows)
    owner.map(LONG_COLUMNS, unit="1", land_type="column", **WHOLE)
    said = "\n".join(owner.problems())
    for part in (
        'A4: "Xã Không Có" không phải tên xã, phường',
        'E5: "77" phải là số nguyên từ 1 đến 10',
        'F5: "đất mặt trăng" không phải là loại đất',
        'G5: "1.2oo"',
        "khác giá 15.000.000 của cùng nơi này ở dòng 2",
        "F7: trống, cần loại đất",
        'G7: "-5" phải là số đồng tròn',
    ):
        assert part in said, (part, said)
    owner.act("nhap")
    assert LandPrice.objects.count() == 1


@pytest.mark.parametrize(
    ("columns", "choices", "said"),
    [
        ({2: "road"}, {}, "Hãy chọn cột Giá"),
        ({2: "road", 5: "price", 6: "price2"}, {}, "không chọn cả hai"),
        ({2: "road", 5: "price1"}, {"land_type": "column"}, "Hãy chọn cột Loại đất"),
    ],
)
def test_a_mapping_that_lacks_something_says_what(
    owner: LandOwner, columns: dict[int, str], choices: dict[str, str], said: str
) -> None:
    owner.upload_rows(WIDE)
    response = owner.map(columns, **{"unit": "1000", "land_type": "ODT", **WHOLE, **choices})
    assert said in response.content.decode()


def test_a_commune_is_known_by_its_bare_name_when_only_one_bears_it(province: Organisation) -> None:
    names = commune_names()
    assert names["pho hien"][1] == "Phường Phố Hiến"
    assert names["phuong dong"][1] == "Phường Đông"
    assert "dong" not in names


def test_the_template_can_be_read_back(owner: LandOwner) -> None:
    content = owner.client.get(reverse("disclosure_import_template", args=[owner.page.pk])).content
    owner.upload(content)
    page = owner.see()
    assert '<option value="road" selected>' in page
    assert '<option value="price4" selected>' in page
    assert '<option value="1" selected>' in page


def test_other_staff_do_not_import(owner: LandOwner, client: Client) -> None:
    client.force_login(make_user(Role.EDITOR), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("disclosure_import_start", args=[owner.page.pk])
    assert client.get(address).status_code in (302, 403)
    assert client.post(address, {}).status_code in (302, 403)


# ---- areas of a plan

AREAS: list[Sequence[Any]] = [
    ["Ký hiệu", "Vị trí", "Loại đất hiện nay", "Loại đất theo kế hoạch", "Diện tích (ha)", "Chủ sử dụng", "Ghi chú"],
    ["CT-01", "Thôn Đông", "LUC", "ONT", 1.25, "Nguyễn Văn Mẫu", "Khu dân cư"],
    ["CT-02", "Thôn Đoài", "Đất trồng lúa", "DGT", "0,300016", "Trần Thị Mẫu", None],
    [None, "Cộng"],
]  # fmt: skip
AREA_COLUMNS = {1: "code", 2: "place", 3: "land_now", 4: "land_planned", 5: "area", 7: "note"}


@pytest.fixture
def planner(client: Client, django_capture_on_commit_callbacks: Callable) -> LandOwner:
    page = make_land_plan(make_organisation())
    return LandOwner(client, page, django_capture_on_commit_callbacks)  # type: ignore[arg-type]


def test_areas_come_into_the_draft_and_owners_do_not(planner: LandOwner) -> None:
    planner.upload_rows(AREAS)
    assert '<option value="ha" selected>' in planner.see()
    planner.map(AREA_COLUMNS, unit="ha")
    page = planner.see()
    assert "Cột “Chủ sử dụng” không được nhập" in page
    assert "được làm tròn thành 3.000,2 m²" in page
    planner.act("nhap")
    draft = LandUsePlanPage.objects.get(pk=planner.page.pk).get_latest_revision_as_object()
    assert [(row.code, row.land_now, row.land_planned, str(row.area_m2)) for row in draft.areas.all()] == [
        ("CT-01", "LUA", "ONT", "12500.0"),
        ("CT-02", "LUA", "DGT", "3000.2"),
    ]
    stored = str(draft.latest_revision.content)
    assert "Nguyễn Văn Mẫu" not in stored


def test_wrong_areas_are_named(planner: LandOwner) -> None:
    rows = [AREAS[0], ["", "Thôn", "LUA", "XYZ", 0, "", ""], ["CT", "", "", "ONT", "hai sào", "", ""]]
    planner.upload_rows(rows)
    planner.map(AREA_COLUMNS, unit="ha")
    said = "\n".join(planner.problems())
    for part in (
        "A2: trống",
        'D2: "XYZ" không phải là loại đất',
        "E2:",
        "B3: trống",
        "C3: trống",
        'E3: "hai sào"',
    ):
        assert part in said, (part, said)


def test_the_rows_of_the_draft_are_replaced(planner: LandOwner) -> None:
    page = LandUsePlanPage.objects.get(pk=planner.page.pk)
    page.areas = [area("Cũ")]
    page.save_revision()
    planner.upload(workbook(AREAS[:2]))
    planner.map(AREA_COLUMNS, unit="ha")
    assert "1 dòng đang có trong bản nháp sẽ được thay" in planner.see()
    planner.act("nhap")
    draft = LandUsePlanPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [row.code for row in draft.areas.all()] == ["CT-01"]


def test_land_types_are_a_mapping() -> None:
    assert LAND_TYPES["dat o tai do thi"] == "ODT"
    assert LAND_TYPES.get("khong") is None
    assert len(LAND_TYPES) == len(list(LAND_TYPES))
