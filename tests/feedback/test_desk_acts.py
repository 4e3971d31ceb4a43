"""What staff do at the desk: forms by state and role, errors beside the field, and two people at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.feedback import workflow
from portal.feedback.desk.forms import FOR_SENDER, INTERNAL, PUBLIC, ActForm
from portal.feedback.models import Act, Contact, ContactAccess, Petition
from portal.feedback.workflow import TABLE, TRANSITIONS, WITH_OWN_PAGE, Status
from portal.ledger.models import Event
from tests.factories import make_organisation, make_user
from tests.feedback.making import BEFORE, Office, document

pytestmark = pytest.mark.django_db
STAFF = {"handler", "head"}
# Acts that answer a request which nobody has made.
ON_REQUEST = {"assign", "keep_merge"}
STAFF_ACTS = [row.name for row in TABLE if row.roles & STAFF and row.name not in WITH_OWN_PAGE]


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose clock is the wall's, because the desk acts now."""
    office = Office(name="Xã Đông Minh")
    office.now = timezone.now() - timedelta(hours=12)
    return office


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(petition: Petition, act: str = "") -> str:
    return f"/quan-tri/phan-anh/{petition.code}/" + (f"{act}/" if act else "")


def typed(office: Office, name: str, petition: Petition) -> dict[str, object]:
    """What a browser sends for an act."""
    given = office.arguments(name)
    if "until" in given:
        given["until"] = (timezone.localdate() + timedelta(days=9)).isoformat()
    if "file" in given:
        held = document()
        given = {"file": SimpleUploadedFile(held.name, held.content), "is_public": "on"}
    for need in {"document", "reviewer"} & set(given):
        given[need] = given[need].pk
    if "upheld" in given:
        given["upheld"] = "yes"
    if "to" in given:
        given["to"] = given["to"].pk
    return {"version": petition.version, **given}


def offered(client: Client, petition: Petition) -> set[str]:
    return {offer.row.name for offer in client.get(url(petition)).context["case"].acts}


@pytest.mark.parametrize(
    "upto", ["", "acknowledge", "accept", "ask", "pause", "draft_answer", "dispute", "hide"]
)
@pytest.mark.parametrize("role", ["handler", "head"])
def test_the_page_offers_what_the_table_allows(office: Office, upto: str, role: str) -> None:
    petition = office.petition(upto)
    allowed = (
        set(
            workflow.possible(
                status=petition.status, kind=petition.kind, roles={role}, excluded=petition.excluded
            )
        )
        - WITH_OWN_PAGE
        - ON_REQUEST
        - {"remove_document"}  # nothing is attached that could be removed
    )
    assert offered(client_of(getattr(office, role)), petition) == allowed


@pytest.mark.parametrize("name", STAFF_ACTS)
def test_every_act_of_staff_can_be_done_at_the_desk(office: Office, name: str) -> None:
    if name == "state_at_hand":
        office.now = datetime(2026, 8, 3, 2, tzinfo=UTC)  # the shorter time ends with August 2026
    petition = office.petition(BEFORE[name])
    by = make_user(Role.HEAD, office.organisation)
    answer = client_of(by).post(url(petition, name), typed(office, name, petition))
    assert answer.status_code == 302, answer.context and answer.context["problem"]
    act = Act.objects.order_by("pk").last()
    assert (act.name, act.actor) == (name, by)
    assert Petition.objects.get(pk=petition.pk).version == petition.version + 1
    if TRANSITIONS[name].event:
        assert Event.objects.filter(hash=act.event_hash).exists()


@pytest.mark.parametrize("name", [name for name in STAFF_ACTS if TRANSITIONS[name].roles & STAFF == {"head"}])
def test_a_handler_does_not_do_what_only_heads_may(office: Office, name: str) -> None:
    petition = office.petition(BEFORE[name])
    client = client_of(office.handler)
    assert name not in offered(client, petition)
    answer = client.post(url(petition, name), typed(office, name, petition))
    assert answer.status_code == 403
    assert "Vai trò của bạn không được làm bước này" in answer.content.decode()
    assert Petition.objects.get(pk=petition.pk).version == petition.version


@pytest.mark.parametrize(
    "name", ["rate", "dispute", "give_information", "close", "open_contact", "submit", "nothing"]
)
def test_what_is_no_act_of_staff_has_no_address(office: Office, name: str) -> None:
    petition = office.petition("approve_answer")
    assert client_of(office.head).post(url(petition, name), {"version": petition.version}).status_code == 404


def test_looking_at_an_acts_address_changes_nothing(office: Office) -> None:
    petition = office.petition()
    answer = client_of(office.handler).get(url(petition, "acknowledge"))
    assert answer.status_code == 302
    assert Petition.objects.get().status == Status.RECEIVED


