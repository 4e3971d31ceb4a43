"""Letters by other doors: stored once, answered once, added only by the case's own sender."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError
from PIL import Image

from portal.accounts.models import Role
from portal.core.private_files import private_files
from portal.feedback import services
from portal.feedback.codes import case_code
from portal.feedback.doors.letter import InboundFile, Verdict
from portal.feedback.models import Act, Attachment, Letter, LetterFile, Petition, SenderMark
from portal.feedback.services import TransitionNotAllowed, erasing, letters
from portal.feedback.services.fetching import fetch_letters
from portal.notifications.models import Message
from portal.notifications.services import enqueue
from portal.organisations.models import OrganisationKind
from tests.factories import make_organisation, make_user
from tests.feedback.letters import SENDER, PretendedDoor, letter
from tests.feedback.making import MONDAY, Office
from tests.feedback.test_desk import outsiders

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(name="Xã Đông Minh")


def picture() -> InboundFile:
    raw = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(raw, "PNG")
    return InboundFile("anh.png", raw.getvalue())


def to(office: Office) -> tuple[str, ...]:
    return (f"gop-y+{office.organisation.slug}@hungyen.example",)


def told() -> dict[str, str]:
    """The answers that wait to be sent: state of the letter and code."""
    return {
        message.context["state"]: message.context["code"]
        for message in Message.objects.filter(template="letter_answer")
    }


def told_in(petition: Petition) -> str:
    """The name of a letter of ours to the case's sender."""
    return Message.objects.filter(key__startswith=f"petition:{petition.pk}:", key__endswith=":sender")[
        0
    ].message_id


def taken(office: Office, kept: Letter, **fields: object) -> Petition:
    submission = office.submission(
        key=kept.submission_key, channel=kept.channel, **{**letters.sender_fields(kept), **fields}
    )
    return letters.take(letter=kept, by=office.handler, at=office.later(), submission=submission)


def test_a_letter_is_kept_once_and_answered_once(office: Office) -> None:
    first = letters.receive(letter(to=to(office)), at=MONDAY)
    again = letters.receive(letter(to=to(office), text="khác"), at=MONDAY + timedelta(hours=1))
    assert first == again
    assert (first.state, first.organisation) == ("waiting", office.organisation)
    assert told() == {"waiting": first.code}
    assert first.read_sender()["address"] == SENDER
    assert SENDER.encode() not in bytes(first.sealed)
    assert SENDER not in json.dumps(list(Letter.objects.values("external_id", "sender", "text", "subject")))
    assert not Petition.objects.exists()


def test_the_code_in_the_answer_is_the_code_of_the_case(office: Office) -> None:
    kept = letters.receive(letter(to=to(office)), at=MONDAY)
    petition = taken(office, kept)
    assert petition.code == kept.code == case_code(kept.submission_key)


def test_clocks_run_from_the_arrival(office: Office) -> None:
    kept = letters.receive(letter(to=to(office), arrived_at=MONDAY - timedelta(days=3)), at=MONDAY)
    petition = taken(office, kept)
    assert petition.effective_at == MONDAY - timedelta(days=3)
    assert petition.received_at == office.now
    assert petition.contact.read() == {"name": "Trần Thị Lan", "phone": "", "email": SENDER}
    kept.refresh_from_db()
    assert (kept.state, kept.petition, kept.sealed, kept.decided_by) == (
        "taken",
        petition,
        None,
        office.handler,
    )
    with pytest.raises(TransitionNotAllowed, match="đã có người"):
        letters.discard(letter=kept, by=office.handler, at=MONDAY, reason="spam", explanation="x")


def test_an_arrival_in_the_future_counts_as_now(office: Office) -> None:
    kept = letters.receive(letter(arrived_at=MONDAY + timedelta(days=9)), at=MONDAY)
    assert kept.arrived_at == MONDAY


def test_without_a_name_it_is_for_the_province(office: Office) -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    assert letters.receive(letter(), at=MONDAY).organisation == province


