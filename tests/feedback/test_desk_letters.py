"""Letters that wait, at the desk."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Role
from portal.feedback.models import Letter, Petition
from portal.feedback.services import letters
from tests.factories import make_user
from tests.feedback.letters import SENDER, letter
from tests.feedback.making import MONDAY, Office
from tests.feedback.test_desk import DESK, signed_in
from tests.feedback.test_letters import picture, to, told_in

pytestmark = pytest.mark.django_db
LIST = f"{DESK}thu/"


@pytest.fixture
def office() -> Office:
    return Office(name="Xã Đông Minh")


@pytest.fixture
def kept(office: Office) -> Letter:
    return letters.receive(letter(to=to(office), files=(picture(),)), at=MONDAY)


def typed(office: Office, **changes: str) -> dict[str, str]:
    fields = {
        "kind": "report",
        "organisation": office.organisation.slug,
        "category": "roads",
        "title": "Đường vào thôn sụt lún",
        "text": "Đoạn đường trước nhà văn hoá sụt lún.",
    }
    return {**fields, **changes}


def test_the_list_shows_what_waits_for_ones_own_body(office: Office, kept: Letter) -> None:
    page = signed_in(office.handler).get(LIST).content.decode()
    assert "Đường vào thôn sụt lún" in page
    assert SENDER not in page
    assert "Đường vào thôn" not in signed_in(Office().handler).get(LIST).content.decode()
    assert "Thư chờ tiếp nhận (1)" in signed_in(office.handler).get(DESK).content.decode()


def test_those_without_the_right_see_nothing(office: Office, kept: Letter) -> None:
    for role in (Role.EDITOR, Role.INSPECTOR, Role.ADMINISTRATOR):
        client = signed_in(make_user(role, office.organisation))
        assert client.get(LIST).status_code in {302, 403}, role
        assert client.get(f"{LIST}{kept.pk}/").status_code == 404, role
        assert client.post(f"{LIST}{kept.pk}/", typed(office)).status_code == 404, role
        assert client.post(f"{LIST}{kept.pk}/bo/", {"reason": "spam"}).status_code == 404, role
        file = kept.files.get()
        assert client.get(f"{LIST}{kept.pk}/tep/{file.pk}/").status_code == 404, role
    assert signed_in(Office().handler).get(f"{LIST}{kept.pk}/").status_code == 404
    assert Client().get(LIST).status_code == 302
    kept.refresh_from_db()
    assert kept.state == "waiting"


def test_nothing_is_public_before_staff_confirm(office: Office, kept: Letter) -> None:
    assert Client().get(f"/phan-anh/{kept.code}/").status_code == 404
    assert "sụt lún" not in Client().get("/phan-anh/").content.decode()


def test_a_letter_becomes_a_case_without_showing_who_sent_it(office: Office, kept: Letter) -> None:
    client = signed_in(office.handler)
    page = client.get(f"{LIST}{kept.pk}/").content.decode()
    assert SENDER not in page
    assert "Trần Thị Lan" not in page
    answer = client.post(f"{LIST}{kept.pk}/", typed(office, contact_phone="0912 345 678"))
    petition = Petition.objects.get()
    assert answer["Location"] == f"{DESK}{petition.code}/"
    assert (petition.channel, petition.is_public) == ("email", False)
    assert petition.contact.read() == {
        "name": "Trần Thị Lan", "phone": "0912 345 678", "email": SENDER
    }  # fmt: skip
    again = client.post(f"{LIST}{kept.pk}/", typed(office, title="Viết lại"))
    assert "đã có người xử lý" in again.content.decode()
    assert "Viết lại" in again.content.decode()
    assert Petition.objects.count() == 1


def test_a_case_for_another_body_leads_back_to_the_list(office: Office, kept: Letter) -> None:
    other = Office()
    answer = signed_in(office.handler).post(
        f"{LIST}{kept.pk}/", typed(office, organisation=other.organisation.slug)
    )
    assert answer["Location"] == LIST
    assert Petition.objects.get().organisation == other.organisation


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"category": ""}, "Chọn lĩnh vực"),
        ({"title": ""}, "Viết một câu"),
        ({"text": "ỡ" * 10_001}, "10.000"),
    ],
)
def test_bad_input_keeps_what_was_typed(office: Office, kept: Letter, changes, problem: str) -> None:
    page = signed_in(office.handler).post(
        f"{LIST}{kept.pk}/", typed(office, place="Gần cổng chào", **changes)
    )
    assert problem in page.content.decode()
    assert "Gần cổng chào" in page.content.decode()
    assert not Petition.objects.exists()


def test_discarding_needs_a_reason(office: Office, kept: Letter) -> None:
    client = signed_in(office.handler)
    page = client.post(f"{LIST}{kept.pk}/bo/", {"reason": "", "explanation": "Nội dung quảng cáo"})
    assert "Chọn lý do" in page.content.decode()
    assert "Nội dung quảng cáo" in page.content.decode()
    answer = client.post(f"{LIST}{kept.pk}/bo/", {"reason": "spam", "explanation": "Quảng cáo"})
    assert answer["Location"] == LIST
    kept.refresh_from_db()
    assert (kept.state, kept.decided_by) == ("discarded", office.handler)


def test_the_text_survives_an_expired_protection_against_forgery(office: Office, kept: Letter) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.handler, backend="django.contrib.auth.backends.ModelBackend")
    own = {"HTTP_SEC_FETCH_SITE": "same-origin"}
    answer = client.post(f"{LIST}{kept.pk}/", typed(office, title="Tiêu đề đã sửa"), **own)
    assert answer.status_code == 403
    assert "Tiêu đề đã sửa" in answer.content.decode()
    outsider = Client(enforce_csrf_checks=True)
    outsider.force_login(Office().handler, backend="django.contrib.auth.backends.ModelBackend")
    assert "sụt lún" not in outsider.post(f"{LIST}{kept.pk}/", {"title": "x"}, **own).content.decode()


def test_a_letter_is_shown_as_typed(office: Office) -> None:
    nasty = letters.receive(
        letter(to=to(office), subject="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>"),
        at=MONDAY,
    )
    page = signed_in(office.handler).get(f"{LIST}{nasty.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_long_letter_says_that_the_form_holds_its_beginning(office: Office) -> None:
    kept = letters.receive(letter(to=to(office), text="dài " * 4000), at=MONDAY)
    assert "dài hơn 10.000 ký tự" in signed_in(office.handler).get(f"{LIST}{kept.pk}/").content.decode()


def test_later_letters_stand_beside_the_case(office: Office) -> None:
    petition = office.petition("accept", contact_email=SENDER)
    added = letters.receive(
        letter(references=(told_in(petition),), text="Nay đã có người ngã.", files=(picture(),)),
        at=office.later(),
    )
    client = signed_in(office.handler)
    page = client.get(f"{DESK}{petition.code}/").content.decode()
    assert "Nay đã có người ngã." in page
    file = added.files.get()
    assert client.get(f"{DESK}{petition.code}/thu/{file.pk}/").status_code == 302
    assert signed_in(Office().handler).get(f"{DESK}{petition.code}/thu/{file.pk}/").status_code == 404
    assert "có người ngã" not in Client().get(petition.get_absolute_url()).content.decode()


def test_a_letter_is_put_with_the_case_it_names(office: Office) -> None:
    petition = office.petition("accept", contact_email=SENDER)
    kept = letters.receive(letter(subject=petition.code, verdict="fail"), at=office.later())
    address = f"{LIST}{kept.pk}/"
    client = signed_in(office.handler)
    page = client.get(address).content.decode()
    assert "mạo danh" in page
    assert f"bổ sung vào hồ sơ {petition.code}" in page
    assert signed_in(Office().handler).post(f"{address}bo-sung/").status_code == 404
    assert client.get(f"{address}bo-sung/").status_code == 405
    answer = client.post(f"{address}bo-sung/")
    assert answer["Location"] == f"{DESK}{petition.code}/"
    kept.refresh_from_db()
    assert (kept.petition, kept.decided_by) == (petition, office.handler)
    assert "đã có người xử lý" in client.post(f"{address}bo-sung/", follow=True).content.decode()


def test_the_list_asks_a_fixed_number_of_queries(office: Office, django_assert_num_queries) -> None:
    client = signed_in(office.handler)

    def come(*numbers: int) -> None:
        for number in numbers:
            letters.receive(letter(to=to(office), external_id=f"<{number}@x>", files=(picture(),)), at=MONDAY)

    come(1, 2)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    come(3, 4, 5, 6, 7)
    with django_assert_num_queries(len(few)):
        client.get(LIST)