def test_mistakes_stand_beside_the_field_and_the_text_stays(office: Office) -> None:
    petition = office.petition("accept")
    given = {"version": petition.version, "text": "Cột nào, thôn nào?", "until": "2020-01-01"}
    answer = client_of(office.handler).post(url(petition, "ask"), given)
    page = answer.content.decode()
    assert "Hãy chọn một ngày sau hôm nay." in page
    assert "Cột nào, thôn nào?" in page
    assert 'id="ask-until_error"' in page
    assert 'aria-invalid="true"' in page
    assert Petition.objects.get().status == Status.ACCEPTED


@pytest.mark.parametrize("until", ["", "hôm nay", "9999-12-31", "2026-02-30"])
def test_impossible_days_are_refused(office: Office, until: str) -> None:
    petition = office.petition("accept")
    given = {"version": petition.version, "explanation": "Chờ giám định.", "until": until}
    answer = client_of(office.head).post(url(petition, "pause"), given)
    assert answer.status_code == 200
    assert "Chờ giám định." in answer.content.decode()
    assert Petition.objects.get().status == Status.ACCEPTED


def test_days_may_be_typed_the_vietnamese_way(office: Office) -> None:
    petition = office.petition("accept")
    until = timezone.localdate() + timedelta(days=5)
    given = {"version": petition.version, "text": "Ở đâu?", "until": f"{until:%d/%m/%Y}"}
    assert client_of(office.handler).post(url(petition, "ask"), given).status_code == 302
    assert Petition.objects.get().wait_until == until


@pytest.mark.parametrize(("length", "status"), [(10_000, 302), (10_001, 200)])
def test_an_answer_holds_ten_thousand_characters(office: Office, length: int, status: int) -> None:
    petition = office.petition("accept")
    text = ("ệ" * 99 + "\r\n") * (length // 100) + "x" * (length % 100)
    text = text[:-2] + "x" if text.endswith("\r\n") else text
    given = {"version": petition.version, "text": text}
    assert client_of(office.handler).post(url(petition, "draft_answer"), given).status_code == status


def test_the_draft_is_there_to_be_written_on(office: Office) -> None:
    petition = office.act("draft_answer", office.petition("accept"), text="Bản thứ nhất.")
    form = next(
        offer.form
        for offer in client_of(office.handler).get(url(petition)).context["case"].acts
        if offer.row.name == "draft_answer"
    )
    assert form["text"].value() == "Bản thứ nhất."


def test_whoever_wrote_the_draft_is_told_that_another_approves(office: Office) -> None:
    petition = office.act("draft_answer", office.petition("accept"), by=office.head)
    client = client_of(office.head)
    assert "một người khác phải làm bước này" in client.get(url(petition)).content.decode()
    answer = client.post(url(petition, "approve_answer"), {"version": petition.version})
    assert "không được tự mình" in answer.content.decode()
    assert Petition.objects.get().status == Status.AWAITING_APPROVAL


def test_the_services_refusal_stands_in_the_form(office: Office) -> None:
    petition = office.act("extend", office.petition("accept"))
    given = {"version": petition.version, "explanation": "Thêm lần nữa."}
    for _ in range(2):
        answer = client_of(office.head).post(url(petition, "extend"), given)
        if answer.status_code == 302:
            petition.refresh_from_db()
            given["version"] = petition.version
    assert "được gia hạn" in answer.content.decode()
    assert "Thêm lần nữa." in answer.content.decode()


def test_of_two_handlers_one_wins_and_the_other_keeps_the_text(office: Office) -> None:
    petition = office.petition("accept")
    slow, fast = make_user(Role.HANDLER, office.organisation), office.handler
    client_of(fast).post(url(petition, "ask"), typed(office, "ask", petition))
    given = {"version": petition.version, "text": "Bài trả lời dài của tôi."}
    answer = client_of(slow).post(url(petition, "draft_answer"), given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{fast.username} (Người xử lý) vừa thực hiện “Đề nghị bổ sung thông tin”" in page
    assert "Bài trả lời dài của tôi." in page
    assert not petition.answers.exists()
    # Having seen it, they may go on from the present state.
    again = {**given, "version": answer.context["petition"].version}
    assert client_of(slow).post(url(petition, "draft_answer"), again).status_code == 302


def test_text_survives_when_its_act_is_no_longer_possible(office: Office) -> None:
    petition = office.petition("acknowledge")
    client_of(office.head).post(url(petition, "refuse"), typed(office, "refuse", petition))
    given = {"version": petition.version, "text": "Bài trả lời dài của tôi."}
    answer = client_of(office.handler).post(url(petition, "draft_answer"), given)
    assert answer.status_code == 409
    assert "Bài trả lời dài của tôi." in answer.content.decode()
    assert "“Không thụ lý”" in answer.content.decode()


def test_text_survives_when_the_case_went_elsewhere(office: Office) -> None:
    petition = office.petition("acknowledge")
    client_of(office.head).post(url(petition, "forward"), typed(office, "forward", petition))
    client = client_of(office.handler)
    assert client.get(url(petition)).status_code == 404
    given = {"version": petition.version, "text": "Bài trả lời dài của tôi."}
    answer = client.post(url(petition, "draft_answer"), given)
    assert answer.status_code == 409
    assert "Bài trả lời dài của tôi." in answer.content.decode()
    assert petition.text not in answer.content.decode()
    stranger = client_of(make_user(Role.HANDLER))
    assert stranger.post(url(petition, "draft_answer"), given).status_code == 404


def test_a_mistake_in_an_old_page_tells_of_the_change_too(office: Office) -> None:
    petition = office.petition("accept")
    client_of(office.head).post(url(petition, "extend"), typed(office, "extend", petition))
    answer = client_of(office.handler).post(
        url(petition, "draft_answer"), {"version": petition.version, "text": ""}
    )
    assert answer.status_code == 409
    assert "“Gia hạn trả lời”" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "abc", "1.5", "99999999999999999999"])
