"""Corrections and withdrawals are public: each version has its date, reason and a digest that anybody can check."""

import hashlib
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.disclosures.checklist import PublicationRefused, open_items
from cms.disclosures.corrections import Correction, CorrectionReason
from cms.disclosures.models import (
    BudgetPage,
    DisclosurePage,
    Obligation,
    PoorHouseholdListPage,
    PublishedVersion,
)
from cms.disclosures.public_content import digest_of, public_content
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.services import end_posting, ensure_structure, publish_many, withdraw
from cms.disclosures.services.bulk import DisclosureDraft
from cms.disclosures.services.versions import keep_first_versions
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.editing import budget_form
from tests.cms.factories import (
    DECISION,
    DEFAULT_CORRECTION,
    at,
    make_budget,
    make_contacts,
    make_document,
    make_household_list,
    make_land_plan,
    make_report,
    publish,
)
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Một")
    ensure_structure()
    return commune


def payload(page: DisclosurePage, kind: str) -> dict[str, object]:
    return json.loads(Event.objects.about(page.subject).filter(kind=kind).last().payload)


def correct(page: BudgetPage, **fields: object) -> BudgetPage:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision()
    return publish(page)


# ---- the digest


@pytest.mark.parametrize(
    "make", [make_budget, make_contacts, make_household_list, make_land_plan, make_report, make_document]
)
def test_the_digest_is_the_same_in_memory_in_the_database_and_from_the_revision(make: object) -> None:
    page = publish(make(make_organisation()))
    stored = Page.objects.get(pk=page.pk).specific
    (version,) = stored.versions.all()
    assert version.digest == digest_of(public_content(stored))
    assert version.digest == digest_of(public_content(stored.get_latest_revision().as_object()))
    assert payload(page, "disclosed")["content"] == version.digest


def test_anybody_can_fetch_the_bytes_that_were_digested(client: Client, commune: Organisation) -> None:
    page = publish(make_budget(commune))
    response = client.get(f"{page.public_path}noi-dung/")
    assert hashlib.sha256(response.content).hexdigest() == page.versions.get().digest
    assert response["X-Robots-Tag"] == "noindex"
    assert f"{page.public_path}noi-dung/" in client.get(page.public_path).content.decode()


def test_the_content_holds_what_is_said_and_no_name_id_or_path(commune: Organisation) -> None:
    page = publish(make_household_list(commune))
    content = public_content(page)
    assert content["facts"]["totals"] == [["Thôn Đông", "poor", 2, 8]]
    text = json.dumps(content, ensure_ascii=False)
    assert "Mẫu Một" not in text
    assert "disclosures/" not in text
    assert set(content["documents"][0]) == {"title", "name", "size", "sha256"}
    assert not {"id", "pk", "slug", "correction_reason", "go_live_at"} & set(content["fields"])


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Tên khác"},
        {"summary": "<p>Khác.</p>"},
        {"revenue_estimate": Decimal("100.5")},
        {"decision_number": "13/QĐ-UBND"},
    ],
)
def test_a_change_of_what_is_said_changes_the_digest(
    commune: Organisation, change: dict[str, object]
) -> None:
    page = make_budget(commune)
    before = digest_of(public_content(page))
    for name, value in change.items():
        setattr(page, name, value)
    assert digest_of(public_content(page)) != before


def test_a_change_of_a_line_or_a_document_changes_the_digest(commune: Organisation) -> None:
    page = make_budget(commune)
    before = digest_of(public_content(page))
    line = page.lines.all()[0]
    line.name = "Thu khác"
    page.lines.add(line)
    changed = digest_of(public_content(page))
    assert changed != before
    plan = make_land_plan(commune)
    before = digest_of(public_content(plan))
    plan.attachments = []
    assert digest_of(public_content(plan)) != before


def test_how_a_number_is_written_does_not_matter(commune: Organisation) -> None:
    page = make_budget(commune, revenue_estimate=Decimal("100"))
    before = digest_of(public_content(page))
    page.revenue_estimate = Decimal("100.000")
    assert digest_of(public_content(page)) == before


# ---- corrections


def test_a_correction_without_a_reason_is_refused(commune: Organisation) -> None:
    page = publish(make_budget(commune))
    page.title = "Đã sửa"
    page.save_revision()
    with pytest.raises(PublicationRefused):
        publish(page, why=None)
    assert page.versions.count() == 1


