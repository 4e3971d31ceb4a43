"""A duty that does not apply: nobody excuses themselves, everybody can read why."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cms.disclosures.models import Exemption, Obligation
from cms.disclosures.services import (
    approve_exemption,
    exempt,
    lift_exemption,
    oblige,
    propose_exemption,
    refuse_exemption,
)
from portal.accountability.services import province_scores, published_rows
from portal.accounts.models import Role, User
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
NOON = at("2026-04-20 12:00")
PERIOD = (date(2026, 1, 1), date(2026, 6, 30))
REASON = "Trong kỳ xã không có khoản nào."


@pytest.fixture
def province() -> Organisation:
    return make_organisation(kind=OrganisationKind.PROVINCE)


@pytest.fixture
def owed(province: Organisation) -> Obligation:
    return oblige(
        organisation=make_organisation(parent=province),
        duty=DisclosureDuty.objects.get(key="budget_execution_quarter"),
        period="2026-Q1",
        triggered_on=date(2026, 3, 31),
        at=at("2026-01-05 08:00"),
    )


@pytest.fixture
def head(owed: Obligation) -> User:
    return make_user(Role.HEAD, owed.organisation)


@pytest.fixture
def above(province: Organisation) -> User:
    return make_user(Role.HEAD, province)


def asked(owed: Obligation, head: User) -> Exemption:
    return propose_exemption(obligation=owed, ground="did_not_arise", reason=REASON, by=head, at=NOON)


def status(owed: Obligation) -> str:
    return Obligation.objects.with_status(on=NOON.date()).get(pk=owed.pk).status


def kinds(owed: Obligation) -> list[str]:
    return [event.kind for event in Event.objects.about(owed.subject)]


def test_asking_changes_nothing_until_somebody_above_agrees(
    owed: Obligation, head: User, above: User
) -> None:
    exemption = asked(owed, head)
    assert status(owed) == "missing"
    approve_exemption(exemption=exemption, by=above, at=NOON)
    assert status(owed) == "not_applicable"
    assert kinds(owed) == ["duty_due", "duty_exemption_proposed", "duty_exempted"]
    exemption.refresh_from_db()
    assert (exemption.proposed_role, exemption.approved_role) == ("head", "head")


def test_the_words_stay_out_of_the_ledger(owed: Obligation, above: User) -> None:
    exempt(obligation=owed, reason=REASON, by=above, at=NOON, ground="did_not_arise")
    payload = Event.objects.about(owed.subject).last().payload
    assert REASON not in payload
    assert '"ground":"did_not_arise"' in payload


def test_a_body_does_not_excuse_itself(owed: Obligation, head: User, province: Organisation) -> None:
    exemption = asked(owed, head)
    both = make_user(Role.INSPECTOR, owed.organisation)
    for user in (head, both, make_user(Role.EDITOR, province), make_user(Role.HEAD), make_user()):
        with pytest.raises(PermissionDenied):
            approve_exemption(exemption=exemption, by=user, at=NOON)
        with pytest.raises(PermissionDenied):
            exempt(obligation=owed, reason=REASON, by=user, at=NOON)
    assert status(owed) == "missing"


def test_the_province_itself_is_excused_by_an_inspector_only(province: Organisation, above: User) -> None:
    own = oblige(
        organisation=province, duty=DisclosureDuty.objects.get(key="land_price_table"), period="2026",
        triggered_on=date(2026, 1, 5), at=at("2026-01-05 08:00"),
    )  # fmt: skip
    with pytest.raises(PermissionDenied):
        exempt(obligation=own, reason=REASON, by=above, at=NOON)
    inspector = make_user(Role.INSPECTOR, make_organisation(kind=OrganisationKind.DEPARTMENT))
    exempt(obligation=own, reason=REASON, by=inspector, at=NOON)
    assert status(own) == "not_applicable"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.ADMINISTRATOR, Role.INSPECTOR])
def test_only_the_head_asks(owed: Obligation, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        asked(owed, make_user(role, owed.organisation))


def test_a_refusal_leaves_the_duty_and_the_way_to_ask_again(
    owed: Obligation, head: User, above: User
) -> None:
    refused = refuse_exemption(exemption=asked(owed, head), reason="Kỳ này vẫn có thu.", by=above, at=NOON)
    assert status(owed) == "missing"
    with pytest.raises(ValidationError, match="đã được quyết định"):
        approve_exemption(exemption=refused, by=above, at=NOON)
    assert asked(owed, head).pk != refused.pk


def test_lifting_brings_the_old_date_back(owed: Obligation, above: User) -> None:
    exemption = exempt(obligation=owed, reason=REASON, by=above, at=NOON)
    lift_exemption(exemption=exemption, reason="Đã phát sinh thu.", by=above, at=NOON)
    assert status(owed) == "missing"
    assert kinds(owed)[-1] == "duty_exemption_lifted"
    with pytest.raises(ValidationError, match="đang có hiệu lực"):
        lift_exemption(exemption=exemption, reason="x", by=above, at=NOON)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reason": "  "}, "lý do"),
        ({"ground": "abolished"}, "căn cứ"),
        ({"ground": "khác"}, "căn cứ"),
    ],
)
def test_a_question_needs_its_ground_and_reason(
    owed: Obligation, head: User, given: dict[str, str], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        propose_exemption(
            obligation=owed, **{"ground": "did_not_arise", "reason": REASON, **given}, by=head, at=NOON
        )


def test_one_question_at_a_time_and_none_about_what_is_public(owed: Obligation, head: User) -> None:
    asked(owed, head)
    with pytest.raises(ValidationError, match="Đã có đề nghị"):
        asked(owed, head)
    Exemption.objects.all().delete()
    Obligation.objects.update(disclosed_on=date(2026, 4, 1))
    owed.refresh_from_db()
    with pytest.raises(ValidationError, match="đã được công khai"):
        asked(owed, head)


def test_what_became_public_meanwhile_is_not_excused(owed: Obligation, head: User, above: User) -> None:
    exemption = asked(owed, head)
    Obligation.objects.update(disclosed_on=date(2026, 4, 1))
    with pytest.raises(ValidationError, match="đã được công khai"):
        approve_exemption(exemption=exemption, by=above, at=NOON)


def test_the_score_leaves_out_what_does_not_apply_and_counts_how_many(owed: Obligation, above: User) -> None:
    assert [row.value for row in published_rows(*PERIOD)] == [0.0]
    exemption = exempt(obligation=owed, reason=REASON, by=above, at=NOON)
    assert list(published_rows(*PERIOD)) == []
    assert province_scores(*PERIOD)[0].exempted == 1
    lift_exemption(exemption=exemption, reason="Đã phát sinh.", by=above, at=NOON)
    assert [row.value for row in published_rows(*PERIOD)] == [0.0]
