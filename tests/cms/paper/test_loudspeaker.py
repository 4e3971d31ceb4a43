"""What the loudspeaker reads: two minutes at most, in words, and never the name of a household."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from cms.disclosures.models import LoudspeakerScript, current_postings
from cms.disclosures.notices.loudspeaker import MOST_SYLLABLES, fit, names_read, script_of
from portal.accounts.models import Role
from portal.core.spoken import syllables
from portal.organisations.models import Organisation
from tests.cms.factories import make_contacts, make_household_list, publish
from tests.cms.paper.making import hang, make_place, public_budget
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)


@pytest.fixture
def commune() -> Organisation:
    return make_organisation("Xã Đông Hưng", slug="dong-hung-doc")


def sign_in(client: Client, role: str, organisation: Organisation) -> None:
    client.force_login(make_user(role, organisation), backend="django.contrib.auth.backends.ModelBackend")


def test_a_budget_is_read_in_words_with_dates_place_and_telephone(commune: Organisation) -> None:
    publish(make_contacts(commune))
    page = public_budget(
        commune,
        title="Dự toán ngân sách năm 2026",
        revenue_estimate=Decimal(100),
        summary="<p>Chi nhiều nhất cho <strong>trường học</strong>.</p>",
    )
    hang(page, make_place(commune, "Bảng tin Đình Đông"), since=ON)
    text = script_of(page, postings=current_postings(page), on=ON)
    assert not any(char.isdigit() for char in text)
    for part in (
        "Ủy ban nhân dân xã Đông Hưng xin thông báo",
        "Tổng thu dự toán một trăm triệu đồng.",
        "Chi nhiều nhất cho trường học.",
        "từ ngày mùng hai tháng ba",
        "đến hết ngày mùng một tháng tư",
        "tại: Bảng tin Đình Đông",
        "không hai hai một",
    ):
        assert part in text, part
    assert syllables(text) <= MOST_SYLLABLES


def test_a_long_page_stays_within_two_minutes_and_keeps_its_end(commune: Organisation) -> None:
    page = public_budget(commune, summary="<p>" + "Một câu rất dài về ngân sách của xã ta. " * 80 + "</p>")
    text = script_of(page, postings=[], on=ON)
    assert syllables(text) <= MOST_SYLLABLES
    assert text.endswith("Xin trân trọng cảm ơn.")


def test_what_does_not_fit_is_left_out_in_order() -> None:
    assert fit(["một hai"], ["ba bốn", "năm sáu bảy", "tám"], ["chín"], limit=6) == [
        "một hai",
        "ba bốn",
        "chín",
    ]
    assert fit(["một hai", "ba bốn năm"], [], ["sáu"], limit=3) == ["một hai", "sáu"]


def test_a_list_is_read_as_totals(commune: Organisation) -> None:
    page = publish(
        make_household_list(
            commune, names=("Trần Thị Mẫu", "Lê Văn Thử"), summary="<p>Có hộ Trần Thị Mẫu.</p>"
        )
    )
    text = script_of(page, postings=[], on=ON)
    assert "Hộ nghèo: hai hộ, tám khẩu." in text
    assert "Mẫu" not in text
    assert names_read(page, text) == []


def test_names_are_found_however_they_are_written(commune: Organisation) -> None:
    page = publish(make_household_list(commune, names=("Trần Thị Mẫu", "Hộ mẫu số 12")))
    assert names_read(page, "Hộ bà TRẦN THỊ MẪU ở thôn Đông") == ["Trần Thị Mẫu"]
    assert names_read(page, "bà tran  thi mau") == ["Trần Thị Mẫu"]
    assert names_read(page, "hộ mẫu số mười hai") == ["Hộ mẫu số 12"]
    assert names_read(page, "bà Trần Thị Mận") == []


def test_staff_change_the_text_and_have_it_made_anew(client: Client, commune: Organisation) -> None:
    page = public_budget(commune)
    address = reverse("disclosure_loudspeaker", args=[page.pk])
    sign_in(client, Role.EDITOR, commune)
    assert "Kính thưa bà con" in client.get(address).content.decode()
    assert client.post(address, {"text": "Bà con chú ý: thu 1.500 đồng."}).status_code == 302
    body = client.get(address).content.decode()
    assert "thu một nghìn năm trăm đồng" in body
    printed = client.get(reverse("disclosure_loudspeaker_print", args=[page.pk])).content.decode()
    assert "thu một nghìn năm trăm đồng" in printed
    assert "1.500" not in printed
    client.post(address, {"act": "anew"})
    assert not LoudspeakerScript.objects.exists()


def test_a_text_of_more_than_two_minutes_is_kept_and_refused(client: Client, commune: Organisation) -> None:
    page = public_budget(commune)
    sign_in(client, Role.HEAD, commune)
    response = client.post(reverse("disclosure_loudspeaker", args=[page.pk]), {"text": "bà con " * 150})
    assert response.status_code == 422
    assert "Hãy bớt 10 tiếng" in response.content.decode()
    assert "bà con bà con" in response.content.decode()
    assert not LoudspeakerScript.objects.exists()


def test_a_text_with_a_name_of_the_list_is_refused_without_repeating_it(
    client: Client, commune: Organisation
) -> None:
    page = publish(make_household_list(commune, names=("Trần Thị Mẫu",)))
    sign_in(client, Role.EDITOR, commune)
    address = reverse("disclosure_loudspeaker", args=[page.pk])
    response = client.post(address, {"text": "Hộ bà Trần Thị Mẫu."})
    assert response.status_code == 422
    assert "Không đọc tên hộ nghèo" in response.content.decode()
    assert "Phát 3 ngày liên tiếp" in response.content.decode()


@pytest.mark.parametrize(("role", "own", "status"), [(Role.INSPECTOR, True, 200), (Role.EDITOR, False, 403)])
def test_who_only_reads_cannot_write(
    client: Client, commune: Organisation, role: str, own: bool, status: int
) -> None:
    page = public_budget(commune)
    address = reverse("disclosure_loudspeaker", args=[page.pk])
    sign_in(client, role, commune if own else make_organisation())
    assert client.get(address).status_code in ({status} if status == 200 else {302, 403})
    assert client.post(address, {"text": "Xin chào"}).status_code in {302, 403}
    assert not LoudspeakerScript.objects.exists()
