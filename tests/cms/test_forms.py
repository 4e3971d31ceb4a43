"""Rows of a poor-household list from a spreadsheet or from the clipboard."""

import io

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from cms.disclosures.forms import HouseholdsForm, parse_rows, read_text
from portal.accounts.models import Role
from portal.organisations.models import Village
from tests.cms.factories import make_household_list, make_village
from tests.factories import make_organisation, make_user

VILLAGES = [Village(name="Thôn Đông"), Village(name="Tổ dân phố 3")]


def rows(text: str) -> list[tuple[str, str, str, int]]:
    found = parse_rows(read_text(text), VILLAGES)
    return [(row.head_of_household, row.village.name, str(row.poverty_class), row.size) for row in found]


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
        ("Hộ A;Thôn Đông;Hộ nghèo", "cần bốn cột"),
        (";Thôn Đông;Hộ nghèo;4", "thiếu tên"),
        ("Hộ A 001200000001;Thôn Đông;Hộ nghèo;4", "không được có chữ số"),
        ("Hộ A;Thôn Tây;Hộ nghèo;4", "không có thôn"),
        ("Hộ A;Thôn Đông;khá;4", "phải là Hộ nghèo hoặc"),
        ("Hộ A;Thôn Đông;Hộ nghèo;0", "từ 1 đến 30"),
        ("Hộ A;Thôn Đông;Hộ nghèo;bốn", "từ 1 đến 30"),
        ("Hộ A;Thôn Đông;Hộ nghèo;²", "từ 1 đến 30"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(line: str, message: str) -> None:
    (found,) = errors(f"Hộ Z;Thôn Đông;Hộ nghèo;4\n{line}")
    assert found.startswith("Dòng 2: ")
    assert message in found


def test_many_wrong_lines_are_summed_up() -> None:
    found = errors("\n".join("x;y;z;0" for _ in range(30)))
    assert len(found) == 9
    assert found[-1] == "… và 22 dòng khác."


def test_nothing_is_no_list() -> None:
    assert errors("") == errors(";;;\n") == ["Chưa có dòng nào."]


@pytest.mark.django_db
def test_a_spreadsheet_is_read_and_a_disguised_file_is_not() -> None:
    commune = make_organisation()
    make_village(commune, "Thôn Đông")
    page = make_household_list(commune)
    book = Workbook()
    book.active.append(["Chủ hộ", "Thôn", "Loại hộ", "Số khẩu"])
    book.active.append(["Hộ A", "Thôn Đông", "Hộ nghèo", 4])
    buffer = io.BytesIO()
    book.save(buffer)
    form = HouseholdsForm({}, {"file": SimpleUploadedFile("ho.xlsx", buffer.getvalue())}, page=page)
    assert form.is_valid(), form.errors
    assert [row.head_of_household for row in form.rows] == ["Hộ A"]
    form = HouseholdsForm(
        {}, {"file": SimpleUploadedFile("ho.xlsx", b"MZ\x90\x00 khong phai Excel")}, page=page
    )
    assert not form.is_valid()
    assert "file" in form.errors


@pytest.mark.django_db
def test_an_editor_replaces_the_list_and_keeps_what_was_typed_when_it_is_wrong(client: Client) -> None:
    commune = make_organisation()
    make_village(commune, "Thôn Đông")
    page = make_household_list(commune)
    client.force_login(make_user(Role.EDITOR, commune), backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("disclosure_households", args=[page.pk])
    body = client.post(url, {"text": "Hộ Cần Giữ;Thôn Sai;Hộ nghèo;4"}).content.decode()
    assert "Hộ Cần Giữ" in body
    assert "Dòng 1" in body
    assert page.households.count() == 2
    assert client.post(url, {"text": "Hộ Mới;Thôn Đông;Hộ nghèo;4"}).status_code == 302
    assert [row.head_of_household for row in page.households.all()] == ["Hộ Mới"]
    assert page.totals.get().people == 4