@pytest.mark.parametrize(
    ("reason", "note", "message"),
    [
        ("", "Sửa số liệu thu.", "Chọn lý do"),
        ("mistake", "Sửa", "Chọn lý do"),
        ("mistake", "Bỏ số 0912 345 678 của người dân", "thông tin cá nhân"),
        ("unstated", "Không nói vì sao cả.", "Chọn lý do"),
    ],
)
def test_a_reason_is_chosen_and_explained_without_personal_data(reason: str, note: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Correction.stated(reason, note)


def test_the_editor_asks_for_the_reason_only_when_something_was_public(
    client: Client, commune: Organisation
) -> None:
    client.force_login(make_user(Role.HEAD, commune), backend="django.contrib.auth.backends.ModelBackend")
    page = make_budget(commune)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Vì sao công khai lại" not in client.get(url).content.decode()
    page = publish(page)
    assert "Vì sao công khai lại" in client.get(url).content.decode()
    form = {**budget_form(page, summary="Bản sửa."), "action-publish": "1"}
    errors = client.post(url, form).context["form"].errors
    assert "giải thích ngắn gọn" in str(errors["correction_reason"])
    personal = {**form, "correction_reason": "mistake", "correction_note": "Bỏ số 0912 345 678 ghi nhầm"}
    assert "thông tin cá nhân" in str(client.post(url, personal).context["form"].errors["correction_note"])
    right = {**form, "correction_reason": "figures", "correction_note": "Cập nhật tổng thu theo nghị quyết."}
    assert client.post(url, right).status_code == 302
    newest = page.versions.first()
    assert (newest.number, newest.kind, newest.reason) == (2, "corrected", "figures")
    assert newest.explanation == "Cập nhật tổng thu theo nghị quyết."


def test_a_reason_serves_for_one_correction(commune: Organisation) -> None:
    page = correct(publish(make_budget(commune)), title="Lần hai")
    assert (page.correction_reason, page.correction_note) == ("", "")
    assert [item.key for item in open_items(page)] == ["correction"]


def test_the_public_page_lists_every_version_with_date_reason_and_digest(
    client: Client, commune: Organisation
) -> None:
    page = correct(publish(make_budget(commune)), title="Dự toán đã sửa")
    body = client.get(page.public_path).content.decode()
    second, first = page.versions.all()
    for version in (first, second):
        assert version.digest[:8] in body
        assert f"Phiên bản {version.number}" in body
    assert "Đính chính sai sót: Sửa một chỗ ghi nhầm." in body
    assert (first.is_standing, second.is_standing) == (False, True)
    assert first.replaced_at == second.disclosed_at
    corrected = payload(page, "corrected")
    assert (corrected["version"], corrected["reason"]) == (2, "mistake")
    assert corrected["content"] == second.digest


def test_the_ledger_holds_no_explanation(commune: Organisation) -> None:
    page = correct(publish(make_budget(commune)), title="Sửa")
    assert "ghi nhầm" not in json.dumps(payload(page, "corrected"), ensure_ascii=False)


def test_an_explanation_is_shown_as_text(client: Client, commune: Organisation) -> None:
    page = publish(make_budget(commune))
    why = Correction(CorrectionReason.MISTAKE, "<script>alert(1)</script> sửa chữ")
    page.save_revision()
    page = publish(page, why=why)
    assert "<script>alert(1)" not in client.get(page.public_path).content.decode()


def test_a_page_that_was_public_before_versions_were_kept_gets_its_past_from_the_ledger(
    commune: Organisation,
) -> None:
    page = publish(make_land_plan(commune))
    documents = page.versions.get().documents
    PublishedVersion.objects.all().delete()
    DisclosurePage.objects.filter(pk=page.pk).update(first_disclosed_at=timezone.now() - timedelta(minutes=1))
    page = correct(type(page).objects.get(pk=page.pk), title="Sửa")
    second, first = page.versions.all()
    assert (first.number, first.digest, first.replaced_at) == (1, "", second.disclosed_at)
    assert [document["sha256"] for document in first.documents] == [d["sha256"] for d in documents]
    assert (second.number, second.kind) == (2, "corrected")


def test_pages_from_before_versions_get_the_digest_of_what_is_public(commune: Organisation) -> None:
    page = publish(make_land_plan(commune))
    digest = page.versions.get().digest
    PublishedVersion.objects.all().delete()
    DisclosurePage.objects.filter(pk=page.pk).update(first_disclosed_at=timezone.now() - timedelta(minutes=1))
    make_budget(commune)  # a draft was never public
    assert keep_first_versions(at=timezone.now()) == 1
    assert keep_first_versions(at=timezone.now()) == 0
    assert (page.versions.get().number, page.versions.get().digest) == (1, digest)
    page = correct(type(page).objects.get(pk=page.pk), title="Sửa")
    assert [version.digest == digest for version in page.versions.all()] == [False, True]


def test_a_page_from_before_versions_that_is_taken_down_keeps_its_digest(commune: Organisation) -> None:
    page = publish(make_land_plan(commune))
    digest = page.versions.get().digest
    PublishedVersion.objects.all().delete()
    DisclosurePage.objects.filter(pk=page.pk).update(first_disclosed_at=timezone.now() - timedelta(minutes=1))
    page = withdraw(page=type(page).objects.get(pk=page.pk), reason=WithdrawalReason.MISTAKE, by=None)
    version = page.versions.get()
    assert (version.digest, version.withdrawal_reason) == (digest, "mistake")
    assert settings.PERIODIC_COMMANDS["keep_versions"]


def test_bulk_publications_have_their_versions_too(client: Client, commune: Organisation) -> None:
    pages = [
        BudgetPage(
            title="Dự toán", organisation=commune, form=form, year=2026,
            revenue_estimate=0, expenditure_estimate=0, **DECISION,
        )
        for form in ("draft", "approved")
    ]  # fmt: skip
    publish_many([DisclosureDraft(page=page, at=at("2026-01-20 09:00")) for page in pages])
    for page in BudgetPage.objects.all():
        version = page.versions.get()
        assert version.digest == digest_of(public_content(page)) == payload(page, "disclosed")["content"]
        assert version.revision_id == page.live_revision_id
        body = client.get(f"{page.public_path}noi-dung/").content
        assert hashlib.sha256(body).hexdigest() == version.digest


def test_a_page_with_many_versions_costs_no_more_queries(
    client: Client, commune: Organisation, django_assert_max_num_queries: object
) -> None:
    page = publish(make_budget(commune))
    client.get(page.public_path)
    with django_assert_max_num_queries(40) as few:
        client.get(page.public_path, {"n": 1})
    for number in range(3):
        page = correct(page, title=f"Sửa lần {number}")
    with django_assert_max_num_queries(40) as many:
        client.get(page.public_path, {"n": 2})
    assert len(many) == len(few)


# ---- withdrawals


def test_the_address_of_a_withdrawn_page_says_when_why_and_what_it_was(
    client: Client, commune: Organisation
) -> None:
    page = publish(make_land_plan(commune, title="Kế hoạch có TÊN NGƯỜI"))
    digest = page.attachments.get().sha256
    withdraw(page=page, reason=WithdrawalReason.PERSONAL_DATA, by=make_user(Role.HEAD, commune))
    for address in (page.public_path, f"{page.public_path}tep/{digest}/", f"{page.public_path}noi-dung/"):
        response = client.get(address)
        body = response.content.decode()
        assert response.status_code == 410
        assert "Đã gỡ ngày <time datetime" in body
        assert f"{timezone.localdate():%d/%m/%Y}" in body
        assert "Lộ thông tin cá nhân" in body
        assert digest[:8] in body
        assert "TÊN NGƯỜI" not in body
    row = RegisterQuery(
        item=page.duty.key, organisation=commune.slug, period=page.period, occurrence=page.occurrence
    )
    assert page.register_address == f"/cong-khai/{row.address()}"
    assert page.register_address.replace("&", "&amp;") in body


def test_a_draft_that_was_never_public_is_not_found(client: Client, commune: Organisation) -> None:
    assert client.get(make_budget(commune).public_path).status_code == 404


def test_a_page_published_again_after_a_withdrawal_shows_both(client: Client, commune: Organisation) -> None:
    page = publish(make_budget(commune))
    withdraw(page=page, reason=WithdrawalReason.MISTAKE, by=None)
    page = publish(page)
    second, first = page.versions.all()
    assert (first.withdrawal_reason, second.kind) == ("mistake", "again")
    body = client.get(page.public_path).content.decode()
    assert "Có sai sót, sẽ công khai lại".lower() in body.lower()
    assert Obligation.objects.get(fulfilled_by=page).disclosed_on


def test_a_list_whose_posting_ended_says_that_it_shows_less_than_its_digest_covers(
    client: Client, commune: Organisation
) -> None:
    page = publish(make_household_list(commune))
    assert "tải nội dung đang hiển thị" in client.get(page.public_path).content.decode()
    end_posting(page=page, at=at("2026-12-01 00:10"))
    page = PoorHouseholdListPage.objects.get(pk=page.pk)
    body = client.get(page.public_path).content.decode()
    assert "không còn đầy đủ như khi công khai" in body
    assert page.versions.get().documents[0]["sha256"][:8] in body


def test_default_correction_is_one_that_a_person_could_state() -> None:
    stated = Correction.stated(DEFAULT_CORRECTION.reason, DEFAULT_CORRECTION.note)
    assert stated == DEFAULT_CORRECTION
