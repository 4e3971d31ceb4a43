"""Rows of a poor-household list from a spreadsheet or from the clipboard: four columns, and never a fifth."""

import io
from collections.abc import Sequence

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from cms.disclosures.forms import HouseholdsForm
from cms.disclosures.household_table import ReadList, read_households
from cms.disclosures.models import PoorHousehold
from portal.accounts.models import Role
from portal.core.tables import read_table
from portal.organisations.models import Village
from tests.cms.factories import make_household_list, make_village
from tests.factories import make_organisation, make_user

VILLAGES = [Village(name="Thôn Đông"), Village(name="Tổ dân phố 3")]


def read(text: str) -> ReadList:
    return read_households(read_table(text.encode()), VILLAGES)


def workbook(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows(text: str) -> list[tuple[str, str, str, int]]:
    return plain(read(text))


def plain(found: ReadList) -> list[tuple[str, str, str, int]]:
    return [(row.head_of_household, row.village.name, str(row.poverty_class), row.size) for row in found.rows]


def errors(text: str) -> list[str]:
    with pytest.raises(forms.ValidationError) as caught:
        rows(text)
    return caught.value.messages


def test_pasted_lines_with_or_without_accents_and_heading() -> None:
    text = "Chủ hộ;Thôn;Loại hộ;Số khẩu\nHộ A; thon dong ;Hộ nghèo;4\n\nHộ B;TỔ DÂN PHỐ 3;cận nghèo; 2\n"
    assert rows(text) == [("Hộ A", "Thôn Đông", "poor", 4), ("Hộ B", "Tổ dân phố 3", "near_poor", 2)]


def test_lines_pasted_from_a_spreadsheet() -> None:
    assert rows("Hộ A\tThôn Đông\tHộ nghèo\t4.0") == [("Hộ A", "Thôn Đông", "poor", 4)]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Hộ A;Thôn Đông;Hộ nghèo", "D2: thiếu số khẩu"),
        (";Thôn Đông;Hộ nghèo;4", "A2: thiếu tên chủ hộ"),
        ("Hộ A 001200000001;Thôn Đông;Hộ nghèo;4", "A2: tên chủ hộ không được có chữ số"),
        ("Hộ A;Thôn Tây;Hộ nghèo;4", 'B2: "Thôn Tây" không phải thôn'),
        ("Hộ A;Thôn Đông;khá;4", 'C2: "khá" phải là Hộ nghèo hoặc'),
        ("Hộ A;Thôn Đông;Hộ nghèo;0", 'D2: "0" phải là số nguyên từ 1 đến 30'),
        ("Hộ A;Thôn Đông;Hộ nghèo;bốn", 'D2: "bốn" không phải là số'),
        ("Hộ A;Thôn Đông;Hộ nghèo;²", "D2: "),
    ],
)
def test_a_wrong_cell_is_named_with_what_is_wrong(line: str, message: str) -> None:
    (found,) = errors(f"Hộ Z;Thôn Đông;Hộ nghèo;4\n{line}")
    assert found.startswith(message)


def test_a_number_that_must_not_be_here_is_not_repeated() -> None:
    (found,) = errors("Hộ A 001200000001;Thôn Đông;Hộ nghèo;4")
    assert "001200000001" not in found


def test_many_wrong_cells_are_summed_up() -> None:
    found = errors("\n".join("xx1;yy;zz;0" for _ in range(30)))
    assert len(found) == 13
    assert found[-1] == "… và 108 ô khác."


def test_nothing_is_no_list() -> None:
    assert "Tệp rỗng" in errors("")[0]
    assert "không có ô nào" in errors(";;;\n")[0]
    assert errors("Chủ hộ;Thôn;Loại hộ;Số khẩu\n") == ["Chưa có dòng nào."]


def test_every_other_column_is_dropped_and_named_without_what_it_held() -> None:
    table = read_table(
        workbook(
            ["UBND xã Thử"],
            ["DANH SÁCH HỘ NGHÈO"],
            ["TT", "Họ và tên chủ hộ", "Số CCCD", "Thôn", "Loại hộ", "Số khẩu", "Lý do nghèo", None],
            [1, "Hộ A", "001200000001", "Thôn Đông", "Hộ nghèo", 4, "Ốm đau", "0900000000"],
        )
    )
    found = read_households(table, VILLAGES)
    assert plain(found) == [("Hộ A", "Thôn Đông", "poor", 4)]
    assert found.dropped == ["TT", "Số CCCD", "Lý do nghèo", "cột H"]


