"""Letters about acts: who hears of what, and what no letter says."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.models import Petition
from portal.feedback.news import NEWS
from portal.feedback.services import TransitionNotAllowed, private_link_token
from portal.feedback.workflow import TRANSITIONS
from portal.notifications.models import Message, State
from portal.notifications.services import send_waiting
from tests.factories import make_user
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db
ADDRESS = "ba.tu@example.vn"
PRIVATE = "Đèn trước nhà văn hoá"


@pytest.fixture
def office() -> Office:
    return Office()


def letters(petition: Petition) -> list[tuple[str, str]]:
    """The letters about the case: (act, receiver), in the order in which they were written."""
    keys = Message.objects.filter(key__startswith=f"petition:{petition.pk}:").order_by("pk")
    return [tuple(key.split(":")[3:]) for key in keys.values_list("key", flat=True)]


def send(office: Office):
    return send_waiting(clock=lambda: office.now + timedelta(days=1))


def test_every_row_is_an_act_of_the_workflow() -> None:
    assert set(NEWS) - {"submit"} <= set(TRANSITIONS)


def test_the_first_letter_alone_brings_the_private_link(office: Office) -> None:
    petition = office.petition("acknowledge", contact_email=ADDRESS, contact_name="Bà Tư")
    assert letters(petition) == [("submit", "sender"), ("acknowledge", "sender")]
    send(office)
    first, second = mail.outbox
    assert first.to == [ADDRESS]
    link = f"http://127.0.0.1:8000/phan-anh/rieng/{private_link_token(petition)}/"
    assert link in first.body
    assert link in first.alternatives[0][0]
    assert first.subject == f"{petition.code}: đã nhận"
    assert "rieng" not in second.body
    assert f"http://127.0.0.1:8000/phan-anh/{petition.code}/" in second.body
    assert second.subject == f"{petition.code}: đã tiếp nhận"


def test_a_sender_without_an_address_gets_no_letter(office: Office) -> None:
    assert letters(office.petition("approve_answer", contact_phone="0912345678")) == []


def test_no_letter_and_no_row_of_the_outbox_repeats_what_was_written(office: Office) -> None:
    petition = office.petition("ask", contact_email=ADDRESS, contact_name="Bà Tư")
    stored = json.dumps(list(Message.objects.values_list("context", flat=True)), ensure_ascii=False)
    assert ADDRESS not in stored
    assert private_link_token(petition) not in stored
    send(office)
    for letter in mail.outbox:
        for text in (letter.subject, letter.body, letter.alternatives[0][0], stored):
            assert PRIVATE not in text
            assert "Đèn nào" not in text
            assert "Bà Tư" not in text


@pytest.mark.parametrize(
    ("upto", "told"),
    [
        ("accept", "ask"),
        ("acknowledge", "refuse"),
        ("accept", "pause"),
        ("accept", "extend"),
        ("draft_answer", "approve_answer"),
    ],
)
def test_the_sender_hears_of(office: Office, upto: str, told: str) -> None:
    petition = office.act(told, office.petition(upto, contact_email=ADDRESS))
    assert letters(petition)[-1] == (told, "sender")
    send(office)
    assert mail.outbox[-1].subject == f"{petition.code}: {NEWS[told].headline}"


def test_a_letter_about_forwarding_names_the_new_body(office: Office) -> None:
    other = Office()
    petition = office.petition("acknowledge", contact_email=ADDRESS)
    services.forward(
        petition=petition,
        by=office.handler,
        at=office.later(),
        to=other.organisation,
        explanation="Đường do xã bên quản lý.",
    )
    send(office)
    assert other.organisation.name in mail.outbox[-1].body


def test_an_act_that_is_refused_tells_nobody(office: Office) -> None:
    petition = office.petition(contact_email=ADDRESS)
    with pytest.raises(TransitionNotAllowed), transaction.atomic():
        office.act("accept", petition)
    assert letters(petition) == [("submit", "sender")]


def test_new_information_goes_to_the_handler_who_worked_on_it_and_not_to_the_others(office: Office) -> None:
    make_user(Role.HANDLER, office.organisation)
    office.handler.email = "can.bo@example.vn"
    office.handler.save()
    petition = office.act("give_information", office.petition("ask"))
    assert letters(petition) == [("give_information", f"user-{office.handler.pk}")]
    send(office)
    assert mail.outbox[0].to == ["can.bo@example.vn"]
    assert f"/quan-tri/phan-anh/{petition.code}/" in mail.outbox[0].body


def test_a_new_petition_writes_no_letter_to_staff(office: Office) -> None:
    assert letters(office.petition()) == []


def test_a_dispute_goes_to_the_handler_and_to_the_reviewer(office: Office) -> None:
    reviewer = make_user(Role.HEAD, office.organisation)
    petition = office.petition("dispute")
    assert letters(petition) == [
        ("dispute", f"user-{office.handler.pk}"),
        ("assign_review", f"user-{reviewer.pk}"),
    ]


def test_the_sender_hears_of_the_review_and_not_of_who_does_it(office: Office) -> None:
    reviewer = make_user(Role.HEAD, office.organisation)
    petition = office.petition("dispute", contact_email=ADDRESS)
    office.act("decide_dispute", petition, by=reviewer)
    told = [name for name, receiver in letters(petition) if receiver == "sender"]
    assert told == ["submit", "acknowledge", "accept", "approve_answer", "decide_dispute"]


def test_who_takes_the_contact_back_gets_nothing_that_still_waits(office: Office) -> None:
    petition = office.petition("refuse", contact_email=ADDRESS)
    office.act("delete_contact", petition)
    assert set(Message.objects.values_list("state", "sealed")) == {(State.DROPPED, None)}


def test_subjects_can_hold_nothing_but_the_code_and_what_was_done() -> None:
    from scripts.paths import ROOT

    allowed = {"code", "headline", "organisation", "count", "day"}
    subjects = list((ROOT / "themes/sen/templates/notifications").glob("*.subject.txt"))
    assert subjects
    for path in subjects:
        assert set(re.findall(r"{{\s*([\w.]+)", path.read_text())) <= allowed, path.name


def test_the_sender_of_a_merged_letter_hears_of_the_merge_and_of_the_main_cases_answer(
    office: Office,
) -> None:
    own = office.petition("acknowledge", contact_email=ADDRESS, kind="complaint")
    own = office.act("merge", own)
    main = office.main()
    for name in ("acknowledge", "accept", "draft_answer", "approve_answer"):
        main = office.act(name, main)
    assert letters(own)[-1] == ("merge", "sender")
    assert (f"merged-{own.pk}") in {receiver for _, receiver in letters(main)}
    send(office)
    answered = mail.outbox[-1]
    assert answered.to == [ADDRESS]
    assert answered.subject == f"{own.code}: đã có trả lời"
    assert all(main.code not in letter.body for letter in mail.outbox)


def test_the_parts_of_a_letter_tell_its_sender(office: Office) -> None:
    letter = office.act("split", office.petition("acknowledge", contact_email=ADDRESS))
    office.act("accept", letter.parts.first())
    assert letters(letter)[-1] == ("split", "sender")
    assert letters(letter.parts.first()) == [("accept", "sender")]