def test_files_pass_the_same_gate_and_become_the_cases(office: Office) -> None:
    script = InboundFile("x.exe", b"MZ" + b"\x00" * 100)
    kept = letters.receive(letter(to=to(office), files=(picture(), script)), at=MONDAY)
    assert [file.name for file in kept.files.all()] == ["anh.png"]
    assert len(kept.refused) == 1
    assert "x.exe" in kept.refused[0]
    assert "x.exe" in Message.objects.get().read_sealed()["refused"]
    petition = taken(office, kept)
    held = Attachment.objects.get()
    assert (held.petition, held.staff_only, petition.photos_public) == (petition, False, False)
    assert private_files.exists(held.file.name)
    assert not LetterFile.objects.exists()


def test_a_failure_leaves_neither_rows_nor_files(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("locked")

    before = stored_files()
    monkeypatch.setattr(letters, "answer_letter", fail)
    with pytest.raises(DatabaseError):
        letters.receive(letter(files=(picture(),)), at=MONDAY)
    assert not Letter.objects.exists()
    assert stored_files() == before


def stored_files() -> set[str]:
    root = Path(private_files.path("petitions"))
    return {str(path) for path in root.rglob("*") if path.is_file()} if root.exists() else set()


def test_the_sender_answers_what_was_asked(office: Office) -> None:
    petition = office.petition("ask", contact_email=SENDER.upper())
    kept = letters.receive(
        letter(text="Cột số 12.", references=(told_in(petition),), verdict=Verdict.PASS), at=office.later()
    )
    petition.refresh_from_db()
    assert (kept.state, kept.petition) == ("added", petition)
    assert petition.status == "accepted"
    assert petition.acts.get(name="give_information").note == "Cột số 12."
    assert told() == {"added": petition.code}


def test_what_nobody_asked_for_is_a_line_for_the_handler(office: Office) -> None:
    petition = office.petition("accept", contact_email=SENDER)
    version = petition.version
    kept = letters.receive(letter(references=(told_in(petition),)), at=office.later())
    petition.refresh_from_db()
    assert (kept.petition, petition.status, petition.version) == (petition, "accepted", version)
    line = Act.objects.get(name="letter_added")
    assert (line.note, line.event_hash) == ("", "")
    told_staff = Message.objects.get(key__contains=f":letter-{kept.pk}:")
    assert (told_staff.to_user, told_staff.template) == (office.handler, "petition_desk_news")


@pytest.mark.parametrize(
    "forged",
    [
        {"subject": "Re: [{code}]"},
        {"references": ("<1@thu.example>",)},
        {"references": ("{told}",), "verdict": Verdict.FAIL},
        {"references": ("{told}",), "sender": "ke-la@thu.example"},
        {"references": ("{follower}",)},
        {"channel": "sms", "subject": "{code}", "sender": "0912345678"},
    ],
)
def test_a_forged_letter_waits_for_staff(office: Office, forged: dict[str, object]) -> None:
    """Address and code can be invented; a letter of ours to somebody else proves nothing of the sender."""
    petition = office.petition("ask", contact_email=SENDER, contact_phone="0912345678")
    follower = enqueue(
        key="follow:1:1",
        template="follow_news",
        context={"code": petition.code},
        to_address="ke-la@thu.example",
        at=MONDAY,
    )
    names = {"code": petition.code, "told": told_in(petition), "follower": follower.message_id}
    fields = {
        key: tuple(one.format(**names) for one in value)
        if isinstance(value, tuple)
        else str(value).format(**names)
        for key, value in forged.items()
    }
    if "verdict" in fields:
        fields["verdict"] = Verdict(str(fields["verdict"]))
    kept = letters.receive(letter(external_id="<9@x>", **fields), at=office.later())
    petition.refresh_from_db()
    assert (kept.state, kept.petition, petition.status) == ("waiting", None, "waiting_information")
    assert kept.names_code == ("" if fields.get("references") == ("<1@thu.example>",) else petition.code)


def test_a_conversation_that_a_gateway_vouches_for_is_one_case(office: Office) -> None:
    first = letter(channel="zalo", external_id="zalo:1", sender="0912345678", subject="")
    kept = letters.receive(first, at=MONDAY)
    petition = taken(office, kept, title="Đường sụt")
    more = letter(channel="zalo", external_id="zalo:2", sender="0912345678", references=("zalo:1",))
    assert letters.receive(more, at=office.later()).petition == petition
    other = letter(channel="zalo", external_id="zalo:3", sender="0987654321", references=("zalo:1",))
    assert letters.receive(other, at=office.later()).state == "waiting"


def test_staff_put_a_letter_with_the_case_it_names(office: Office) -> None:
    petition = office.petition("ask", contact_email=SENDER)
    kept = letters.receive(letter(subject=f"[{petition.code}]", text="Cột số 12."), at=office.later())
    assert kept.organisation == petition.organisation
    elsewhere = Office(name="Xã khác").handler
    with pytest.raises(PermissionDenied):
        letters.add(letter=kept, petition=petition, by=elsewhere, at=office.later())
    letters.add(letter=kept, petition=petition, by=office.handler, at=office.later())
    kept.refresh_from_db()
    petition.refresh_from_db()
    assert (kept.state, kept.petition, kept.decided_by, kept.sealed) == (
        "added",
        petition,
        office.handler,
        None,
    )
    assert petition.status == "accepted"
    assert told() == {"waiting": kept.code, "added": petition.code}
    with pytest.raises(TransitionNotAllowed, match="đã có người"):
        letters.add(letter=kept, petition=petition, by=office.handler, at=office.later())


def test_a_stranger_cannot_write_into_a_case(office: Office) -> None:
    petition = office.petition("ask", contact_email=SENDER)
    stranger = letter(references=(told_in(petition),), subject=petition.code, sender="ke-la@thu.example")
    kept = letters.receive(stranger, at=office.later())
    petition.refresh_from_db()
    assert (kept.state, kept.petition, kept.names_code) == ("waiting", None, petition.code)
    assert petition.status == "waiting_information"
    nobody = office.petition("ask")
    kept = letters.receive(letter(subject=f"[{nobody.code}]", external_id="<2@x>"), at=office.later())
    assert kept.state == "waiting"


def test_threads_are_followed_by_reference(office: Office) -> None:
    kept = letters.receive(letter(to=to(office)), at=MONDAY)
    answered = Message.objects.get(template="letter_answer").message_id
    early = letter(external_id="<2@thu.example>", subject="Thêm", references=(answered,))
    early_kept = letters.receive(early, at=MONDAY)
    assert (early_kept.state, early_kept.names_code) == ("waiting", kept.code)
    petition = taken(office, kept)
    for number, name in enumerate((answered, told_in(petition)), start=3):
        more = letter(external_id=f"<{number}@thu.example>", subject="Nữa", references=(name,))
        assert letters.receive(more, at=office.later()).petition == petition


def test_ignored_letters_leave_a_trace_and_nothing_else(office: Office) -> None:
    kept = letters.receive(letter(refusal="automatic"), at=MONDAY)
    assert (kept.state, kept.reason, kept.text, kept.sealed) == ("ignored", "automatic", "", None)
    assert not Message.objects.exists()
    kept = letters.receive(letter(external_id="<big@x>", refusal="too_large"), at=MONDAY)
    assert told() == {"ignored": ""}


def test_one_sender_is_bounded_and_others_are_not(office: Office, settings) -> None:
    settings.LETTERS_PER_SENDER = 3
    states = [letters.receive(letter(external_id=f"<{number}@x>"), at=MONDAY).state for number in range(5)]
    assert states == ["waiting", "waiting", "waiting", "ignored", "ignored"]
    assert letters.receive(letter(external_id="<o@x>", sender="o@x.example"), at=MONDAY).state == "waiting"
    tomorrow = MONDAY + timedelta(days=1, minutes=1)
    assert letters.receive(letter(external_id="<n@x>"), at=tomorrow).state == "waiting"
    assert Message.objects.count() == 5


def test_only_the_receiving_body_takes_in_or_discards(office: Office) -> None:
    kept = letters.receive(letter(to=to(office)), at=MONDAY)
    nobody = {**outsiders(office), "inspector": make_user(Role.INSPECTOR)}
    for user in nobody.values():
        with pytest.raises(PermissionDenied):
            letters.take(
                letter=kept, by=user, at=MONDAY, submission=office.submission(key=kept.submission_key)
            )
        with pytest.raises(PermissionDenied):
            letters.discard(letter=kept, by=user, at=MONDAY, reason="spam", explanation="x")


def test_discarding_tells_the_sender_why_and_deletes_later(office: Office) -> None:
    kept = letters.receive(letter(to=to(office), files=(picture(),)), at=MONDAY)
    letters.discard(
        letter=kept, by=office.handler, at=MONDAY, reason="denunciation", explanation="Xin gửi Thanh tra."
    )
    assert set(told()) == {"waiting", "discarded"}
    assert letters.forget_discarded(at=MONDAY + timedelta(days=29)) == 0
    assert letters.forget_discarded(at=MONDAY + timedelta(days=31)) == 1
    assert letters.forget_discarded(at=MONDAY + timedelta(days=31)) == 0
    kept.refresh_from_db()
    assert (kept.text, kept.subject, kept.sealed) == ("", "", None)
    assert not LetterFile.objects.exists()


def test_spam_is_told_nothing(office: Office) -> None:
    kept = letters.receive(letter(to=to(office)), at=MONDAY)
    letters.discard(letter=kept, by=office.handler, at=MONDAY, reason="spam", explanation="Quảng cáo.")
    assert set(told()) == {"waiting"}


def test_marks_go_with_the_contact(office: Office) -> None:
    petition = office.petition("with_contact", contact_email=SENDER, contact_phone="+84 912 345 678")
    assert SenderMark.objects.count() == 2
    office.act("delete_contact", petition)
    assert not SenderMark.objects.exists()


def test_letters_are_let_go_only_after_they_are_stored(office: Office) -> None:
    both = (letter(), letter(external_id="<2@x>"))
    door = PretendedDoor(*both, breaks_on=1)
    with pytest.raises(KeyboardInterrupt):
        fetch_letters([door], clock=lambda: MONDAY)
    assert door.closed
    assert (Letter.objects.count(), len(door.outside)) == (1, 2)
    counts = fetch_letters([door], clock=lambda: MONDAY)
    assert counts == {"waiting": 2}
    assert (Letter.objects.count(), door.outside) == (2, [])
    assert Message.objects.count() == 2


def test_a_letter_that_cannot_be_stored_stays_outside(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("locked")

    door = PretendedDoor(letter())
    with monkeypatch.context() as patched:
        patched.setattr("portal.feedback.services.letters._store", fail)
        assert fetch_letters([door], clock=lambda: MONDAY) == {"later": 1}
    assert fetch_letters([door], clock=lambda: MONDAY) == {"waiting": 1}


def test_a_letter_that_breaks_us_is_put_aside_and_the_next_one_comes_in(office: Office, monkeypatch) -> None:
    real = letters.receive

    def stumble(inbound, *, at):
        if inbound.external_id == "<1@thu.example>":
            raise ValueError("a bug")
        return real(inbound, at=at)

    monkeypatch.setattr("portal.feedback.services.fetching.receive", stumble)
    door = PretendedDoor(letter(), letter(external_id="<2@x>"))
    assert fetch_letters([door], clock=lambda: MONDAY) == {"failed": 1, "waiting": 1}
    assert (door.refused, door.kept) == (["<1@thu.example>"], ["<2@x>"])


def test_a_run_is_bounded(office: Office, settings) -> None:
    settings.LETTERS_PER_RUN = 2
    door = PretendedDoor(*(letter(external_id=f"<{n}@x>") for n in range(5)))
    fetch_letters([door], clock=lambda: MONDAY)
    assert len(door.outside) == 3


def test_closed_doors_cost_nothing() -> None:
    call_command("fetch_letters", verbosity=0)
    assert not Letter.objects.exists()


def test_what_was_sent_later_is_erased_with_the_contact(office: Office) -> None:
    petition = office.petition("accept", contact_email=SENDER)
    letters.receive(letter(references=(told_in(petition),), files=(picture(),)), at=office.later())
    erased = erasing.Erased()
    erasing.contact(petition, erased, office.later())
    assert Letter.objects.get().text == ""
    assert not LetterFile.objects.exists()
    assert erased.counts["attachments"] == 1


def test_a_case_taken_in_for_another_body_is_that_bodys(office: Office) -> None:
    other = Office()
    kept = letters.receive(letter(to=to(office)), at=MONDAY)
    petition = taken(office, kept, organisation=other.organisation)
    assert petition.organisation == other.organisation
    assert services.staff_role(other.handler, "acknowledge", petition) == "handler"
