"""Following a case by e-mail: the whole way through the pages and the letters, and what nobody can do."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from captcha.models import CaptchaStore
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role
from portal.feedback.models import Act, Follower, Petition
from portal.feedback.services import following
from portal.notifications.models import Message
from portal.notifications.services import send_waiting
from portal.statutes.thresholds import Threshold
from tests.factories import make_user
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db
ADDRESS = "doc.gia@example.vn"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def petition(office: Office) -> Petition:
    return office.petition("acknowledge")


def ask(petition: Petition, address: str = ADDRESS, **fields: str) -> str:
    """Fill in the form on the case's page and return the page that follows."""
    client = Client()
    page = client.get(f"/phan-anh/{petition.code}/theo-doi/").content.decode()
    key = re.search(r'name="captcha_0" value="(\w+)"', page).group(1)
    answer = CaptchaStore.objects.get(hashkey=key).response
    data = {"email": address, "captcha_0": key, "captcha_1": answer, **fields}
    return client.post(f"/phan-anh/{petition.code}/theo-doi/", data).content.decode()


def send() -> None:
    send_waiting(clock=lambda: timezone.now() + timedelta(minutes=1))


def link_in(body: str, part: str) -> str:
    return urlsplit(re.search(rf"http\S+/theo-doi/{part}/\S+", body).group(0)).path


def followed(petition: Petition) -> Follower:
    ask(petition)
    send()
    Client().post(link_in(mail.outbox[-1].body, "xac-nhan"))
    mail.outbox.clear()
    return Follower.objects.get(petition=petition)


def test_from_the_form_to_the_news_and_out_again(office: Office, petition: Petition) -> None:
    assert (
        f"/phan-anh/{petition.code}/theo-doi/" in Client().get(petition.get_absolute_url()).content.decode()
    )
    assert "Hãy mở hộp thư của bạn" in ask(petition)
    assert not Follower.objects.exists()
    send()
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == ([ADDRESS], f"{petition.code}: xác nhận theo dõi")
    link = link_in(letter.body, "xac-nhan")
    reader = Client(enforce_csrf_checks=False)
    assert "Xác nhận theo dõi" in reader.get(link).content.decode()
    assert not Follower.objects.exists(), "a program that opens links confirms nothing"
    assert "Đã theo dõi" in reader.post(link).content.decode()
    assert reader.post(link).status_code == 200
    follower = Follower.objects.get()
    assert ADDRESS.encode() not in bytes(follower.sealed)
    assert follower.address() == ADDRESS
    mail.outbox.clear()

    office.act("accept", petition)
    assert following.tell_followers(at=office.now) == 1
    assert following.tell_followers(at=office.now) == 0
    send()
    [news] = mail.outbox
    assert news.subject == f"{petition.code}: đã thụ lý"
    assert "Đèn" not in news.body
    headers = news.message()
    stop = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in news.body
    # A mail program posts without any cookie or token of ours.
    machine = Client(enforce_csrf_checks=True)
    path = urlsplit(stop).path
    assert "Thôi theo dõi?" in machine.get(path).content.decode()
    assert Follower.objects.exists()
    done = machine.post(path, {"List-Unsubscribe": "One-Click"})
    assert (done.status_code, Follower.objects.count()) == (200, 0)
    assert machine.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_no_answer_tells_whether_an_address_follows(petition: Petition) -> None:
    followed(petition)
    known, unknown = ask(petition), ask(petition, "moi@example.vn")
    assert known == unknown
    send()
    assert [letter.to for letter in mail.outbox] == [["moi@example.vn"]]


def test_only_public_acts_are_told_and_nothing_while_the_case_is_hidden(
    office: Office, petition: Petition
) -> None:
    followed(petition)
    case = office.act("ask", petition)
    case = office.act("give_information", case)
    case = office.act("draft_answer", case)
    assert following.tell_followers(at=office.now) == 0
    case = office.act("hide", office.act("approve_answer", case))
    assert following.tell_followers(at=office.now) == 0
    office.act("restore", case)
    assert following.tell_followers(at=office.now) == 0


def test_a_private_case_cannot_be_followed(office: Office) -> None:
    for case in (
        office.petition("acknowledge", kind="complaint"),
        office.petition(),
        office.petition("hide"),
    ):
        assert Client().get(f"/phan-anh/{case.code}/theo-doi/").status_code == 404


def test_a_wrong_address_or_captcha_is_told_and_what_was_typed_stays(petition: Petition) -> None:
    assert "Địa chỉ thư chưa đúng" in ask(petition, "không phải địa chỉ")
    page = ask(petition, captcha_1="1")
    assert "Chưa đúng số trong hình" in page
    assert f'value="{ADDRESS}"' in page
    assert not Message.objects.exists()


