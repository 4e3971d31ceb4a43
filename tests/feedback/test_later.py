"""What the sender does later, complex and ready matters, and the complaint before the body above."""

import json
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.desk.access import acts_for
from portal.feedback.models import Petition
from portal.feedback.services.acting import act_as
from portal.feedback.services.housekeeping import recompute_open_deadlines
from portal.feedback.workflow import TransitionNotAllowed
from portal.ledger.models import Event
from portal.notifications.models import Message
from portal.statutes.models import CalendarException
from tests.factories import make_organisation, make_user
from tests.feedback.making import Office, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office(parent=make_organisation())


def last_event(petition: Petition) -> tuple[str, dict]:
    event = Event.objects.about(petition.subject).order_by("sequence").last()
    assert event is not None
    return event.kind, json.loads(event.payload)


def private(petition: Petition) -> str:
    return reverse("feedback:private", args=[services.private_link_token(petition)])


def test_a_withdrawn_case_keeps_a_public_line_without_its_words(office: Office, client: Client) -> None:
    petition = office.petition("acknowledge")
    assert client.post(private(petition), {"act": "withdraw", "withdraw-agree": "on"}).status_code == 302
    page = client.get(f"/phan-anh/{petition.code}/")
    assert page.status_code == 200
    assert "đã rút" in page.content.decode()
    assert petition.title not in page.content.decode()
    assert petition.text not in page.content.decode()
    petition.refresh_from_db()
    assert (petition.status, petition.excluded) == ("closed", "withdrawn")
    assert not any(clock.is_running for clock in petition.deadlines.all())
    assert last_event(petition) == ("excluded", {"reason": "withdrawn"})
    with pytest.raises(TransitionNotAllowed):
        services.restore(petition=petition, by=office.head, at=office.later(), explanation="Nhầm.")


def test_more_words_and_files_come_later(office: Office) -> None:
    petition = office.petition("accept")
    before = {clock.stage: clock.due_on for clock in petition.deadlines.all()}
    services.add_information(
        petition=petition, at=office.later(), text="Cột số 13 cũng hỏng.", attachments=[document()]
    )
    assert petition.attachments.get().staff_only
    assert petition.acts.last().note == "Cột số 13 cũng hỏng."
    assert {clock.stage: clock.due_on for clock in petition.deadlines.all()} == before
    assert last_event(petition) == ("information_given", {})


def test_a_complaint_is_complex_once_and_by_the_head(office: Office) -> None:
    petition = office.petition("accept", kind="complaint")
    answer = petition.deadline("answer")
    assert answer is not None
    assert answer.due_on is not None
    with pytest.raises(PermissionDenied):
        services.declare_complex(petition=petition, by=office.handler, at=office.later(), explanation="x")
    services.declare_complex(petition=petition, by=office.head, at=office.later(), explanation="Nhiều nơi.")
    longer = Petition.objects.get(pk=petition.pk).deadline("answer")
    assert longer is not None
    assert longer.due_on is not None
    # 45 days from acceptance on 2 March 2026.
    assert longer.due_on.isoformat() == "2026-04-16"
    kind, payload = last_event(petition)
    assert (kind, payload["complex"], payload["due"]) == ("extended", True, "2026-04-16")
    with pytest.raises(TransitionNotAllowed):
        services.declare_complex(petition=petition, by=office.head, at=office.later(), explanation="Nữa.")
    with pytest.raises(TransitionNotAllowed):
        services.extend(petition=petition, by=office.head, at=office.later(), explanation="Nữa.")


def test_information_at_hand_is_due_in_three_days_while_that_rule_is_in_force(office: Office) -> None:
    petition = office.petition("acknowledge", kind="information_request")
    services.state_at_hand(petition=petition, by=office.handler, at=office.later())
    shorter = Petition.objects.get(pk=petition.pk).deadline("answer")
    assert shorter is not None
    assert shorter.due_on is not None
    assert shorter.due_on.isoformat() == "2026-03-05"
    assert last_event(petition)[1]["condition"] == "information_at_hand"
    assert "state_at_hand" not in names(office, Petition.objects.get(pk=petition.pk))
    assert "state_at_hand" in names(office, office.petition("acknowledge", kind="information_request"))
    office.now = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
    later = office.petition("acknowledge", kind="information_request")
    with pytest.raises(TransitionNotAllowed):
        services.state_at_hand(petition=later, by=office.handler, at=office.later())
    assert "state_at_hand" not in names(office, later)


def names(office: Office, petition: Petition) -> list[str]:
    return [act.name for act in acts_for(office.handler, petition)]


def test_a_second_complaint_goes_to_the_body_above_with_its_own_clocks(
    office: Office, client: Client
) -> None:
    office.now = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
    first = office.petition("refuse", kind="complaint", contact_name="Lan")
    services.complain_again(petition=first, at=office.later(), text="Không đồng ý quyết định.")
    second = first.second_instance.get()
    assert second.organisation == office.organisation.parent
    assert {clock.stage: clock.waits_for != "" for clock in second.deadlines.all()} == {
        "accept": False,
        "answer": True,
    }
    assert second.contact.read()["name"] == "Lan"
    assert last_event(second)[0] == "petition_received"
    assert last_event(first) == ("second_complaint", {"to": second.organisation.code, "code": second.code})
    assert private(second) in client.get(private(first)).content.decode()
    assert second.text not in client.get(f"/phan-anh/{second.code}/").content.decode()
    with pytest.raises(TransitionNotAllowed):
        services.complain_again(petition=first, at=office.later(), text="Lần nữa.")


