"""The page of an organisation says what would raise its score, with links to what everybody may read."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accountability.own_rows import organisation_rows
from portal.accountability.services import published_rows
from portal.accountability.streaming import Adjustment, Wish
from portal.core.subjects import public_links
from portal.feedback import services
from portal.organisations.models import Organisation
from tests.accountability.database import answer_petitions
from tests.factories import make_organisation
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db
HALF = (date(2026, 1, 1), date(2026, 6, 30))


def page(client: Client, organisation: Organisation) -> str:
    answer = client.get(f"/cham-diem/{organisation.slug}/?ky=2026-H1")
    assert answer.status_code == 200
    return answer.content.decode().partition("Việc gì sẽ nâng điểm")[2].partition("Điểm được tính thế nào")[0]


def test_the_rows_of_one_organisation_are_those_of_the_whole_reading(communes: list[Organisation]) -> None:
    everything = list(published_rows(*HALF))
    for commune in communes[:4]:
        assert organisation_rows(commune, Wish(*HALF)) == [
            row for row in everything if row.organisation == commune.code
        ]


def test_a_case_that_was_handed_on_and_then_taken_out_costs_nobody() -> None:
    office, receiver = Office(), Office()
    petition = office.petition("acknowledge")
    services.forward(
        petition=petition,
        by=office.handler,
        at=office.later(days=40),
        to=receiver.organisation,
        explanation="x",
    )
    assert any(row.value == 0 for row in organisation_rows(office.organisation, Wish(*HALF)))
    receiver.now = office.now
    services.hide(
        petition=petition, by=receiver.handler, at=receiver.later(), reason="spam", explanation="Thư rác."
    )
    assert organisation_rows(office.organisation, Wish(*HALF)) == []
    assert [row for row in published_rows(*HALF) if row.organisation == office.organisation.code] == []


def test_a_decision_on_a_row_changes_it(communes: list[Organisation]) -> None:
    fair = communes[1]
    failed = next(row for row in organisation_rows(fair, Wish(*HALF)) if row.value == 0)
    gone = Adjustment(fair.code, failed.indicator, failed.place, None, "Khiếu nại được chấp nhận.")
    left = organisation_rows(fair, Wish(*HALF, adjustments=(gone,)))
    assert failed not in left
    assert len(left) == len(organisation_rows(fair, Wish(*HALF))) - 1


def test_the_very_cases_are_linked_and_private_ones_only_counted(client: Client) -> None:
    office = Office()
    shown = office.petition("acknowledge", title="Đèn đường hỏng mãi")
    private = office.petition("accept", kind="complaint", title="Khiếu nại về đất")
    hidden = office.petition("acknowledge", title="Riêng của tôi", is_public=False)
    text = page(client, office.organisation)
    assert f'<a href="/phan-anh/{shown.code}/">{shown.code}: Đèn đường hỏng mãi</a>' in text
    assert f'<a href="/phan-anh/{private.code}/">{private.code}</a>' in text
    assert f'<a href="/phan-anh/{hidden.code}/">{hidden.code}</a>' in text
    assert "Khiếu nại về đất" not in text
    assert "Riêng của tôi" not in text


def test_a_case_that_nobody_may_know_of_has_no_link() -> None:
    office = Office()
    petition = office.petition("hide")
    assert public_links({petition.subject, "petition:HY-0000-0000", "duty:khong-co:X:2026"}) == {}


def test_a_duty_leads_into_the_register() -> None:
    organisation = make_organisation("Xã Hẹn", code="XH", slug="xa-hen")
    link = public_links({"duty:heads_contacts:XH:2026"}).get("duty:heads_contacts:XH:2026")
    duty = public_links({f"duty:budget_approved:{organisation.code}:2026"})
    assert link is None or link.address.startswith("/cong-khai/?")
    (found,) = duty.values()
    assert found.address == "/cong-khai/?muc=budget_approved&don-vi=xa-hen&ky=2026"
    assert "năm 2026" in found.label


def test_the_page_costs_the_same_for_many_cases(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few, many = make_organisation("Xã Ít"), make_organisation("Xã Nhiều")
    answer_petitions(few, 12, late=11)
    answer_petitions(many, 80, late=70)
    for organisation in (few, many):
        with django_assert_max_num_queries(22):
            page(client, organisation)
    assert "Và 60 việc khác." in page(client, many)
