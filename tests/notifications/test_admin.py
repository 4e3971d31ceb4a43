"""The outbox in the admin: for administrators, without anybody's address."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role
from portal.notifications.models import Message, State
from portal.notifications.services import enqueue
from tests.factories import make_user

pytestmark = pytest.mark.django_db
CONTEXT = {"code": "HY-AAAA-BBBB", "kind": "Phản ánh", "organisation": "Xã A"}


def client_of(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


def failed(key: str, **to) -> Message:
    message = enqueue(key=key, template="petition_received", context=CONTEXT, at=timezone.now(), **to)
    Message.objects.filter(pk=message.pk).update(
        state=State.FAILED, finished_at=timezone.now(), sealed=None, error="SMTPRecipientsRefused 550"
    )
    return message


def test_the_list_shows_no_address(django_assert_max_num_queries) -> None:
    enqueue(
        key="a", template="petition_received", context=CONTEXT, to_address="ba.tu@x.vn", at=timezone.now()
    )
    for number in range(5):
        failed(f"b{number}", to_user=make_user(email="can.bo@x.vn"))
    client = client_of(Role.ADMINISTRATOR)
    client.get("/quan-tri/thu-dien-tu/")
    with django_assert_max_num_queries(30):
        page = client.get("/quan-tri/thu-dien-tu/").content.decode()
    assert "HY-AAAA-BBBB" in page
    assert "@x.vn" not in page
    assert page.count("Gửi lại") == 5
    only_failed = client.get("/quan-tri/thu-dien-tu/?trang-thai=failed").content.decode()
    assert only_failed.count("Báo đã nhận thư") == 5
    assert client.get("/quan-tri/thu-dien-tu/?trang-thai=khac&trang=99").status_code == 200


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.HEAD, Role.INSPECTOR])
def test_others_see_no_list_and_retry_nothing(role: Role) -> None:
    message = failed("a", to_user=make_user())
    client = client_of(role)
    assert client.get("/quan-tri/thu-dien-tu/").status_code == 302
    client.post(f"/quan-tri/thu-dien-tu/{message.pk}/gui-lai/")
    message.refresh_from_db()
    assert message.state == State.FAILED
    assert "/quan-tri/thu-dien-tu/" not in client.get("/quan-tri/").content.decode()


def test_an_administrator_sends_again_what_has_a_receiver() -> None:
    to_staff, to_resident = failed("a", to_user=make_user()), failed("b", to_address="ba.tu@x.vn")
    client = client_of(Role.ADMINISTRATOR)
    for message in (to_staff, to_resident):
        client.post(f"/quan-tri/thu-dien-tu/{message.pk}/gui-lai/")
        message.refresh_from_db()
    assert (to_staff.state, to_resident.state) == (State.QUEUED, State.FAILED)
    assert client.get(f"/quan-tri/thu-dien-tu/{to_staff.pk}/gui-lai/").status_code == 405


def test_staff_are_warned_on_the_first_page_while_letters_do_not_leave() -> None:
    client = client_of(Role.HANDLER)
    heading = "Thư điện tử không gửi được"
    assert heading not in client.get("/quan-tri/").content.decode()
    message = failed("a", to_user=make_user())
    page = client.get("/quan-tri/").content.decode()
    assert heading in page
    assert "1 thư trong 7 ngày qua" in page
    assert "Hãy báo quản trị cổng" in page
    old = timezone.now() - timedelta(days=8)
    Message.objects.filter(pk=message.pk).update(finished_at=old)
    assert heading not in client.get("/quan-tri/").content.decode()
    waiting = enqueue(key="c", template="petition_received", context={}, to_address="a@x.vn", at=old)
    assert "1 thư chờ quá một giờ" in client.get("/quan-tri/").content.decode()
    Message.objects.filter(pk=waiting.pk).update(
        next_attempt_at=timezone.now() + timedelta(hours=1)
    )  # held back
    assert heading not in client.get("/quan-tri/").content.decode()
