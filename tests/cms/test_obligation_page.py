"""Each thing that is owed has a public page that says why it is due that day and what happened."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from cms.disclosures.models import Obligation
from cms.disclosures.services import (
    announce,
    correct_announcement,
    ensure_structure,
    exempt,
    instantiate_duties,
    lift_exemption,
    propose_exemption,
    refuse_exemption,
)
from portal.accounts.models import Role, User
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at, make_budget, publish
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
MORNING = at("2026-01-05 08:00")


@pytest.fixture
def commune() -> Organisation:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    commune = make_organisation("Xã Đông Hòa", slug="xa-dong-hoa", parent=province)
    ensure_structure()
    instantiate_duties(year=2026, at=MORNING)
    return commune


@pytest.fixture
def above(commune: Organisation) -> User:
    return make_user(Role.HEAD, commune.parent)


def owed(commune: Organisation, key: str = "budget_approved") -> Obligation:
    return commune.obligations.get(duty_key=key, period="2026")


def read(client: Client, obligation: Obligation) -> str:
    response = client.get(f"/cong-khai/nghia-vu/{obligation.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_assumed_date_says_that_it_is_one(client: Client, commune: Organisation) -> None:
    body = read(client, owed(commune))
    assert "Vì sao hạn là ngày 30/01/2026?" in body
    assert "Ngày phát sinh là giả định" in body
    assert "Giả định: dự toán được Hội đồng nhân dân quyết định trước năm ngân sách" in body
    assert "Chưa công khai" in body
    assert (
        "/phan-anh/gui/?loai=information_request&amp;don-vi=xa-dong-hoa&amp;nghia-vu=budget_approved" in body
    )


def test_a_published_one_leads_to_its_page(client: Client, commune: Organisation) -> None:
    page = publish(make_budget(commune))
    body = read(client, owed(commune))
    assert f'href="{page.public_path}"' in body
    assert "information_request" not in body
    assert f"/cong-khai/nghia-vu/{owed(commune).pk}/" in client.get(page.public_path).content.decode()


def test_announcement_and_correction_are_told(client: Client, commune: Organisation, above: User) -> None:
    duty = DisclosureDuty.objects.get(key="investment_projects")
    row = announce(
        organisation=commune, duty=duty, happened_on=date(2026, 3, 2), document="12/QĐ-UBND", by=above,
        at=at("2026-03-03 09:00"),
    )  # fmt: skip
    correct_announcement(
        obligation=row, happened_on=date(2026, 3, 3), document="12/QĐ-UBND", correction="wrong_date", by=above,
        at=at("2026-03-04 09:00"),
    )  # fmt: skip
    body = read(client, row)
    assert "Phát sinh khi: Có quyết định, văn bản 12/QĐ-UBND, 03/03/2026." in body
    assert "Hạn 10/03/2026, trước đó là 09/03/2026" in body
    assert "Lý do sửa: ghi nhầm ngày" in body


def test_an_exemption_is_read_with_its_reason_and_without_names(
    client: Client, commune: Organisation, above: User
) -> None:
    row, noon = owed(commune), at("2026-04-20 12:00")
    head = make_user(Role.HEAD, commune, first_name="Nguyễn Văn Kín")
    asked = propose_exemption(
        obligation=row, ground="did_not_arise", reason="Không có <b>thu</b>.", by=head, at=noon
    )
    assert "Đang chờ quyết định" in read(client, row)
    refuse_exemption(exemption=asked, reason="Kỳ này vẫn có thu.", by=above, at=noon)
    granted = exempt(obligation=row, reason="Xã mới lập.", by=above, at=noon, ground="merged")
    body = read(client, row)
    assert "Không áp dụng" in body
    assert "Lãnh đạo tỉnh chấp thuận" in body
    assert "Kỳ này vẫn có thu." in body
    assert "<b>thu" not in body
    assert "Kín" not in body
    lift_exemption(exemption=granted, reason="Đã phát sinh.", by=above, at=noon)
    assert "Đã bãi bỏ" in read(client, row)


def test_a_report_due_before_a_day_says_so(client: Client, commune: Organisation) -> None:
    row = commune.obligations.get(duty_key="half_year_report")
    body = read(client, row)
    assert "Phải xong trước Thứ Sáu 10/07/2026" in body
    assert "Trước ngày 10/07/2026" in body


@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 30])
def test_no_such_obligation(client: Client, commune: Organisation, pk: str) -> None:
    assert client.get(f"/cong-khai/nghia-vu/{pk}/").status_code == 404


def test_an_old_obligation_without_a_trace_has_its_page(client: Client, commune: Organisation) -> None:
    row = owed(commune)
    Obligation.objects.filter(pk=row.pk).update(trace={}, triggered_on=None, is_assumed=False)
    assert "không kèm cách tính" in read(client, row)


def test_the_page_asks_the_database_little(
    client: Client, commune: Organisation, django_assert_max_num_queries: Any
) -> None:
    row = owed(commune)
    read(client, row)
    with django_assert_max_num_queries(16):
        client.get(f"/cong-khai/nghia-vu/{row.pk}/")


def test_a_basis_that_nobody_has_checked_is_said_to_be_unchecked(
    client: Client, commune: Organisation
) -> None:
    says = {}
    for key in ("poor_households_draft", "budget_approved"):
        obligation = Obligation.objects.filter(organisation=commune, duty_key=key).first()
        assert obligation is not None
        says[obligation.duty.certainty] = read(client, obligation)
    assert set(says) == {"unverified", "verified"}
    assert "Chưa đối chiếu" in says["unverified"]
    assert "Chưa đối chiếu" not in says["verified"]
