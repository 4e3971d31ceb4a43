"""From category, kind and place to the one body that answers, with the reason that the sender reads."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.feedback.models import CompetenceRule, Petition
from portal.feedback.services.suggesting import commune_named, suggest, suggest_for
from portal.feedback.workflow import Category, Kind
from portal.organisations.models import FormerName, Organisation, OrganisationKind, Village
from tests.factories import make_organisation
from tests.feedback.test_public_submit import Resident

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def province() -> Organisation:
    return make_organisation("Tỉnh Thử", OrganisationKind.PROVINCE)


@pytest.fixture
def commune(province: Organisation) -> Organisation:
    return make_organisation("Xã Tân Hưng", parent=province)


def department(code: str, province: Organisation) -> Organisation:
    return make_organisation(code, OrganisationKind.DEPARTMENT, code=code, parent=province)


def test_every_category_kind_and_commune_has_exactly_one_body(province, commune) -> None:
    known = [department(code, province) for code in ("HY-SYT", "HY-SXD", "HY-CA")]
    for category in Category.values:
        for kind in Kind.values:
            found = suggest(category=category, kind=kind, commune=commune, on=TODAY)
            assert found.organisation in [commune, *known]
            assert found.reason
    assert suggest(category="health", kind="report", commune=commune, on=TODAY).organisation == known[0]


def test_the_row_that_says_more_wins_and_rows_have_their_time(province, commune) -> None:
    health, land = department("HY-SYT", province), department("HY-X", province)
    CompetenceRule.objects.create(
        category="health", kind="complaint", level="department", department_code="HY-X",
        reason="Riêng khiếu nại.", effective_from=date(2026, 3, 1), effective_to=date(2026, 3, 31),
    )  # fmt: skip
    assert suggest(category="health", kind="complaint", commune=commune, on=TODAY).organisation == land
    assert suggest(category="health", kind="report", commune=commune, on=TODAY).organisation == health
    later = suggest(category="health", kind="complaint", commune=commune, on=date(2026, 4, 1))
    assert later.organisation == health


def test_another_provinces_department_is_not_suggested(commune) -> None:
    elsewhere = make_organisation("Tỉnh khác", OrganisationKind.PROVINCE)
    department("HY-SYT", elsewhere)
    found = suggest(category="health", kind="report", commune=commune, on=TODAY)
    assert found.organisation == commune
    assert "chuyển đến" in found.reason


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("đường liên xã, xã Tân Hưng", True),
        ("TAN HUNG", True),
        ("gần nhà văn hoá thôn Đoài, ngõ 3", True),
        ("chợ Gạo, xã Quảng Châu cũ", True),
        ("Tân Hưngg", False),
        ("ngã tư", False),
        ("", False),
    ],
)
def test_words_of_a_place_name_the_commune(commune, place: str, found: bool) -> None:
    make_organisation("Xã Hưng Hà")
    Village.objects.create(organisation=commune, name="Thôn Đoài", slug="thon-doai")
    FormerName.objects.create(organisation=commune, name="Quảng Châu")
    assert commune_named(place) == (commune if found else None)


def test_a_village_name_of_two_communes_names_neither(commune) -> None:
    for body in (commune, make_organisation("Xã Khác")):
        Village.objects.create(organisation=body, name="Thôn Đông", slug="thon-dong")
    assert commune_named("Thôn Đông") is None
    assert suggest_for(category="health", kind="report", body=None, place="Thôn Đông", on=TODAY) is None


def test_the_command_counts_and_fails_on_an_unknown_department(province, commune) -> None:
    for code in ("HY-SYT", "HY-SXD", "HY-CA"):
        department(code, province)
    out = StringIO()
    call_command("check_competence", stdout=out)
    assert f"{len(Category) * len(Kind)} matters in 1 communes" in out.getvalue()
    CompetenceRule.objects.filter(category="health").update(department_code="HY-KHONG")
    with pytest.raises(CommandError, match="HY-KHONG"):
        call_command("check_competence", stdout=StringIO())


SECURITY = {
    "category": "security",
    "organisation": "",
    "place": "Thôn Đoài",
    "text": "Đêm nào cũng có người đua xe.",
}


def test_the_form_says_who_will_receive_the_letter_and_why(province, commune, client) -> None:
    police = department("HY-CA", province)
    Village.objects.create(organisation=commune, name="Thôn Đoài", slug="thon-doai")
    resident = Resident(client, **SECURITY)
    resident.press("preview")
    assert f'name="organisation" value="{police.slug}"' in resident.page
    assert "Công an xã, phường thuộc Công an tỉnh" in resident.page
    assert resident.press("send", organisation=police.slug).status_code == 302
    assert Petition.objects.get().organisation == police


def test_who_chose_another_body_may_follow_the_suggestion_or_not(province, commune, client) -> None:
    police = department("HY-CA", province)
    resident = Resident(client, **{**SECURITY, "organisation": commune.slug})
    resident.press("preview")
    assert f'name="organisation" value="{commune.slug}" checked' in resident.page
    assert f'name="organisation" value="{police.slug}"' in resident.page
    resident.press("send")
    assert Petition.objects.get().organisation == commune


def test_without_a_place_the_sender_is_asked_and_loses_nothing(client) -> None:
    resident = Resident(client, **{**SECURITY, "place": "ngã tư"})
    resident.press("preview")
    assert "ghi rõ hơn nơi xảy ra" in resident.page
    assert "Đêm nào cũng có người đua xe" in resident.page
