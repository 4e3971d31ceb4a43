"""Recording the event that a duty arises on: who may, what follows, and how a mistake is mended."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cms.disclosures.models import DisclosurePage, Obligation
from cms.disclosures.services import (
    announce,
    correct_announcement,
    disclose,
    instantiate_duties,
    record_withdrawal,
)
from portal.accounts.models import Role, User
from portal.ledger.models import Event
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at, make_budget, make_contacts, make_document, publish
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
MORNING = at("2026-01-05 08:00")


@pytest.fixture
def commune() -> Organisation:
    return make_organisation(parent=make_organisation(kind=OrganisationKind.PROVINCE))


@pytest.fixture
def head(commune: Organisation) -> User:
    return make_user(Role.HEAD, commune)


def say(
    commune: Organisation, by: User, key: str = "investment_projects", on: str = "2026-03-02", **more: object
) -> Obligation:
    return announce(
        organisation=commune,
        duty=DisclosureDuty.objects.versions_of(key).first(),
        happened_on=date.fromisoformat(on),
        **{"document": "12/QĐ-UBND", "by": by, "at": at("2026-03-03 09:00"), **more},
    )


def payloads(obligation: Obligation) -> list[dict[str, object]]:
    return [json.loads(event.payload) for event in Event.objects.about(obligation.subject)]


def test_an_event_makes_an_obligation_that_says_why(commune: Organisation, head: User) -> None:
    owed = say(commune, head)
    assert (owed.due_on, owed.period, owed.occurrence) == (date(2026, 3, 9), "2026", "12-qd-ubnd")
    assert "12/QĐ-UBND" in owed.trace["trace"][0]["text_vi"]
    event = Event.objects.about(owed.subject).get()
    assert (event.kind, event.actor_role) == ("duty_due", "head")
    assert payloads(owed)[0]["triggered"] == "2026-03-02"
    assert owed.announcements.get().document == "12/QĐ-UBND"


def test_the_page_that_comes_later_finds_it(commune: Organisation, head: User) -> None:
    owed = say(commune, head, "social_policy")
    page = make_document(commune, item="social_policy", decision_date=date(2026, 3, 2))
    publish(page)
    assert Obligation.objects.get() == owed
    owed.refresh_from_db()
    assert owed.fulfilled_by_id == page.pk


def test_a_real_date_takes_the_place_of_an_assumed_one(commune: Organisation, head: User) -> None:
    instantiate_duties(year=2026, at=MORNING)
    before = commune.obligations.count()
    owed = say(
        commune, head, "budget_approved", "2026-01-08", document="9/NQ-HĐND", period="2026",
        at=at("2026-01-09 09:00"),
    )  # fmt: skip
    assert (owed.triggered_on, owed.is_assumed, owed.due_on) == (date(2026, 1, 8), False, date(2026, 2, 9))
    assert commune.obligations.count() == before
    assert payloads(owed)[-1]["previous"] == "2026-01-30"
    assert owed.announcements.get().previous_due == date(2026, 1, 30)


def test_the_period_follows_from_how_the_duty_counts(commune: Organisation, head: User) -> None:
    in_december = {"at": at("2026-12-21 09:00")}
    assert say(commune, head, "budget_draft", "2026-12-18", **in_december).period == "2027"
    assert say(commune, head, "budget_settlement", "2026-07-10", **in_december).period == "2025"
    assert say(commune, head, "officials_duties", "2026-12-18", **in_december).period == "standing"


@pytest.mark.parametrize(
    ("key", "more", "field"),
    [
        ("investment_projects", {"on": "2026-03-04"}, "happened_on"),
        ("investment_projects", {"on": "2023-12-31"}, "happened_on"),
        ("investment_projects", {"document": " / "}, "document"),
        ("investment_projects", {"document": "1" * 81}, "document"),
        ("budget_execution_quarter", {"period": "2026-Q1"}, "duty"),
        ("land_price_table", {}, "duty"),
        ("budget_approved", {"period": "2026-Q1"}, "period"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field(
    commune: Organisation, head: User, key: str, more: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        say(commune, head, key, **more)
    assert field in refused.value.message_dict
    assert not Obligation.objects.exists()


def test_an_event_is_recorded_once(commune: Organisation, head: User) -> None:
    say(commune, head)
    with pytest.raises(ValidationError, match="đã được ghi nhận"):
        say(commune, head, on="2026-03-03")
    assert say(commune, head, document="13/QĐ-UBND").occurrence == "13-qd-ubnd"


def test_a_duty_of_the_year_and_of_events_tells_them_apart_by_the_year(
    commune: Organisation, head: User
) -> None:
    instantiate_duties(year=2026, at=MORNING)
    early = {"on": "2026-01-08", "at": at("2026-01-09 09:00")}
    single = say(commune, head, "anticorruption_commune", **early)
    assert (single.occurrence, single.period) == ("12-qd-ubnd", "2026")
    whole = say(commune, head, "anticorruption_commune", document="1/BC-UBND", period="2026", **early)
    assert (whole.occurrence, whole.is_assumed) == ("", False)
    with pytest.raises(ValidationError, match="đã được ghi nhận"):
        say(commune, head, "anticorruption_commune", document="2/BC-UBND", period="2026", **early)


def test_a_duty_that_has_ended_is_not_announced(commune: Organisation, head: User) -> None:
    DisclosureDuty.objects.filter(key="investment_projects").update(effective_to=date(2026, 2, 28))
    with pytest.raises(ValidationError, match="hết hiệu lực"):
        say(commune, head)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.ADMINISTRATOR])
def test_other_roles_of_the_body_do_not_announce(commune: Organisation, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        say(commune, make_user(role, commune))


def test_a_neighbour_does_not_announce_and_the_province_does(commune: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        say(commune, make_user(Role.HEAD, make_organisation()))
    assert say(commune, make_user(Role.HEAD, commune.parent)).pk
    inspector = make_user(Role.INSPECTOR, make_organisation(kind=OrganisationKind.DEPARTMENT))
    assert say(commune, inspector, document="13/QĐ-UBND").announcements.get().role == "inspector"


def test_a_mistake_is_corrected_with_a_reason_and_stays_on_record(commune: Organisation, head: User) -> None:
    owed = say(commune, head)
    change = {"obligation": owed, "happened_on": date(2026, 3, 3), "document": "12/QĐ-UBND", "by": head}
    with pytest.raises(ValidationError, match="lý do"):
        correct_announcement(**change, correction="vì thế", at=at("2026-03-04 09:00"))
    mended = correct_announcement(**change, correction="wrong_date", at=at("2026-03-04 09:00"))
    assert (mended.due_on, mended.occurrence) == (date(2026, 3, 10), "12-qd-ubnd")
    last = payloads(owed)[-1]
    assert (last["previous"], last["correction"]) == ("2026-03-09", "wrong_date")
    assert [row.correction for row in owed.announcements.all()] == ["", "wrong_date"]


def test_nobody_moves_their_own_date_once_it_has_passed(commune: Organisation, head: User) -> None:
    owed = say(commune, head)
    late = {
        "obligation": owed,
        "happened_on": date(2026, 3, 6),
        "document": "12/QĐ-UBND",
        "correction": "wrong_date",
        "at": at("2026-03-10 08:00"),
    }
    with pytest.raises(ValidationError, match="lãnh đạo tỉnh hoặc thanh tra"):
        correct_announcement(**late, by=head)
    assert correct_announcement(**late, by=make_user(Role.HEAD, commune.parent)).due_on == date(2026, 3, 13)


def test_an_overdue_assumption_is_replaced_from_above_only(commune: Organisation, head: User) -> None:
    instantiate_duties(year=2026, at=MORNING)
    with pytest.raises(ValidationError, match="lãnh đạo tỉnh hoặc thanh tra"):
        say(commune, head, "budget_approved", period="2026")
    inspector = make_user(Role.INSPECTOR, make_organisation(kind=OrganisationKind.DEPARTMENT))
    assert say(commune, inspector, "budget_approved", period="2026").due_on == date(2026, 4, 1)


def test_what_recurs_by_itself_has_nothing_to_correct(commune: Organisation, head: User) -> None:
    instantiate_duties(year=2026, at=MORNING)
    for key in ("budget_approved", "half_year_report"):
        with pytest.raises(ValidationError, match="Chưa có sự kiện"):
            correct_announcement(
                obligation=commune.obligations.get(duty_key=key), happened_on=date(2026, 1, 6), document="1/QĐ",
                correction="wrong_date", by=head, at=at("2026-01-07 08:00"),
            )  # fmt: skip


# ---- the published document and the assumption


def disclosed(page: DisclosurePage, when: str) -> DisclosurePage:
    disclose(page=page, at=at(when), actor_role="head")
    return page


def test_a_document_published_in_time_dates_an_assumed_obligation(
    commune: Organisation,
) -> None:
    instantiate_duties(year=2026, at=MORNING)
    owed = commune.obligations.get(duty_key="budget_approved")
    disclosed(make_budget(commune, decision_date=date(2026, 1, 5)), "2026-01-29 09:00")
    owed.refresh_from_db()
    assert (owed.triggered_on, owed.is_assumed, owed.due_on) == (date(2026, 1, 5), False, date(2026, 2, 4))
    kinds = [event.kind for event in Event.objects.about(owed.subject)]
    assert kinds == ["duty_due", "duty_due", "disclosed"]


def test_a_document_published_late_does_not_move_the_date(
    commune: Organisation,
) -> None:
    instantiate_duties(year=2026, at=MORNING)
    disclosed(make_budget(commune, decision_date=date(2026, 2, 19)), "2026-02-20 09:00")
    owed = Obligation.objects.with_status(on=date(2026, 2, 20)).get(
        organisation=commune, duty_key="budget_approved"
    )
    assert (owed.due_on, owed.is_assumed, owed.status) == (date(2026, 1, 30), True, "late")


def test_a_standing_page_brought_up_to_date_answers_an_announced_change(
    commune: Organisation, head: User
) -> None:
    page = disclosed(make_contacts(commune), "2026-03-02 08:00")
    change = say(
        commune, head, "head_contacts", "2026-03-03", document="5/QĐ-UBND", at=at("2026-03-03 09:00")
    )
    assert (change.due_on, change.disclosed_on) == (date(2026, 3, 4), None)
    disclosed(page, "2026-03-04 08:00")
    change.refresh_from_db()
    assert (change.disclosed_on, change.fulfilled_by_id) == (date(2026, 3, 4), page.pk)
    assert [event.kind for event in Event.objects.about(change.subject)] == ["duty_due", "disclosed"]
    moment = at("2026-03-05 08:00")
    record_withdrawal(page=page, reason="mistake", at=moment, actor_role="head")
    change.refresh_from_db()
    assert change.disclosed_on is None
    assert Event.objects.about(change.subject).last().kind == "withdrawn"
