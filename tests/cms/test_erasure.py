"""The law may ask that a former version be gone: its content goes from everywhere, its digest and the act stay."""

import json
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from cms.disclosures.corrections import ErasureReason
from cms.disclosures.models import (
    BudgetPage,
    LandPrice,
    LandUsePlanPage,
    PoorHousehold,
    PublishedVersion,
)
from cms.disclosures.services import ensure_structure, erase_version, import_prices, may_erase, withdraw
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import Membership, Role, User
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind
from tests.cms.factories import (
    at,
    attachment,
    make_budget,
    make_document,
    make_household_list,
    make_land_plan,
    publish,
    small_pdf,
)
from tests.cms.land_factories import make_price_table, price
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
SECRET = "BÍ MẬT CŨ"
LATER = at("2027-01-05 09:00")


@pytest.fixture
def province() -> Organisation:
    return make_organisation("Tỉnh Thử", kind=OrganisationKind.PROVINCE)


@pytest.fixture
def commune(province: Organisation) -> Organisation:
    commune = make_organisation("Xã Một", parent=province)
    ensure_structure()
    return commune


@pytest.fixture
def chief(province: Organisation) -> User:
    return make_user(Role.HEAD, province)


def erase(version: PublishedVersion, by: User, **fields: object) -> PublishedVersion:
    stated = {"reason": ErasureReason.PERSONAL_DATA, "document": "15/QĐ-UBND", "at": LATER}
    return erase_version(version=version, by=by, **{**stated, **fields})


def plan_with_secret(commune: Organisation) -> LandUsePlanPage:
    """A plan whose first version and document had to go, and whose second is public."""
    page = make_land_plan(commune, title=f"Kế hoạch {SECRET}", summary=f"<p>{SECRET}</p>")
    page = publish(page)
    page.title, page.summary = "Kế hoạch", "<p>Đã sửa.</p>"
    page.attachments = [attachment("moi.pdf", small_pdf("ban moi"))]
    page.save_revision()
    return publish(page)


def everything_stored() -> str:
    """What the revisions, the history and the drafts still say."""
    rows = [
        json.dumps(content, ensure_ascii=False)
        for content in Revision.objects.values_list("content", flat=True)
    ]
    rows += [str(row) for row in Revision.objects.values_list("object_str", flat=True)]
    rows += [str(row) for row in PageLogEntry.objects.values_list("label", "data")]
    return "\n".join(rows)


