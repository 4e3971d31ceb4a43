"""The nightly run: complete, idempotent, cheap when there is nothing to do, whole after a kill."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cms.disclosures.models import DutyRun, Obligation
from cms.disclosures.services import announce, instantiate_duties, run_duties, runs
from portal.accounts.models import Role
from portal.ledger.audit import verify
from portal.ledger.models import Event
from portal.organisations.models import OrganisationKind
from portal.statutes.duty_versions import open_version
from portal.statutes.models import CalendarException, DisclosureDuty
from tests.cms.factories import at
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
NIGHT = at("2026-11-24 01:00")


def run(on: date = DAY) -> runs.RunResult:
    return run_duties(on=on, at=NIGHT)


def duties_of(result: runs.RunResult) -> tuple[int, int, int]:
    return result.created, result.moved, result.ended


def new_version(key: str, on: date, **changes: object) -> DisclosureDuty:
    duty = DisclosureDuty.objects.versions_of(key).last()
    duty.pk, duty._state.adding, duty.effective_from = None, True, on
    for name, value in changes.items():
        setattr(duty, name, value)
    return open_version(duty=duty)


def test_the_first_run_makes_everything_and_the_second_nothing() -> None:
    for kind in OrganisationKind.values:
        make_organisation(kind=kind)
    first = run()
    assert first.created == Obligation.objects.count() > 60
    assert Event.objects.filter(kind="duty_due").count() == first.created
    again = run()
    assert (duties_of(again), again.skipped) == ((0, 0, 0), True)
    assert Obligation.objects.count() == first.created


def test_a_run_with_nothing_to_do_asks_the_database_little(
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(3):
        make_organisation()
    run()
    with django_assert_max_num_queries(4):
        run()
    run(date(2026, 11, 25))
    with django_assert_max_num_queries(4):
        run(date(2026, 11, 25))


def test_a_new_day_counts_again_what_is_there() -> None:
    make_organisation()
    run()
    Obligation.objects.filter(duty_key="half_year_report").delete()
    assert run().skipped
    assert duties_of(run(date(2026, 11, 25))) == (1, 0, 0)


def test_other_documents_of_a_duty_do_not_hide_what_is_lacking() -> None:
    commune = make_organisation()
    run()
    commune.obligations.filter(duty_key="budget_approved", period="2026").update(period="2025")
    assert duties_of(run(date(2026, 11, 25))) == (1, 0, 0)


def test_a_new_body_gets_its_duties_with_the_next_run() -> None:
    make_organisation()
    run()
    commune = make_organisation()
    assert run().created == commune.obligations.count() > 20


def test_december_brings_the_next_year() -> None:
    make_organisation()
    run(date(2026, 11, 30))
    assert not Obligation.objects.filter(period__startswith="2027").exists()
    assert run(date(2026, 12, 1)).created > 20
    assert Obligation.objects.filter(duty_key="budget_approved", period="2027").exists()


def test_a_killed_run_leaves_whole_pieces_and_the_next_completes(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        make_organisation()
    monkeypatch.setattr(runs, "CHUNK", 2)
    make, calls = runs._make, []

    def killed(*args: Any) -> int:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return make(*args)

    monkeypatch.setattr(runs, "_make", killed)
    with pytest.raises(KeyboardInterrupt):
        run()
    per_body = Obligation.objects.count() // 2
    assert Obligation.objects.values("organisation").distinct().count() == 2
    assert Event.objects.count() == Obligation.objects.count() == per_body * 2
    assert not DutyRun.objects.exists()
    monkeypatch.setattr(runs, "_make", make)
    assert run().created == per_body * 3
    assert verify().problem is None
    assert Event.objects.count() == Obligation.objects.count()


# ---- a rule that changes


def test_what_has_not_started_follows_the_new_rule_and_what_has_does_not() -> None:
    commune = make_organisation()
    run(date(2026, 6, 15))
    before = {row.pk: row.due_on for row in commune.obligations.filter(triggered_on__lte=date(2026, 6, 30))}
    new = new_version("budget_execution_quarter", date(2026, 7, 1), publish_within=5)
    assert duties_of(run(date(2026, 6, 16))) == (0, 1, 0)
    third = commune.obligations.get(duty_key="budget_execution_quarter", period="2026-9M")
    assert (third.duty, third.due_on) == (new, date(2026, 10, 5))
    assert '"previous":"2026-10-12"' in Event.objects.about(third.subject).last().payload
    after = {row.pk: row.due_on for row in commune.obligations.filter(pk__in=before)}
    assert after == before


def test_a_rule_that_ends_takes_along_what_has_not_started() -> None:
    commune = make_organisation()
    run(date(2026, 6, 15))
    DisclosureDuty.objects.filter(key="quarterly_disclosure_list").update(effective_to=date(2026, 6, 30))
    assert duties_of(run(date(2026, 6, 16))) == (0, 0, 2)
    found = commune.obligations.with_status(on=date(2026, 7, 1)).filter(duty_key="quarterly_disclosure_list")
    assert {row.period: row.status for row in found} == {
        "2025-Q4": "missing", "2026-Q1": "missing", "2026-Q2": "due_soon", "2026-Q3": "not_applicable",
        "2026-Q4": "not_applicable",
    }  # fmt: skip
    ended = found.get(period="2026-Q3")
    assert ended.exemptions.get().ground == "abolished"
    assert duties_of(run(date(2026, 6, 17))) == (0, 0, 0)


def test_a_rule_for_fewer_bodies_ends_for_the_others() -> None:
    department = make_organisation(kind=OrganisationKind.DEPARTMENT)
    commune = make_organisation()
    run(date(2026, 6, 15))
    new_version("reception_schedule", date(2026, 12, 1), who="commune")
    assert duties_of(run(date(2026, 6, 16))) == (0, 1, 1)
    assert department.obligations.get(duty_key="reception_schedule", period="2026-12").exempted_on
    assert not commune.obligations.get(duty_key="reception_schedule", period="2026-12").exempted_on


def test_a_changed_holiday_moves_dates_even_when_nobody_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    commune = make_organisation()
    run()
    report = commune.obligations.get(duty_key="annual_report")
    # A new release of the holidays changes the calendar without any signal.
    rows = [CalendarException(date=report.due_on, kind="day_off", source="x", note="nghỉ thử")]
    CalendarException.objects.bulk_create(rows)
    assert run().moved == 2  # the list of the fourth quarter is due that day, too
    report.refresh_from_db()
    assert report.due_on == date(2027, 1, 7)


# ---- the command


def test_the_command_says_what_it_did() -> None:
    make_organisation()
    out = StringIO()
    call_command("run_duties", "--on", "2026-11-24", "--json", stdout=out)
    result = json.loads(out.getvalue())
    assert (result["created"], result["skipped"]) == (Obligation.objects.count(), False)
    out = StringIO()
    call_command("run_duties", "--on", "2026-11-24", stdout=out)
    assert "nothing had changed" in out.getvalue()


@pytest.mark.parametrize("day", ["hôm nay", "2026-02-30", "1999-01-01", "2100-01-01"])
def test_the_command_refuses_nonsense(day: str) -> None:
    with pytest.raises(CommandError):
        call_command("run_duties", "--on", day)


def test_the_worker_runs_it() -> None:
    assert settings.PERIODIC_COMMANDS["run_duties"] == 3600


def test_an_announced_event_of_the_future_year_is_not_made_twice() -> None:
    commune = make_organisation()
    head = make_user(Role.HEAD, commune)
    duty = DisclosureDuty.objects.get(key="budget_draft")
    moment = at("2026-11-30 09:00")
    announce(
        organisation=commune, duty=duty, happened_on=date(2026, 11, 27), document="3/TTr", by=head, at=moment
    )
    run(date(2026, 12, 1))
    assert commune.obligations.get(duty_key="budget_draft", period="2027").trigger_document == "3/TTr"


def test_a_seeded_year_leaves_nothing_for_the_run() -> None:
    make_organisation()
    for year in (2025, 2026):
        instantiate_duties(year=year, at=NIGHT)
    assert run().created == 0
