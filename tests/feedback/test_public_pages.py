"""What everybody sees of a petition, what only its sender sees, and what nobody does."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.models import Petition
from portal.feedback.services import Submission
from portal.feedback.services.submission import private_link_token
from tests.factories import make_organisation, make_user

VN = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=VN)


def sent(**fields: object) -> Petition:
    values: dict[str, object] = {
        "kind": "report",
        "organisation": make_organisation(),
        "title": "Đèn đường hỏng",
        "text": "Đèn đầu thôn không sáng",
        "category": "roads",
        **fields,
    }
    return services.submit(submission=Submission(key=uuid4(), **values), at=at(2))


def worked(petition: Petition, *acts: str) -> Petition:
    """Take the case through the acts, each by a person who may do it."""
    handler = make_user(Role.HANDLER, petition.organisation)
    head = make_user(Role.HEAD, petition.organisation)
    for name in acts:
        extra = {"text": "Đã thay bóng đèn."} if name == "draft_answer" else {}
        if name == "ask":
            extra = {"text": "Cột số mấy?", "until": at(20).date()}
        actor = head if name == "approve_answer" else handler
        petition = getattr(services, name)(petition=petition, by=actor, at=at(3), **extra)
    return petition


ANSWERED = ("acknowledge", "accept", "draft_answer", "approve_answer")


@pytest.mark.django_db
def test_text_shows_only_after_acknowledgement(client) -> None:
    petition = sent()
    assert "Đèn đầu thôn" not in client.get(petition.get_absolute_url()).content.decode()
    worked(petition, "acknowledge")
    assert "Đèn đầu thôn" in client.get(petition.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"kind": "complaint"}, {"is_public": False}])
def test_private_cases_show_status_and_deadline_only(client, fields) -> None:
    petition = worked(sent(**fields), *ANSWERED)
    for address in (petition.get_absolute_url(), "/phan-anh/", "/phan-anh/?q=den+duong", "/phan-anh/csv/"):
        page = client.get(address).content.decode()
        assert "Đèn đường hỏng" not in page
        assert "Đã thay bóng đèn" not in page
    assert "Đã trả lời" in client.get(petition.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_hidden_case_is_nowhere(client) -> None:
    petition = worked(sent(), "acknowledge")
    head = make_user(Role.HEAD, petition.organisation)
    services.hide(petition=petition, by=head, at=at(4), reason="spam", explanation="Quảng cáo")
    assert client.get(petition.get_absolute_url()).status_code == 404
    assert petition.code not in client.get("/phan-anh/").content.decode()
    assert client.post("/phan-anh/tra-cuu/", {"ma": petition.code}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("spelling", [str.lower, lambda code: code.replace("-", " "), lambda code: code[3:]])
def test_a_code_is_found_however_it_is_typed(client, spelling) -> None:
    petition = sent()
    answer = client.post("/phan-anh/tra-cuu/", {"ma": spelling(petition.code)})
    assert answer["Location"] == petition.get_absolute_url()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "abc", "HY-0000-0000", "x" * 300, "\x00"])
def test_an_unknown_code_is_told_beside_the_field(client, typed: str) -> None:
    answer = client.post("/phan-anh/tra-cuu/", {"ma": typed})
    assert answer.status_code == 200
    assert "id_ma_error" in answer.content.decode()


@pytest.mark.django_db
def test_each_deadline_says_why_it_is_that_date(client) -> None:
    petition = sent()
    page = client.get(petition.get_absolute_url()).content.decode()
    for deadline in petition.deadlines.exclude(stage="forward"):
        address = reverse("feedback:deadline", args=[petition.code, deadline.stage])
        assert address in page
        assert "Vì sao là ngày này" in client.get(address).content.decode()
    assert client.get(f"{petition.get_absolute_url()}thoi-han/khac/").status_code == 404


@pytest.mark.django_db
def test_the_sender_answers_a_question_rates_and_disputes(client) -> None:
    petition = worked(sent(), "acknowledge", "ask")
    private = reverse("feedback:private", args=[private_link_token(petition)])
    page = client.get(private).content.decode()
    assert "Cột số mấy?" in page
    assert "Cột số mấy?" not in client.get(petition.get_absolute_url()).content.decode()
    given = {"act": "give_information", "give_information-text": "Cột số 4"}
    assert client.post(private, given).status_code == 302
    worked(Petition.objects.get(pk=petition.pk), "draft_answer", "approve_answer")
    assert client.post(private, {"act": "rate", "rate-stars": "4", "rate-solved": "no"}).status_code == 302
    assert "4 trên 5" in client.get(petition.get_absolute_url()).content.decode()
    wrong = client.post(private, {"act": "dispute", "dispute-text": ""})
    assert "Viết vì sao bạn không đồng ý" in wrong.content.decode()
    assert (
        client.post(
            private, {"act": "dispute", "dispute-text": "Đèn vẫn tắt", "dispute-point": "not_done"}
        ).status_code
        == 302
    )
    assert Petition.objects.get(pk=petition.pk).status == "disputed"


@pytest.mark.django_db
def test_an_act_that_came_too_late_keeps_its_text(client) -> None:
    petition = worked(sent(), *ANSWERED)
    private = reverse("feedback:private", args=[private_link_token(petition)])
    late = client.post(private, {"act": "give_information", "give_information-text": "Thông tin muộn"})
    assert "Thông tin muộn" in late.content.decode()
    assert "Không thể" in late.content.decode()


@pytest.mark.django_db
def test_the_sender_sees_who_opened_the_contact(client) -> None:
    petition = sent(contact_name="Người gửi mẫu")
    services.open_contact(petition=petition, by=make_user(Role.HANDLER, petition.organisation), at=at(3))
    page = client.get(reverse("feedback:private", args=[private_link_token(petition)])).content.decode()
    assert "đã mở" in page


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "A" * 32, "%2e%2e"])
def test_a_wrong_private_link_is_not_found(client, token: str) -> None:
    sent()
    assert client.get(f"/phan-anh/rieng/{token}/").status_code == 404


@pytest.mark.django_db
def test_filters_narrow_the_list_and_bear_nonsense(client) -> None:
    first, second = worked(sent(), "acknowledge"), worked(sent(title="Rác thải"), "acknowledge")
    page = client.get(f"/phan-anh/?don-vi={first.organisation.slug}").content.decode()
    assert first.code in page
    assert second.code not in page
    assert second.code in client.get("/phan-anh/?q=rac").content.decode()
    for query in (
        "q=%00",
        "don-vi=%00",
        "q=%25",
        "loai=abc",
        "don-vi=%27",
        "trang=abc",
        "trang-thai=closed",
        "qua-han=1",
    ):
        assert client.get(f"/phan-anh/?{query}").status_code == 200


@pytest.mark.django_db
def test_list_and_page_need_a_bounded_number_of_queries(client, django_assert_max_num_queries) -> None:
    organisation = make_organisation()
    cases = [worked(sent(organisation=organisation), "acknowledge") for _ in range(8)]
    with django_assert_max_num_queries(8):
        client.get("/phan-anh/")
    with django_assert_max_num_queries(14):
        client.get(cases[0].get_absolute_url())


@pytest.mark.django_db
def test_the_private_page_can_send_its_own_forms(client) -> None:
    """A browser under "no-referrer" posts "Origin: null", which the check against forgery refuses."""
    address = reverse("feedback:private", args=[private_link_token(sent())])
    response = client.get(address)
    assert response["Referrer-Policy"] == "strict-origin"
    assert "no-referrer" not in response.content.decode()
    assert client.head(address).status_code == 200
