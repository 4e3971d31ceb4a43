"""Staff pages about what is owed: what each role finds there and what a form refuses."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.disclosures.models import Exemption, Obligation
from cms.disclosures.services import announce, ensure_structure, exempt, oblige, propose_exemption
from portal.accounts.models import Role, User
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import DisclosureDuty
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
ANNOUNCE = "disclosure_announce"


@pytest.fixture
def commune() -> Organisation:
    commune = make_organisation("Xã Đông Hòa", slug="xa-dong-hoa", parent=make_organisation(kind="province"))
    ensure_structure()
    return commune


@pytest.fixture
def owed(commune: Organisation) -> Obligation:
    today = timezone.localdate()
    return oblige(
        organisation=commune, duty=duty(), period=str(today.year), triggered_on=today - timedelta(days=30),
        at=timezone.now(), document="1/QĐ-UBND", occurrence="1-qd-ubnd",
    )  # fmt: skip


def duty(key: str = "investment_projects") -> DisclosureDuty:
    return DisclosureDuty.objects.get(key=key)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def as_role(role: Role, organisation: Organisation) -> Client:
    return signed_in(make_user(role, organisation))


def desk(obligation: Obligation) -> str:
    return reverse("disclosure_obligation", args=[obligation.pk])


def act(client: Client, obligation: Obligation, name: str, **data: str) -> "object":
    return client.post(reverse("disclosure_obligation_act", args=[obligation.pk, name]), data)


def event(**changes: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    given = {
        "organisation": "xa-dong-hoa",
        "duty": "investment_projects",
        "happened_on": today,
        "document": "12/QĐ-UBND",
    }
    return {**given, **changes}


# ---- recording an event


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD])
def test_staff_record_an_event_and_see_the_due_date(commune: Organisation, role: Role) -> None:
    answer = as_role(role, commune).post(reverse(ANNOUNCE), event(), follow=True)
    obligation = Obligation.objects.get(occurrence="12-qd-ubnd")
    assert answer.redirect_chain[-1][0] == desk(obligation)
    assert f"{obligation.due_on:%d/%m/%Y}" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"happened_on": "2999-01-01"}, "Chỉ ghi nhận sự kiện đã diễn ra"),
        ({"happened_on": "hôm qua"}, "ngày"),
        ({"document": "///"}, "Nêu số, ký hiệu văn bản"),
        ({"duty": ""}, "bắt buộc"),
        ({"duty": "budget_execution_quarter"}, "budget_execution_quarter"),
        ({"organisation": "xa-khac"}, "lựa chọn"),
        ({"period": "1999"}, "1999"),
    ],
)
def test_a_wrong_entry_is_refused_and_kept(
    commune: Organisation, changes: dict[str, str], message: str
) -> None:
    answer = as_role(Role.EDITOR, commune).post(reverse(ANNOUNCE), event(**changes))
    assert answer.status_code == 200
    body = answer.content.decode()
    assert message in body
    assert changes.get("document", "12/QĐ-UBND") in body
    assert not Obligation.objects.exists()


def test_the_form_offers_what_only_an_act_starts_and_knows_what_the_link_said(commune: Organisation) -> None:
    client = as_role(Role.EDITOR, commune)
    form = client.get(reverse(ANNOUNCE), {"don-vi": "xa-dong-hoa", "muc": "budget_approved", "ky": "2026"})
    form = form.context["form"]
    offered = {key for key, _ in form.fields["duty"].choices}
    assert {"budget_approved", "contributions", "head_contacts"} <= offered
    assert not offered & {"budget_execution_quarter", "half_year_report", "land_price_table"}
    assert form.initial["duty"] == "budget_approved"


@pytest.mark.parametrize("role", [Role.HANDLER, Role.ADMINISTRATOR])
def test_other_roles_do_not_find_the_form(commune: Organisation, role: Role) -> None:
    assert as_role(role, commune).get(reverse(ANNOUNCE)).status_code in (302, 403)


# ---- one obligation


def test_the_desk_shows_why_and_what_one_may_do(commune: Organisation, owed: Obligation) -> None:
    names = {
        Role.EDITOR: set(),
        Role.HEAD: {"de-nghi"},
    }
    for role, expected in names.items():
        answer = as_role(role, commune).get(desk(owed))
        assert {name for name, _, _ in answer.context["acts"]} == expected
        assert "Vì sao là ngày này?" in answer.content.decode()
    for client in (
        as_role(Role.HEAD, commune.parent),
        as_role(Role.INSPECTOR, make_organisation(kind=OrganisationKind.DEPARTMENT)),
    ):
        shown = {name for name, _, _ in client.get(desk(owed)).context["acts"]}
        assert shown == {"sua", "khong-ap-dung"}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD])
def test_a_neighbours_desk_is_closed(owed: Obligation, role: Role) -> None:
    client = as_role(role, make_organisation())
    assert client.get(desk(owed)).status_code in (302, 403)
    assert act(client, owed, "de-nghi", ground="other", reason="x").status_code in (302, 403)
    assert not Exemption.objects.exists()


def test_an_act_that_one_may_not_do_is_refused(commune: Organisation, owed: Obligation) -> None:
    client = as_role(Role.HEAD, commune)
    assert act(client, owed, "khong-ap-dung", ground="other", reason="x").status_code in (302, 403)
    assert not Exemption.objects.exists()
    assert client.get(reverse("disclosure_obligation_act", args=[owed.pk, "de-nghi"])).status_code == 302


def test_from_the_request_to_the_decision_and_back(commune: Organisation, owed: Obligation) -> None:
    head, above = as_role(Role.HEAD, commune), as_role(Role.HEAD, commune.parent)
    act(head, owed, "de-nghi", ground="did_not_arise", reason="Không có dự án nào.")
    listing = above.get(reverse("disclosure_exemptions")).content.decode()
    assert "Xã Đông Hòa" in listing
    assert "Chờ quyết định" in listing
    assert "1 đề nghị đang chờ bạn quyết định" in above.get(reverse("wagtailadmin_home")).content.decode()
    assert "đang chờ bạn quyết định" not in head.get(reverse("wagtailadmin_home")).content.decode()
    act(above, owed, "chap-thuan")
    owed.refresh_from_db()
    assert owed.exempted_on == timezone.localdate()
    act(above, owed, "bai-bo", reason="Đã có dự án.")
    owed.refresh_from_db()
    assert owed.exempted_on is None


def test_a_refusal_needs_its_reason(commune: Organisation, owed: Obligation) -> None:
    propose_exemption(
        obligation=owed,
        ground="other",
        reason="Lý do thử.",
        by=make_user(Role.HEAD, commune),
        at=timezone.now(),
    )
    above = as_role(Role.HEAD, commune.parent)
    answer = act(above, owed, "tu-choi", reason="  ")
    assert answer.status_code == 200
    assert "bắt buộc" in answer.content.decode()
    assert act(above, owed, "tu-choi", reason="Không đúng.").status_code == 302
    assert Exemption.objects.get().refusal == "Không đúng."


def test_the_form_of_a_correction_keeps_what_was_typed(commune: Organisation) -> None:
    head = make_user(Role.HEAD, commune)
    row = announce(
        organisation=commune, duty=duty(), happened_on=timezone.localdate(), document="12/QĐ-UBND", by=head,
        at=timezone.now(),
    )  # fmt: skip
    client = signed_in(head)
    answer = act(client, row, "sua", happened_on="2999-01-01", document="13/QĐ-UBND", correction="wrong_date")
    assert "Chỉ ghi nhận sự kiện đã diễn ra" in answer.content.decode()
    assert "13/QĐ-UBND" in answer.content.decode()
    row.refresh_from_db()
    assert row.trigger_document == "12/QĐ-UBND"


def test_the_lists_are_closed_to_those_without_a_part_in_them(
    commune: Organisation, owed: Obligation
) -> None:
    assert as_role(Role.HANDLER, commune).get(reverse("disclosure_exemptions")).status_code in (302, 403)
    above = make_user(Role.HEAD, commune.parent)
    exempt(obligation=owed, reason="Xã mới lập.", by=above, at=timezone.now(), ground="merged")
    other = as_role(Role.HEAD, make_organisation())
    assert "Đông Hòa" not in other.get(reverse("disclosure_exemptions")).content.decode()


def test_the_calendar_leads_to_both(commune: Organisation, owed: Obligation) -> None:
    body = as_role(Role.EDITOR, commune).get(reverse("disclosure_calendar")).content.decode()
    assert desk(owed) in body
    assert reverse(ANNOUNCE) in body