def test_links_end_after_two_days_and_when_altered(petition: Petition, monkeypatch) -> None:
    following.ask_to_follow(petition=petition, address=ADDRESS, at=MONDAY)
    send()
    token = link_in(mail.outbox[0].body, "xac-nhan").split("/")[-2]
    assert following.read_link(token, at=MONDAY + timedelta(hours=48))[1] == ADDRESS
    for at, given in (
        (MONDAY + timedelta(hours=48, seconds=1), token),
        (MONDAY - timedelta(seconds=1), token),
        (MONDAY, token[:-3] + "AA="),
        (MONDAY, "không-có"),
    ):
        with pytest.raises(following.LinkSpent):
            following.confirm(token=given, at=at)
    gone = Client().post("/phan-anh/theo-doi/xac-nhan/abc/")
    assert gone.status_code == 410
    assert "không còn dùng được" in gone.content.decode()
    assert Client().post("/phan-anh/theo-doi/bo/abc/").status_code == 410


def test_an_address_is_not_flooded_and_a_case_floods_nobody(petition: Petition, office: Office) -> None:
    for hour in range(5):
        following.ask_to_follow(petition=petition, address=ADDRESS, at=MONDAY + timedelta(hours=hour))
    assert Message.objects.count() == following.LETTERS_TO_ONE_ADDRESS
    later = MONDAY + timedelta(days=3)
    for number in range(following.LETTERS_OF_ONE_CASE):
        following.ask_to_follow(petition=petition, address=f"a{number}@example.vn", at=later)
    with pytest.raises(following.TooMany):
        following.ask_to_follow(petition=petition, address="b@example.vn", at=later)
    following.ask_to_follow(petition=office.petition("acknowledge"), address="b@example.vn", at=later)


def test_who_stops_gets_no_letter_that_still_waits(office: Office, petition: Petition) -> None:
    follower = followed(petition)
    office.act("accept", petition)
    following.tell_followers(at=office.now)
    following.stop(token=following.stop_token(follower))
    send()
    assert mail.outbox == []
    assert not Message.objects.exclude(sealed=None).exists()


def test_followers_of_a_merged_case_go_with_it_and_hear_so_once(office: Office, petition: Petition) -> None:
    follower = followed(petition)
    petition.refresh_from_db()
    main = office.act("acknowledge", office.act("merge", petition).merged_into)
    assert following.tell_followers(at=office.now) == 1
    assert following.tell_followers(at=office.now) == 0
    follower.refresh_from_db()
    assert follower.petition == main
    send()
    assert main.code in mail.outbox[-1].subject
    assert "đã gộp vào hồ sơ này" in mail.outbox[-1].body


def test_whoever_follows_both_hears_of_one(office: Office, petition: Petition) -> None:
    followed(petition)
    main = office.act("acknowledge", office.act("merge", petition).merged_into)
    mine = followed(main)
    following.tell_followers(at=office.now)
    assert list(Follower.objects.all()) == [mine]


def test_a_main_case_that_is_not_public_takes_no_followers(office: Office, petition: Petition) -> None:
    follower = followed(petition)
    office.act("merge", petition)
    assert following.tell_followers(at=office.now) == 0
    follower.refresh_from_db()
    assert follower.petition == petition


def test_addresses_go_when_the_case_has_been_closed_for_days(office: Office, petition: Petition) -> None:
    followed(petition)
    closed = office.act("close", office.act("approve_answer", office.act("draft_answer", petition)))
    last = closed.acts.latest("at").at
    days = Threshold.objects.days("follow_ends", on=last.date())
    assert following.sweep_followers(at=last + timedelta(days=days - 1)) == 0
    assert following.sweep_followers(at=last + timedelta(days=days + 1)) == 1
    assert not Follower.objects.exists()


def test_an_open_case_keeps_its_followers_and_a_hidden_one_loses_them(
    office: Office, petition: Petition
) -> None:
    followed(petition)
    much_later = MONDAY + timedelta(days=300)
    assert following.sweep_followers(at=much_later) == 0
    office.act("hide", petition)
    assert following.sweep_followers(at=much_later) == 1


def test_staff_are_shown_no_address(office: Office, petition: Petition) -> None:
    followed(petition)
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend")
    assert ADDRESS not in client.get("/quan-tri/thu-dien-tu/").content.decode()
    client.force_login(office.handler, backend="django.contrib.auth.backends.ModelBackend")
    assert ADDRESS not in client.get(f"/quan-tri/phan-anh/{petition.code}/").content.decode()


def test_the_command_catches_up_and_is_run_by_the_worker(
    office: Office, petition: Petition, settings
) -> None:
    followed(petition)
    office.act("extend", office.act("accept", petition))
    call_command("tell_followers", verbosity=0)
    told = Message.objects.filter(template="follow_news").order_by("pk")
    assert [one.context["headline"] for one in told] == ["đã thụ lý", "gia hạn trả lời"]
    assert settings.PERIODIC_COMMANDS["tell_followers"] == 60


def test_many_followers_cost_a_bounded_number_of_queries_each(
    office: Office, petition: Petition, django_assert_max_num_queries
) -> None:
    newest = Act.objects.latest("pk").pk
    for number in range(20):
        Follower.objects.create(
            petition=petition,
            sealed=following.seal({"address": f"a{number}@example.vn"}),
            digest=str(number),
            confirmed_at=datetime(2026, 3, 2, tzinfo=MONDAY.tzinfo),
            last_act=newest,
        )
    office.act("accept", petition)
    with django_assert_max_num_queries(20 * 7 + 3):
        assert following.tell_followers(at=office.now) == 20