def test_without_a_usable_version_nothing_is_done(office: Office, version: str) -> None:
    petition = office.petition()
    answer = client_of(office.handler).post(url(petition, "acknowledge"), {"version": version})
    assert answer.status_code in (200, 409)
    assert Petition.objects.get().status == Status.RECEIVED


def test_a_double_click_does_one_thing_and_complains_of_nothing(office: Office) -> None:
    petition, client = office.petition(), client_of(office.handler)
    given = {"version": petition.version}
    assert client.post(url(petition, "acknowledge"), given).status_code == 302
    assert client.post(url(petition, "acknowledge"), given).status_code == 302
    assert petition.acts.filter(name="acknowledge").count() == 1


def test_forwarding_to_oneself_or_nobody_is_refused(office: Office) -> None:
    petition = office.petition("acknowledge")
    for to in (office.organisation.pk, "", 99_999_999, "x"):
        given = {"version": petition.version, "to": to, "explanation": "Không thuộc thẩm quyền."}
        answer = client_of(office.handler).post(url(petition, "forward"), given)
        assert answer.status_code == 200
        assert "Không thuộc thẩm quyền." in answer.content.decode()
    assert Petition.objects.get().organisation == office.organisation


def test_contacts_open_by_post_only_and_on_the_record(office: Office) -> None:
    petition = office.petition(contact_name="Nguyễn Văn Kín", contact_phone="0912345678")
    client = client_of(office.handler)
    assert "Nguyễn Văn Kín" not in client.get(url(petition)).content.decode()
    assert client.get(url(petition, "lien-he")).status_code == 405
    answer = client.post(url(petition, "lien-he"))
    assert "Nguyễn Văn Kín" in answer.content.decode()
    assert "0912345678" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert ContactAccess.objects.get().by == office.handler
    assert Event.objects.about(petition.subject).filter(kind="contact_opened").count() == 1
    page = client.get(url(petition)).content.decode()
    assert "Nguyễn Văn Kín" not in page
    assert "Đã mở" in page


def test_missing_and_broken_contacts_are_explained(office: Office) -> None:
    petition, client = office.petition(), client_of(office.handler)
    assert "không để lại thông tin liên hệ" in client.post(url(petition, "lien-he")).content.decode()
    Contact.objects.create(petition=petition, sealed=b"x")
    assert "khoá đã thay đổi" in client.post(url(petition, "lien-he")).content.decode()
    assert not ContactAccess.objects.exists()


@pytest.mark.parametrize("name", [row.name for row in TABLE if {"explanation", "text"} & set(row.needs)])
def test_forms_say_truly_who_will_read_the_words(office: Office, name: str) -> None:
    row = TRANSITIONS[name]
    if not row.roles & STAFF or name in {"draft_answer", "correct_answer"} or name in WITH_OWN_PAGE:
        return
    petition = office.petition(BEFORE[name])
    form = ActForm(row, petition, today=timezone.localdate())
    office.act(name, petition, by=make_user(Role.HEAD, office.organisation))
    act = Act.objects.order_by("pk").last()
    field = form.fields["text" if "text" in row.needs else "explanation"]
    expected = PUBLIC if act.note_is_public else FOR_SENDER if act.note_for_sender else INTERNAL
    assert field.help_text == expected


def test_every_need_of_staff_has_a_field(office: Office) -> None:
    make_organisation()
    petition = office.petition()
    for row in TABLE:
        if row.roles & STAFF and row.name not in WITH_OWN_PAGE:
            form = ActForm(row, petition, today=timezone.localdate())
            assert set(form.fields) == {"version", *row.needs, *row.may}
