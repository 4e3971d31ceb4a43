"""What each act does, and that nothing else happens."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.answer_text import digest
from portal.feedback.models import AnswerFile, Petition
from portal.feedback.services import TransitionNotAllowed
from portal.feedback.services.acting import act_as
from portal.feedback.workflow import TABLE, Status
from portal.ledger.models import Event
from tests.factories import make_organisation, make_user
from tests.feedback.making import BEFORE, Office, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def events(petition: Petition) -> list[tuple[str, dict]]:
    return [(event.kind, json.loads(event.payload)) for event in Event.objects.about(petition.subject)]


def kinds(petition: Petition) -> list[str]:
    return [kind for kind, _ in events(petition)]


def test_a_submission_starts_its_clocks_and_writes_one_event(office: Office) -> None:
    petition = office.petition()
    assert petition.status == Status.RECEIVED
    [(kind, payload)] = events(petition)
    assert kind == "petition_received"
    assert payload["clocks"]["acknowledge"] == {"due": "2026-03-04", "start": "2026-03-02"}
    assert payload["clocks"]["answer"]["due"] == "2026-03-23"
    assert set(payload) == {"kind", "channel", "category", "clocks"}
    assert petition.receipt_hash == Event.objects.get().hash


def test_a_complaints_answer_waits_for_acceptance(office: Office) -> None:
    petition = office.petition("acknowledge", kind="complaint")
    assert petition.deadline("answer").due_on is None
    assert petition.deadline("answer").waits_for
    with pytest.raises(TransitionNotAllowed, match="thụ lý"):
        office.act("draft_answer", petition)
    petition = office.act("accept", petition)
    assert petition.deadline("answer").due_on == day("2026-04-01")
    assert events(petition)[-1] == (
        "accepted",
        {"clocks": {"answer": {"due": "2026-04-01", "start": "2026-03-02"}}},
    )


def test_an_answer_needs_two_people_and_stops_the_clocks(office: Office) -> None:
    petition = office.petition("draft_answer")
    drafted_by_head = office.act("draft_answer", petition, by=office.head)
    with pytest.raises(TransitionNotAllowed, match="không được tự mình"):
        office.act("approve_answer", drafted_by_head)
    petition = office.act("draft_answer", petition, text="Bản của cán bộ.")
    petition = office.act("approve_answer", petition)
    assert petition.status == Status.ANSWERED
    assert petition.deadline("answer").met_in_time is True
    assert [answer.text for answer in petition.answers.all()] == ["Bản của cán bộ."]
    assert events(petition)[-1] == ("answered", {"number": 1, "sha256": digest("Bản của cán bộ.")})


def test_a_returned_draft_goes_back_and_is_written_again(office: Office) -> None:
    petition = office.act("return_answer", office.petition("draft_answer"))
    assert petition.status == Status.ACCEPTED
    petition = office.act("draft_answer", petition, text="Đã thay ngày 02/03.")
    assert petition.answers.get().returned_at is None
    assert petition.answers.get().number == 1


def test_forwarding_keeps_the_residents_answer_clock(office: Office) -> None:
    other = Office()
    petition = office.petition("acknowledge")
    before = petition.deadline("answer").due_on
    office.later(days=2)
    petition = office.act("forward", petition, to=other.organisation)
    assert petition.organisation == other.organisation
    assert petition.status == Status.RECEIVED
    assert petition.deadline("answer").due_on == before
    assert petition.deadline("acknowledge").due_on == day("2026-03-06")
    sent, received = events(petition)[-2:]
    assert sent == ("forwarded", {"to": other.organisation.code})
    assert received[0] == "forward_received"
    assert received[1]["from"] == office.organisation.code
    assert received[1]["received"] == "2026-03-02"
    assert received[1]["clocks"]["answer"]["due"] == before.isoformat()
    assert Event.objects.filter(kind="forward_received").get().organisation == other.organisation
    assert other.act("acknowledge", petition).status == Status.ACKNOWLEDGED


def test_asking_waits_for_the_sender_and_giving_goes_back(office: Office) -> None:
    petition = office.petition("ask")
    assert petition.status == Status.WAITING_INFORMATION
    petition = office.act("give_information", petition)
    assert petition.status == Status.ACCEPTED
    assert kinds(petition)[-2:] == ["information_asked", "information_given"]
    assert "Cột" not in "".join(Event.objects.values_list("payload", flat=True))


def test_a_pause_moves_the_deadline_and_an_early_resume_moves_it_back(office: Office) -> None:
    petition = office.petition("accept")
    due = petition.deadline("answer").due_on
    petition = office.act("pause", petition)
    assert petition.status == Status.PAUSED
    assert petition.deadline("answer").due_on == day("2026-03-30")
    assert events(petition)[-1] == ("paused", {"until": "2026-03-09", "due": "2026-03-30"})
    petition = office.act("resume", petition)
    assert petition.deadline("answer").due_on == due
    assert kinds(petition)[-2:] == ["resumed", "due_recomputed"]


def test_an_extension_is_granted_once(office: Office) -> None:
    petition = office.act("extend", office.petition("accept"))
    assert events(petition)[-1] == (
        "extended",
        {"stage": "answer", "due": "2026-04-06", "previous": "2026-03-23"},
    )
    with pytest.raises(TransitionNotAllowed, match="chỉ được gia hạn 1 lần"):
        office.act("extend", petition)


def test_rating_and_dispute(office: Office) -> None:
    petition = office.act("rate", office.petition("approve_answer"))
    kind, said = events(petition)[-1]
    assert (kind, said["rating"], said["solved"], said["asked_again"]) == ("rated", 4, "partly", False)
    with pytest.raises(TransitionNotAllowed, match="đã được đánh giá"):
        office.act("rate", petition)
    petition = office.act("dispute", petition)
    assert petition.status == Status.DISPUTED
    with pytest.raises(TransitionNotAllowed, match="không được tự mình"):
        office.act("decide_dispute", petition)
    deputy = make_user(Role.HEAD, office.organisation)
    petition = office.act("decide_dispute", petition, by=deputy)
    assert petition.status == Status.ACCEPTED
    petition = office.act("draft_answer", petition)
    petition = office.act("approve_answer", petition)
    assert events(petition)[-1][1]["number"] == 2


def test_a_dispute_that_fails_ends_the_case(office: Office) -> None:
    deputy = make_user(Role.HEAD, office.organisation)
    petition = office.act("decide_dispute", office.petition("dispute"), by=deputy, upheld=False)
    assert petition.status == Status.CLOSED
    assert events(petition)[-2:] == [
        ("dispute_decided", {"upheld": False, "level": 1}),
        ("closed", {}),
    ]


def test_the_head_of_the_body_above_decides_for_a_small_commune() -> None:
    province = make_organisation(kind="province")
    office = Office(parent=province)
    chair = make_user(Role.HEAD, province)
    petition = office.act("decide_dispute", office.petition("dispute"), by=chair)
    assert petition.status == Status.ACCEPTED


def test_hidden_cases_leave_the_public_list_and_come_back(office: Office) -> None:
    petition = office.petition("hide")
    assert not Petition.objects.listed().exists()
    assert not Petition.objects.open().exists()
    assert events(petition)[-1] == ("excluded", {"reason": "hidden"})
    office.act("restore", petition)
    assert Petition.objects.public().get() == petition


def test_opening_a_contact_is_logged_and_recorded(office: Office) -> None:
    petition = office.petition("acknowledge", contact_name="Bà Lan", contact_phone="0912345678")
    assert "0912345678" not in petition.contact.sealed.decode("latin-1")
    details = services.open_contact(petition=petition, by=office.handler, at=office.later())
    assert details == {"name": "Bà Lan", "phone": "0912345678", "email": ""}
    assert petition.contact_accesses.get().by == office.handler
    assert kinds(petition)[-1] == "contact_opened"


@pytest.mark.parametrize("name", sorted(BEFORE))
def test_every_act_is_possible_where_the_table_says(name: str, office: Office) -> None:
    petition = office.petition(BEFORE[name])
    if name == "decide_dispute":
        assert (
            office.act(name, petition, by=make_user(Role.HEAD, office.organisation)).version
            > petition.version
        )
    else:
        assert office.act(name, petition).version > petition.version


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.sources != frozenset(Status)], ids=lambda row: row.name
)
def test_no_act_is_possible_elsewhere(row, office: Office) -> None:
    kind = sorted(row.kinds)[0] if row.kinds and "report" not in row.kinds else "report"
    petition = office.petition("", contact_name="Lan", kind=kind)
    given = {"document": AnswerFile()} if row.name == "remove_document" else {}
    for status in set(Status) - row.sources:
        Petition.objects.filter(pk=petition.pk).update(status=status)
        with pytest.raises(TransitionNotAllowed):
            office.act(row.name, petition, **given)
    assert Event.objects.about(petition.subject).count() == 1


@pytest.mark.parametrize(
    "role", ["editor", "handler", "head", "inspector", "administrator", "superuser", "other"]
)
@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.roles & {"handler", "head"}], ids=lambda row: row.name
)
def test_only_the_roles_of_the_table_may_act(row, role: str, office: Office) -> None:
    petition = office.petition(BEFORE.get(row.name, "acknowledge"), contact_name="Lan")
    if role == "superuser":
        user = make_user(is_superuser=True)
    elif role == "other":
        user = make_user(Role.HEAD)  # of another commune
    else:
        user = make_user(role, office.organisation)
    events_of_case = Event.objects.about(petition.subject)
    before = events_of_case.count()
    # An inspector opens a contact only after they have begun to examine the case.
    if role in row.roles and (row.name, role) != ("open_contact", "inspector"):
        office.act(row.name, petition, by=user)
        assert events_of_case.count() >= before
    else:
        with pytest.raises(PermissionDenied):
            office.act(row.name, petition, by=user)
        assert events_of_case.count() == before
        assert Petition.objects.get(pk=petition.pk).version == petition.version


@pytest.mark.parametrize("name", ["acknowledge", "approve_answer", "extend", "hide"])
def test_staff_acts_cannot_be_done_in_the_senders_name(name: str, office: Office) -> None:
    with pytest.raises(PermissionDenied):
        act_as("resident", name, petition=office.petition(BEFORE[name]), at=office.later())
