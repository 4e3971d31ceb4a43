"""The stored dates of a case are those that its events give, whatever was done to it."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from portal.feedback import workflow
from portal.feedback.models import Deadline, Petition
from portal.feedback.replaying import STOPS, CaseEvent, Clock, replay
from portal.feedback.services import deadline_audit
from portal.feedback.services.deadline_audit import differences
from portal.feedback.services.housekeeping import recompute_open_deadlines
from portal.feedback.workflow import TABLE, TransitionNotAllowed
from portal.statutes.models import CalendarException
from tests.factories import make_organisation
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db
KINDS = [kind for kind in workflow.Kind.values if kind != "complaint_second"]
# They need rows that a random walk has not made, or end the walk at once; each has tests of its own.
LEFT_OUT = {
    "merge",
    "object_merge",
    "keep_merge",
    "cover_photo",
    "uncover_photo",
    "uncover_text",
    "cover_answer",
    "uncover_answer",
    "pass_finding",
}
LEFT_OUT |= {"remove_document", "attach_document", "forget", "hide", "open_contact", "delete_contact"}


def wrong() -> list[str]:
    return [f"{one.code} {one.stage} {one.what}" for _, found in differences() for one in found]


def event(kind: str, day: int, role: str = "handler", **payload: object) -> CaseEvent:
    return CaseEvent(kind, role, date(2026, 3, day), "HY-01", payload)


def test_dates_follow_the_events() -> None:
    due = {
        "acknowledge": {"due": "2026-03-04", "start": "2026-03-02"},
        "answer": {"due": None, "start": None},
    }
    clocks = replay(
        [
            event("petition_received", 2, "resident", clocks=due),
            event("acknowledged", 3),
            event("accepted", 5, clocks={"answer": {"due": "2026-04-04", "start": "2026-03-05"}}),
            event("extended", 9, stage="answer", due="2026-04-20"),
        ]
    )
    assert clocks == {
        "acknowledge": Clock(date(2026, 3, 4), date(2026, 3, 2), date(2026, 3, 3)),
        "answer": Clock(date(2026, 4, 20), date(2026, 3, 5)),
    }


def test_only_the_sender_ends_the_clocks_by_withdrawing() -> None:
    received = event("petition_received", 2, clocks={"answer": {"due": "2026-03-20", "start": "2026-03-02"}})
    hidden = replay([received, event("excluded", 3, "handler", reason="withdrawn")])
    withdrawn = replay([received, event("excluded", 3, "resident", reason="withdrawn")])
    assert (hidden["answer"].cancelled_on, withdrawn["answer"].cancelled_on) == (None, date(2026, 3, 3))


def test_a_body_that_keeps_the_case_stops_nothing() -> None:
    received = event(
        "petition_received", 2, clocks={"acknowledge": {"due": "2026-03-04", "start": "2026-03-02"}}
    )
    stays, goes = event("assigned", 3, to="HY-01"), event("assigned", 3, to="HY-02")
    assert replay([received, stays])["acknowledge"].met_on is None
    assert replay([received, goes])["acknowledge"].met_on == date(2026, 3, 3)


def test_acts_that_share_an_event_stop_the_same_clocks() -> None:
    """Else the event alone would not tell what stopped; withdrawing is told apart by who did it."""
    for row in TABLE:
        if row.event and row.name not in {"withdraw", "assign"}:
            stops = STOPS[row.event]
            assert (stops.met, stops.needless) == (set(row.stops), set(row.cancels)), row.name


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_replaying_the_events_gives_the_stored_dates(data: st.DataObject) -> None:
    office = Office(parent=make_organisation())
    kind = data.draw(st.sampled_from(KINDS))
    petition = office.petition(kind=kind, contact_name="Lan")
    for _ in range(data.draw(st.integers(1, 9))):
        office.later(hours=data.draw(st.integers(1, 200)))
        walk(office, Petition.objects.get(pk=petition.pk), data)
    assert wrong() == []


def walk(office: Office, petition: Petition, data: st.DataObject) -> None:
    """Do one act that the table allows now, or none when its own rule refuses it."""
    roles = [workflow.ROLE_RESIDENT, workflow.ROLE_HANDLER, workflow.ROLE_HEAD, workflow.ROLE_SYSTEM]
    names = workflow.possible(
        status=petition.status, kind=petition.kind, roles=roles, excluded=petition.excluded
    )
    # In order of their names: acts on clocks come up often enough, whatever else is added to the table.
    names = [name for name in names if name not in LEFT_OUT] or ["add_information"]
    moving = [name for name in names if name in MOVING]
    name = data.draw(st.sampled_from(moving * 3 + names))
    try:
        office.act(name, petition)
    except (TransitionNotAllowed, PermissionDenied):
        return


MOVING = {row.name for row in TABLE if row.starts or row.stops or row.cancels}
MOVING |= {"pause", "resume", "extend", "declare_complex", "state_at_hand", "assign"}


def test_recomputed_dates_are_replayed_too() -> None:
    office = Office()
    petition = office.petition("accept")
    answer = petition.deadlines.get(stage="answer")
    # The day of receipt, too: the clock then starts a day later, and the record must say so.
    CalendarException.objects.create(date=answer.started_on, kind="day_off", source="thử", note="Nghỉ bù")
    CalendarException.objects.create(date=answer.due_on, kind="day_off", source="thử", note="Nghỉ bù")
    assert recompute_open_deadlines(at=office.later()) > 0
    assert petition.deadlines.get(stage="answer").due_on > answer.due_on
    assert wrong() == []


def test_a_date_that_was_changed_beside_the_record_is_named() -> None:
    office = Office()
    petition = office.petition("accept")
    clock = petition.deadlines.get(stage="answer")
    Deadline.objects.filter(pk=clock.pk).update(due_on=clock.due_on + timedelta(days=3))
    assert wrong() == [f"{petition.code} case next_due_on", f"{petition.code} answer due_on"]
    said = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("check_deadlines", json=True, stdout=said)
    told = json.loads(said.getvalue())
    assert (told["cases"], told["differences"]) == (1, 2)
    assert told["first"][1]["replayed"] == clock.due_on.isoformat()


def test_a_clock_that_is_missing_or_invented_is_named() -> None:
    office = Office()
    petition = office.petition("accept")
    petition.deadlines.filter(stage="answer").delete()
    Deadline.objects.create(petition=petition, stage="review", due_on=date(2026, 5, 4))
    assert sorted(wrong()) == [
        f"{petition.code} answer stage",
        f"{petition.code} case next_due_on",
        f"{petition.code} review stage",
    ]


def test_a_batch_costs_three_queries(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office()
    for _ in range(5):
        office.petition("accept")
    monkeypatch.setattr(deadline_audit, "AT_ONCE", 2)
    with django_assert_num_queries(3 * 3 + 1):
        assert sum(number for number, _ in differences()) == 5


def test_nothing_wrong_is_said_so() -> None:
    Office().petition("accept")
    said = StringIO()
    call_command("check_deadlines", stdout=said)
    assert "1 hồ sơ" in said.getvalue()