def test_the_body_above_hears_of_a_second_complaint(office: Office) -> None:
    parent = office.organisation.parent
    assert parent is not None
    make_user(Role.HEAD, parent)
    handler = make_user(Role.HANDLER, parent)
    office.now = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
    first = office.petition("refuse", kind="complaint")
    services.complain_again(petition=first, at=office.later(), text="Không đồng ý quyết định.")
    letters = Message.objects.filter(key__contains=":second:")
    assert [letter.to_user for letter in letters] == [handler]
    assert letters[0].context["code"] == first.second_instance.get().code


def test_nobody_complains_again_before_a_decision_unless_time_has_run_out(office: Office) -> None:
    first = office.petition("acknowledge", kind="complaint")
    with pytest.raises(TransitionNotAllowed):
        services.complain_again(petition=first, at=office.later(), text="Sớm quá.")
    services.complain_again(petition=first, at=office.later(days=40), text="Đã quá hạn thụ lý.")
    assert first.second_instance.exists()


@pytest.mark.parametrize("name", ["withdraw", "add_information", "complain_again"])
@pytest.mark.parametrize("role", ["handler", "head", "inspector", "system"])
def test_only_the_sender_does_what_is_the_senders(name: str, role: str, office: Office) -> None:
    with pytest.raises(PermissionDenied):
        act_as(role, name, petition=office.petition(kind="complaint"), at=office.later(), text="x")


@pytest.mark.parametrize("kind", ["supervision_board", "accountability_request"])
def test_new_kinds_can_be_sent_and_have_their_clocks(kind: str, office: Office) -> None:
    clocks = {clock.stage: clock for clock in office.petition(kind=kind).deadlines.all()}
    assert set(clocks) == ({"answer"} if kind == "supervision_board" else {"accept", "answer"})


def test_the_page_of_a_deadline_lists_its_days_and_what_moved_it(office: Office, client: Client) -> None:
    petition = office.petition("accept", kind="complaint")
    services.declare_complex(
        petition=petition, by=office.head, at=office.later(), explanation="Tên riêng của người gửi."
    )
    page = client.get(f"/phan-anh/{petition.code}/han/answer/", follow=True).content.decode()
    assert "ngày thứ 45" in page
    assert "Xác định vụ việc phức tạp".lower() in page.lower()
    assert "Tên riêng" not in page


def test_a_new_holiday_moves_open_cases_once_and_tells_their_history(office: Office) -> None:
    petition = office.petition("acknowledge", contact_name="Lan", contact_email="lan@example.vn")
    before = petition.deadline("answer")
    assert before is not None
    CalendarException.objects.create(date=datetime(2026, 3, 10).date(), kind="day_off", note="Nghỉ mẫu")
    cache.clear()
    assert recompute_open_deadlines(at=office.later()) >= 1
    cache.clear()
    assert recompute_open_deadlines(at=office.later()) == 0
    acts = [act for act in petition.acts.filter(name="recompute") if act.details["stage"] == "answer"]
    assert [act.details["previous"] for act in acts] == [str(before.due_on)]
    assert acts[0].details["due"] > str(before.due_on)
    # Several clocks of the case moved; each of those concerned hears once, and of the new date.
    assert petition.acts.filter(name="recompute").count() > 1
    to_sender = Message.objects.get(key__contains=":recompute:sender")
    assert f"{petition.deadlines.get(stage='answer').due_on:%d/%m/%Y}" in str(to_sender.context)
    assert Message.objects.filter(key__contains=":recompute:user-").count() == 1


def test_the_desk_offers_more_time_only_while_the_rule_grants_it(office: Office) -> None:
    petition = office.petition("accept")
    assert "extend" in heads_acts(office, petition)
    office.act("extend", petition)
    assert "extend" not in heads_acts(office, petition)


def test_the_desk_offers_to_pause_a_clock_only_once_it_runs(office: Office) -> None:
    petition = office.petition("acknowledge", kind="complaint")
    assert {"pause", "declare_complex"}.isdisjoint(heads_acts(office, petition))
    office.act("accept", petition)
    assert {"pause", "declare_complex"} <= set(heads_acts(office, petition))
    office.act("declare_complex", petition)
    assert "declare_complex" not in heads_acts(office, petition)


def heads_acts(office: Office, petition: Petition) -> list[str]:
    return [act.name for act in acts_for(office.head, Petition.objects.get(pk=petition.pk))]


def test_who_withdrew_is_led_to_a_new_letter_and_to_nothing_else(office: Office, client: Client) -> None:
    petition = office.petition("acknowledge")
    address = reverse("feedback:private", args=[services.private_link_token(petition)])
    assert "gửi lại thành thư mới" not in client.get(address).content.decode()
    office.act("withdraw", petition)
    page = client.get(address).content.decode()
    assert "gửi lại thành thư mới" in page
    assert 'name="act"' not in page
    with pytest.raises(TransitionNotAllowed, match="chỉ người gửi"):
        office.act("restore", petition)
