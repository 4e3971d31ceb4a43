"""When a complaint may go to the body above, day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.second_instance import ALREADY, NOBODY_ABOVE, NOT_YET, FirstInstance, refusal
from portal.feedback.workflow import Status, TransitionNotAllowed
from tests.factories import make_organisation, make_user
from tests.feedback.making import Office

DECISION = date(2026, 3, 2)
REFUSED = FirstInstance(Status.REFUSED, True, False, DECISION, None)
RUNNING = FirstInstance(Status.ACKNOWLEDGED, True, False, None, date(2026, 3, 12))


@pytest.mark.parametrize(("day", "possible"), [(1, True), (30, True), (31, False)])
def test_thirty_days_after_the_decision_it_is_too_late(day: int, possible: bool) -> None:
    why = refusal(REFUSED, on=DECISION + timedelta(days=day), within=30)
    assert (why == "") is possible
    assert possible or ("30 ngày" in why and "02/03/2026" in why and "trở ngại khách quan" in why)


def test_without_a_row_there_is_no_limit() -> None:
    assert refusal(REFUSED, on=date(2030, 1, 1), within=None) == ""


@pytest.mark.parametrize(("day", "why"), [(date(2026, 3, 12), NOT_YET), (date(2026, 3, 13), "")])
def test_an_undecided_complaint_may_go_higher_once_its_term_has_passed(day: date, why: str) -> None:
    assert refusal(RUNNING, on=day, within=30) == why


def test_an_undecided_complaint_is_never_too_late() -> None:
    assert refusal(RUNNING, on=date(2027, 3, 13), within=30) == ""


def test_there_is_one_second_complaint_and_only_where_there_is_a_body_above() -> None:
    assert refusal(replace(REFUSED, has_second=True), on=DECISION, within=30) == ALREADY
    assert refusal(replace(REFUSED, has_body_above=False), on=DECISION, within=30) == NOBODY_ABOVE


@pytest.fixture
def office(db: None) -> Office:
    return Office(parent=make_organisation())


def test_the_senders_page_says_why_a_second_complaint_is_too_late(office: Office, client: Client) -> None:
    # Decided long before today, whatever today is.
    office.now = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
    first = office.petition("refuse", kind="complaint")
    page = client.get(reverse("feedback:private", args=[services.private_link_token(first)])).content.decode()
    assert "Đã quá 30 ngày kể từ quyết định lần đầu" in page
    assert "Gửi khiếu nại lần hai" not in page
    with pytest.raises(TransitionNotAllowed, match="Đã quá 30 ngày"):
        services.complain_again(petition=first, at=office.later(days=31), text="Quá muộn.")
    services.complain_again(petition=first, at=office.later(days=-1), text="Vừa kịp.")
    assert first.second_instance.exists()


def test_an_upheld_dispute_starts_a_clock_for_the_new_answer(office: Office, client: Client) -> None:
    petition = office.petition("dispute")
    first = petition.deadlines.get(stage="answer")
    petition = office.act(
        "decide_dispute", petition, by=make_user(Role.HEAD, office.organisation), upheld=True
    )
    again = petition.deadlines.get(stage="reanswer")
    assert (again.is_running, again.rule.amount, again.rule.unit) == (True, 10, "working_day")
    assert again.started_on == timezone.localdate(office.now)
    address = f"/phan-anh/{petition.code}/thoi-han/reanswer/"
    assert f"{again.due_on:%d/%m/%Y}" in client.get(address).content.decode()
    assert petition.deadlines.get(stage="answer").met_on == first.met_on
    petition = office.act("draft_answer", petition)
    petition = office.act("approve_answer", petition)
    assert petition.deadlines.get(stage="reanswer").met_on == timezone.localdate(office.now)


def test_a_dispute_that_is_not_upheld_starts_no_clock(office: Office) -> None:
    petition = office.act(
        "decide_dispute",
        office.petition("dispute"),
        by=make_user(Role.HEAD, office.organisation),
        upheld=False,
    )
    assert not petition.deadlines.filter(stage="reanswer").exists()
