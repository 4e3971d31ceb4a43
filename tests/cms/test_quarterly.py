"""The quarterly list of what was made public comes from the register and not from memory."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.disclosures.models import DisclosurePage, DocumentPage, Obligation
from cms.disclosures.services import (
    compile_quarter,
    disclosed_in_quarter,
    ensure_structure,
    instantiate_duties,
    start_draft,
)
from cms.disclosures.views.quarterly import recent_quarters
from portal.accounts.models import Role
from portal.organisations.models import Organisation
from tests.cms.factories import at, make_budget, make_document, make_report, publish
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Một")
    ensure_structure()
    return commune


def disclosed_at(page: Any, moment: str) -> Any:
    DisclosurePage.objects.filter(pk=page.pk).update(first_disclosed_at=at(moment))
    page.refresh_from_db()
    return page


def first_quarter(commune: Organisation) -> DisclosurePage:
    """Two disclosures of the first quarter, at its very edges, and one on each side of it."""
    disclosed_at(publish(make_document(commune, title="Trước quý")), "2025-12-31 23:59")
    disclosed_at(publish(make_budget(commune, title="Ngân sách đầu quý")), "2026-01-01 00:00")
    last = disclosed_at(publish(make_report(commune, title="Báo cáo cuối quý")), "2026-03-31 23:59")
    late = make_document(commune, item="petition_addresses", title="Sau quý")
    disclosed_at(publish(late), "2026-04-01 00:00")
    disclosed_at(publish(make_budget(make_organisation("Xã Hai"), title="Của xã khác")), "2026-02-01 08:00")
    make_document(commune, item="social_policy", title="Bản nháp")
    return last


def table_of(page: DocumentPage) -> str:
    return "\n".join(block.value["rows"] for block in page.body if block.block_type == "table")


def test_the_list_holds_what_was_really_disclosed_in_the_quarter(commune: Organisation) -> None:
    first_quarter(commune)
    found = disclosed_in_quarter(organisation=commune, period="2026-Q1")
    assert [item.title for item in found] == ["Ngân sách đầu quý", "Báo cáo cuối quý"]
    assert found[0].address.startswith("/cong-khai/")
    assert found[0].document == "12/QĐ-UBND"


def test_what_was_withdrawn_since_is_named_as_withdrawn(commune: Organisation) -> None:
    first_quarter(commune).unpublish()
    last = disclosed_in_quarter(organisation=commune, period="2026-Q1")[-1]
    assert (last.title, last.status, last.address) == ("Báo cáo cuối quý", "Đã gỡ", "")


@pytest.mark.parametrize("period", ["2026", "standing", "2026-06", "x", ""])
def test_only_a_quarter_is_listed(commune: Organisation, period: str) -> None:
    with pytest.raises(ValidationError, match="quý"):
        disclosed_in_quarter(organisation=commune, period=period)


def test_a_draft_is_made_and_nothing_is_published(commune: Organisation) -> None:
    first_quarter(commune)
    page = compile_quarter(organisation=commune, period="2026-Q1", by=None)
    assert (page.live, page.period, page.duty.key) == (False, "2026-Q1", "quarterly_disclosure_list")
    rows = table_of(page).splitlines()
    assert len(rows) == 3
    assert "01/01/2026\tNgân sách đầu quý" in rows[1]


def test_compiling_again_brings_the_list_up_to_date_and_keeps_what_was_written(commune: Organisation) -> None:
    first_quarter(commune)
    page = compile_quarter(organisation=commune, period="2026-Q1", by=None)
    page.body = [{"type": "paragraph", "value": "<p>Lời của biên tập</p>"}, *page.body.raw_data]
    page.decision_number, page.decision_date = "44/TB-UBND", date(2026, 4, 2)
    page.save_revision()
    extra = publish(make_document(commune, item="social_policy", title="Thêm", decision_number="3/QĐ"))
    disclosed_at(extra, "2026-02-02 08:00")

    again = compile_quarter(organisation=commune, period="2026-Q1", by=None)
    assert again.pk == page.pk
    assert DocumentPage.objects.filter(item="quarterly_disclosure_list").count() == 1
    assert "Thêm" in table_of(again)
    assert "Lời của biên tập" in again.body_text()
    assert again.decision_number == "44/TB-UBND"
    assert [block.block_type for block in again.body] == ["paragraph", "table"]


def test_the_list_can_be_published_and_read(client: Client, commune: Organisation) -> None:
    first_quarter(commune)
    page = compile_quarter(organisation=commune, period="2026-Q1", by=None)
    page.decision_number, page.decision_date = "44/TB-UBND", date(2026, 4, 2)
    page.save_revision()
    live = publish(page)
    html = client.get(live.public_path).content.decode()
    assert "Báo cáo cuối quý" in html
    assert 'href="/cong-khai/' in html


def test_beginning_what_is_owed_takes_the_list_from_the_register(commune: Organisation) -> None:
    first_quarter(commune)
    compile_quarter(organisation=commune, period="2025-Q4", by=None)
    instantiate_duties(year=2026, at=at("2026-01-01 08:00"))
    owed = Obligation.objects.get(
        organisation=commune, duty_key="quarterly_disclosure_list", period="2026-Q1"
    )
    editor = make_user(Role.EDITOR, commune)
    page = start_draft(obligation=owed, by=editor, at=at("2026-04-02 08:00"))
    assert page.owner == editor
    assert "Ngân sách đầu quý" in table_of(page)
    assert "Trước quý" not in table_of(page)
    assert start_draft(obligation=owed, by=editor, at=at("2026-04-02 09:00")).pk == page.pk


def test_listing_costs_the_same_for_any_number_of_disclosures(
    commune: Organisation, django_assert_num_queries: Any
) -> None:
    first_quarter(commune)
    with django_assert_num_queries(3):
        disclosed_in_quarter(organisation=commune, period="2026-Q1")


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2026, 1, 1), ["2025-Q4", "2025-Q3"]), (date(2026, 12, 31), ["2026-Q3", "2026-Q2"])],
)
def test_the_newest_finished_quarter_is_offered_first(on: date, expected: list[str]) -> None:
    assert recent_quarters(on)[:2] == expected


def test_an_editor_sees_the_list_and_drafts_it(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend=BACKEND)
    publish(make_document(commune, title="Vừa công khai"))
    current = recent_quarters(timezone.localdate())[-1]
    url = reverse("disclosure_quarter")
    html = client.get(f"{url}?ky={current}").content.decode()
    assert "Vừa công khai" in html
    assert "chưa kết thúc" in html
    response = client.post(url, {"don-vi": commune.slug, "ky": current})
    page = DocumentPage.objects.get(item="quarterly_disclosure_list")
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_nobody_drafts_for_another_body(client: Client, commune: Organisation, role: Role) -> None:
    client.force_login(make_user(role), backend=BACKEND)
    client.post(reverse("disclosure_quarter"), {"don-vi": commune.slug, "ky": "2026-Q1"})
    assert not DocumentPage.objects.exists()