def test_without_a_heading_what_stands_behind_the_four_columns_is_dropped() -> None:
    found = read("Hộ A;Thôn Đông;Hộ nghèo;4;001200000001")
    assert plain(found) == [("Hộ A", "Thôn Đông", "poor", 4)]
    assert found.dropped == ["cột E"]


def test_a_cross_in_one_of_two_columns_tells_the_class() -> None:
    heading = "Chủ hộ;Thôn;Hộ nghèo;Hộ cận nghèo;Số khẩu\n"
    assert rows(f"{heading}Hộ A;Thôn Đông;x;;4\nHộ B;Thôn Đông;;X;2") == [
        ("Hộ A", "Thôn Đông", "poor", 4),
        ("Hộ B", "Thôn Đông", "near_poor", 2),
    ]
    assert errors(f"{heading}Hộ A;Thôn Đông;x;x;4") == ["C2: cần đánh dấu đúng một loại hộ."]


def test_a_heading_that_lacks_a_column_says_which() -> None:
    assert errors("Chủ hộ;Thôn;Ghi chú\nHộ A;Thôn Đông;không") == ["Bảng thiếu cột: loại hộ, số khẩu."]


def test_the_schema_has_no_place_for_more() -> None:
    held = {field.name for field in PoorHousehold._meta.get_fields()}
    assert held == {"id", "page", "head_of_household", "village", "poverty_class", "size"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"MZ\x90\x00 khong phai Excel", "không phải là bảng tính"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "kiểu cũ"),
        ("Chủ hộ;Thôn;Loại hộ;Số khẩu\nHé A;Th«n §«ng;Hé nghÌo;4\n".encode(), "không phải Unicode"),
        (workbook(["Chủ hộ", "Thôn"])[:200], "bị hỏng"),
    ],
)
def test_a_file_that_is_no_table_is_refused_beside_its_field(content: bytes, message: str) -> None:
    page = make_household_list(make_organisation())
    form = HouseholdsForm({}, {"file": SimpleUploadedFile("ho.xlsx", content)}, page=page)
    assert not form.is_valid()
    assert message in " ".join(form.errors["file"])


@pytest.mark.django_db
def test_a_spreadsheet_is_imported_and_its_other_columns_reported(client: Client) -> None:
    commune = make_organisation()
    make_village(commune, "Thôn Đông")
    page = make_household_list(commune)
    client.force_login(make_user(Role.EDITOR, commune), backend="django.contrib.auth.backends.ModelBackend")
    content = workbook(
        ["Chủ hộ", "Thôn", "Loại hộ", "Số khẩu", "Điện thoại"],
        ["Hộ A", "Thôn Đông", "Hộ nghèo", 4, "0900000000"],
    )
    url = reverse("disclosure_households", args=[page.pk])
    response = client.post(url, {"file": SimpleUploadedFile("ho.xlsx", content)}, follow=True)
    body = response.content.decode()
    assert "Đã nhập 1 hộ" in body
    assert "Đã bỏ, không lưu các cột: Điện thoại." in body
    assert "0900000000" not in body
    assert [row.head_of_household for row in page.households.all()] == ["Hộ A"]


@pytest.mark.django_db
def test_an_editor_replaces_the_list_and_keeps_what_was_typed_when_it_is_wrong(client: Client) -> None:
    commune = make_organisation()
    make_village(commune, "Thôn Đông")
    page = make_household_list(commune)
    client.force_login(make_user(Role.EDITOR, commune), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("disclosure_households", args=[page.pk])
    body = client.post(url, {"text": "Hộ Cần Giữ;Thôn Sai;Hộ nghèo;4"}).content.decode()
    assert "Hộ Cần Giữ" in body
    assert "B1: &quot;Thôn Sai&quot;" in body
    assert page.households.count() == 2
    assert client.post(url, {"text": "Hộ Mới;Thôn Đông;Hộ nghèo;4"}).status_code == 302
    assert [row.head_of_household for row in page.households.all()] == ["Hộ Mới"]
    assert page.totals.get().people == 4