def stored_file_names() -> set[str]:
    return {path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_the_former_version_goes_from_revisions_history_and_files_and_the_new_one_stays(
    client: Client, commune: Organisation, chief: User
) -> None:
    page = plan_with_secret(commune)
    second, first = page.versions.all()
    old_file = first.revision.content["attachments"][0]["file"]
    assert SECRET in everything_stored()
    assert (Path(settings.MEDIA_ROOT) / old_file).exists()
    erase(first, chief)
    assert SECRET not in everything_stored()
    assert not (Path(settings.MEDIA_ROOT) / old_file).exists()
    page = LandUsePlanPage.objects.get(pk=page.pk)
    assert (page.live, page.title) == (True, "Kế hoạch")
    kept = page.attachments.get()
    assert (Path(settings.MEDIA_ROOT) / kept.file.name).exists()
    response = client.get(f"{page.public_path}tep/{kept.sha256}/")
    assert b"".join(response.streaming_content) == small_pdf("ban moi")
    first.refresh_from_db()
    assert len(first.digest) == 64
    assert first.documents[0]["sha256"]
    body = client.get(page.public_path).content.decode()
    assert "Nội dung đã được xóa" in body
    assert "15/QĐ-UBND" in body
    assert first.digest[:8] in body
    assert second.digest[:8] in body


def test_the_act_is_in_the_ledger_and_the_ledger_still_verifies(commune: Organisation, chief: User) -> None:
    page = plan_with_secret(commune)
    first = page.versions.last()
    erase(first, chief)
    event = Event.objects.about(page.subject).get(kind="version_erased")
    payload = json.loads(event.payload)
    assert event.actor_role == "head"
    assert (payload["version"], payload["content"], payload["reason"]) == (1, first.digest, "personal_data")
    assert payload["document"] == "15/QĐ-UBND"
    call_command("verify_ledger", verbosity=0)


def test_erasing_twice_is_one_act(commune: Organisation, chief: User) -> None:
    first = plan_with_secret(commune).versions.last()
    erase(first, chief)
    again = erase(first, chief, document="16/QĐ-UBND")
    assert again.erasure_document == "15/QĐ-UBND"
    assert Event.objects.filter(kind="version_erased").count() == 1


def test_a_withdrawn_page_without_a_later_version_is_emptied_itself(
    client: Client, commune: Organisation, chief: User
) -> None:
    page = publish(make_budget(commune, title=SECRET, summary=f"<p>{SECRET}</p>"))
    page.lines.first()
    withdraw(page=page, reason=WithdrawalReason.PERSONAL_DATA, by=None)
    draft = BudgetPage.objects.get(pk=page.pk)
    draft.title = f"Nháp {SECRET}"
    draft.save_revision()
    erase(page.versions.get(), chief)
    assert SECRET not in everything_stored()
    page = BudgetPage.objects.get(pk=page.pk)
    assert SECRET not in f"{page.title} {page.draft_title} {page.summary}"
    assert (page.lines.count(), page.revenue_estimate, page.form) == (0, None, "approved")
    response = client.get(page.public_path)
    assert response.status_code == 410
    assert "Nội dung đã được xóa" in response.content.decode()
    assert page.get_latest_revision_as_object().title == page.title


def test_names_and_prices_outside_the_revisions_go_too(commune: Organisation, chief: User) -> None:
    page = publish(make_household_list(commune))
    withdraw(page=page, reason=WithdrawalReason.PERSONAL_DATA, by=None)
    erase(page.versions.get(), chief)
    assert not PoorHousehold.objects.exists()
    assert not page.totals.exists()


def test_the_provinces_own_page_is_erased_by_its_head(province: Organisation, chief: User) -> None:
    page = publish(make_price_table(province))
    withdraw(page=page, reason=WithdrawalReason.MISTAKE, by=None)
    erase(page.versions.get(), chief)
    assert not page.prices.exists()
    assert Event.objects.get(kind="version_erased").actor_role == "head"
    with pytest.raises(ValidationError):
        import_prices(page=page, rows=[], by=None, at=LATER)


def test_the_rows_of_a_former_version_go_with_it(province: Organisation, chief: User) -> None:
    page = publish(make_price_table(province))
    import_prices(page=page, rows=[price(SECRET)], by=None, at=LATER)
    page.refresh_from_db()
    page = publish(page)
    import_prices(page=page, rows=[price()], by=None, at=LATER)
    page.refresh_from_db()
    page = publish(page)
    assert LandPrice.objects.count() == 3
    erase(page.versions.get(number=2), chief)
    assert not LandPrice.objects.filter(road=SECRET).exists()
    assert LandPrice.objects.count() == 2


def test_what_is_public_is_withdrawn_or_corrected_first(commune: Organisation, chief: User) -> None:
    page = plan_with_secret(commune)
    with pytest.raises(ValidationError, match="đang công khai"):
        erase(page.versions.first(), chief)
    assert page.versions.first().erased_at is None


@pytest.mark.parametrize("document", ["", "   ", "theo đơn của ông có số 0912 345 678"])
def test_the_order_is_named_by_its_number_and_nothing_personal(
    commune: Organisation, chief: User, document: str
) -> None:
    first = plan_with_secret(commune).versions.last()
    with pytest.raises(ValidationError):
        erase(first, chief, document=document)
    assert SECRET in everything_stored()


def test_a_file_that_another_version_still_shows_stays(commune: Organisation, chief: User) -> None:
    page = publish(make_document(commune, title=SECRET))
    page.title = "Văn bản"
    page.save_revision()
    page = publish(page)
    erase(page.versions.last(), chief)
    kept = page.attachments.get()
    assert (Path(settings.MEDIA_ROOT) / kept.file.name).exists()


def test_a_file_that_cannot_be_deleted_leaves_everything_as_it_was(
    commune: Organisation, chief: User
) -> None:
    first = plan_with_secret(commune).versions.last()
    with (
        patch("django.core.files.storage.default_storage.delete", side_effect=PermissionError),
        pytest.raises(OSError),
    ):
        erase(first, chief)
    first.refresh_from_db()
    assert first.erased_at is None
    assert SECRET in everything_stored()
    assert not Event.objects.filter(kind="version_erased").exists()


def test_the_version_in_the_middle_goes_and_its_neighbours_stay(commune: Organisation, chief: User) -> None:
    page = publish(make_land_plan(commune, title="Bản đầu"))
    for title in (f"Bản giữa {SECRET}", "Bản cuối"):
        page.title = title
        page.save_revision()
        page = publish(page)
    middle = page.versions.get(number=2)
    erase(middle, chief)
    stored = everything_stored()
    assert SECRET not in stored
    assert "Bản đầu" in stored
    assert "Bản cuối" in stored


# ---- who may


@pytest.mark.parametrize("role", list(Role))
def test_nobody_of_the_body_itself_and_no_other_role_may_erase(
    commune: Organisation, province: Organisation, role: Role
) -> None:
    first = plan_with_secret(commune).versions.last()
    for user in (
        make_user(role, commune),
        make_user(role),
        *([make_user(role, province)] if role != Role.HEAD else []),
    ):
        assert not may_erase(user, commune)
        with pytest.raises(PermissionDenied):
            erase(first, user)


def test_a_superuser_may_not(commune: Organisation) -> None:
    first = plan_with_secret(commune).versions.last()
    with pytest.raises(PermissionDenied):
        erase(first, make_user(is_superuser=True))


def test_the_provinces_head_who_also_heads_the_commune_may_not(commune: Organisation, chief: User) -> None:
    Membership.objects.create(user=chief, organisation=commune, role=Role.HEAD)
    first = plan_with_secret(commune).versions.last()
    with pytest.raises(PermissionDenied):
        erase(first, chief)


def test_the_time_given_is_the_time_kept(commune: Organisation, chief: User) -> None:
    first = erase(plan_with_secret(commune).versions.last(), chief)
    assert first.erased_at == LATER
    assert timezone.localdate(first.erased_at) == LATER.date()
