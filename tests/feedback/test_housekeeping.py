"""What happens to cases by itself."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.feedback.models import Petition
from portal.feedback.services import housekeeping
from portal.feedback.workflow import Status
from portal.ledger.models import Event
from portal.statutes.models import CalendarException
from tests.feedback.making import Office, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_pause_ends_on_its_day_and_not_before(office: Office) -> None:
    petition = office.petition("pause")
    due = petition.deadline("answer").due_on
    assert housekeeping.resume_paused(at=office.later(days=5)) == 0
    assert housekeeping.resume_paused(at=office.later(days=2)) == 1
    petition.refresh_from_db()
    assert petition.status == Status.ACCEPTED
    assert petition.deadline("answer").due_on == due
    assert Event.objects.filter(kind="resumed").get().actor_role == "system"


def test_answered_cases_close_after_a_month(office: Office) -> None:
    petition = office.petition("approve_answer")
    assert housekeeping.close_settled(at=office.now + timedelta(days=29)) == 0
    assert housekeeping.close_settled(at=office.now + timedelta(days=31)) == 1
    petition.refresh_from_db()
    assert petition.status == Status.CLOSED


def test_a_changed_calendar_moves_open_deadlines_and_keeps_the_old_date(office: Office) -> None:
    petition = office.petition("acknowledge")
    done = office.petition("approve_answer")
    CalendarException.objects.create(date=day("2026-03-10"), kind="day_off", source="thử", note="nghỉ thử")
    assert housekeeping.recompute_open_deadlines(at=office.later()) >= 1
    petition.refresh_from_db()
    assert petition.deadline("answer").due_on == day("2026-03-24")
    assert done.deadline("answer").due_on == day("2026-03-23")
    event = Event.objects.filter(kind="due_recomputed", subject=petition.subject).last()
    assert '"previous":"2026-03-' in event.payload
    assert housekeeping.recompute_open_deadlines(at=office.later()) == 0


def test_the_commands_run(office: Office) -> None:
    call_command("advance_petitions", verbosity=0)
    call_command("sweep_uploads", verbosity=0)


def test_a_recomputation_that_is_stopped_goes_on_where_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    petitions = [office.petition("accept") for _ in range(3)]
    before = {one.pk: one.deadlines.get(stage="answer").due_on for one in petitions}
    office.arguments("recompute")
    real, done = housekeeping.recompute, []

    def stopped(**args: Any) -> Petition:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(args)
        return real(**args)

    monkeypatch.setattr(housekeeping, "recompute", stopped)
    with pytest.raises(KeyboardInterrupt):
        housekeeping.recompute_open_deadlines(at=office.later())
    monkeypatch.setattr(housekeeping, "recompute", real)
    assert housekeeping.recompute_open_deadlines(at=office.later()) >= 1
    for one in petitions:
        assert one.deadlines.get(stage="answer").due_on > before[one.pk]
        moved = Event.objects.filter(kind="due_recomputed", subject=one.subject)
        assert [json.loads(event.payload)["stage"] for event in moved].count("answer") == 1


def test_a_moved_clock_costs_the_same_however_many_cases_are_open(office: Office) -> None:
    costs = []
    for number in (2, 6):
        for _ in range(number):
            office.petition("acknowledge")
        # Another day off each time, between receipt and every date.
        day_off = day(f"2026-03-0{4 + len(costs)}")
        CalendarException.objects.create(date=day_off, kind="day_off", source="thử", note="nghỉ thử")
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            moved = housekeeping.recompute_open_deadlines(at=office.later())
        costs.append((moved, len(queries)))
    (few, first), (many, second) = costs
    assert many > 2 * few
    assert second / many <= first / few
