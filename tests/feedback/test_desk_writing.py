"""Writing at the desk: drafts that outlive a crash, templates, who is writing, and many acknowledgements at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.feedback.models import AnswerTemplate, CaseLock, Petition, SavedDraft
from portal.feedback.services import drafts
from portal.feedback.workflow import Status
from portal.ledger.models import Event
from tests.factories import make_organisation, make_user
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/phan-anh/"


@pytest.fixture
def office() -> Office:
    office = Office(name="Xã Đông Minh")
    office.now = timezone.now() - timedelta(hours=12)
    return office


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(petition: Petition, part: str = "") -> str:
    return f"{DESK}{petition.code}/{part}"


def test_a_draft_is_kept_for_its_writer_and_gone_once_sent(office: Office) -> None:
    petition = office.petition("accept")
    client = client_of(office.handler)
    typed = {"version": petition.version, "text": "Đã thay bóng «ngày nào»"}
    told = client.post(
        url(petition, "nhap/draft_answer/"), typed, headers={"accept": "application/json"}
    ).json()
    assert told["saved"]
    assert (told["writer"], told["changed"]) == ("", False)
    again = client_of(office.handler).get(url(petition)).content.decode()  # a new session
    assert "Đã thay bóng «ngày nào»" in again
    assert "Bản nháp bạn lưu" in again
    assert "Đã thay bóng" not in client_of(office.head).get(url(petition)).content.decode()
    refused = client.post(url(petition, "draft_answer/"), typed)
    assert "Còn chỗ chưa điền: «ngày nào»" in refused.content.decode()
    assert SavedDraft.objects.exists()
    sent = client.post(url(petition, "draft_answer/"), {**typed, "text": "Đã thay bóng hôm qua."})
    assert sent.status_code == 302
    assert not SavedDraft.objects.exists()
    assert not CaseLock.objects.exists()


def test_saving_works_without_scripts_and_keeps_the_list(office: Office) -> None:
    petition = office.petition("accept")
    client = client_of(office.handler)
    answer = client.post(
        url(petition, "nhap/ask/?muc=qua-han&trang=2"), {"version": "x", "text": "Cột nào?", "until": ""}
    )
    assert answer["Location"] == f"{url(petition)}?muc=qua-han&trang=2#buoc-ask"
    assert "Cột nào?" in client.get(url(petition)).content.decode()
    client.post(url(petition, "bo-nhap/ask/"))
    assert not SavedDraft.objects.exists()


def test_an_emptied_form_leaves_no_draft(office: Office) -> None:
    petition = office.petition("accept")
    client = client_of(office.handler)
    client.post(url(petition, "nhap/ask/"), {"version": 1, "text": "Cột nào?"})
    client.post(url(petition, "nhap/ask/"), {"version": 1, "text": "  "})
    assert not SavedDraft.objects.exists()


@pytest.mark.parametrize("role", ["editor", "inspector", "administrator", "other"])
def test_who_does_not_handle_the_case_keeps_no_drafts_on_it(office: Office, role: str) -> None:
    petition = office.petition("accept")
    user = make_user(Role.HEAD) if role == "other" else make_user(role, office.organisation)
    for part in ("nhap/draft_answer/", "mau/draft_answer/", "bo-nhap/draft_answer/", "dang-soan/"):
        assert client_of(user).post(url(petition, part), {"text": "x"}).status_code in {302, 404}
    assert not SavedDraft.objects.exists()
    assert not CaseLock.objects.exists()


def test_drafts_of_finished_cases_are_forgotten_in_the_end(office: Office) -> None:
    done, at_work = office.petition("refuse"), office.petition("accept")
    for petition in (done, at_work):
        drafts.save_draft(
            petition=petition, user=office.handler, act="ask", values={"text": "x"}, at=office.now, version=1
        )
    assert drafts.forget_old_drafts(at=office.now + timedelta(days=89)) == 0
    assert drafts.forget_old_drafts(at=office.now + timedelta(days=91)) == 1
    assert SavedDraft.objects.get().petition == at_work


def test_a_template_is_filled_in_below_what_is_typed(office: Office) -> None:
    petition = office.petition("accept", place="Thôn «Đông» {{mã}}")
    words = "Về hồ sơ {{mã}} nhận ngày {{ ngày nhận }} tại {{nơi xảy ra}}: {{CƠ QUAN}} trả lời «nội dung»."
    template = AnswerTemplate.objects.create(title="Chung", text=words)
    client = client_of(office.handler)
    client.post(
        url(petition, "mau/draft_answer/"),
        {"version": petition.version, "text": "Kính gửi,", "mau": template.pk},
    )
    kept = SavedDraft.objects.get().values["text"]
    day = f"{timezone.localtime(petition.effective_at):%d/%m/%Y}"
    assert kept.startswith("Kính gửi,\n\n")
    assert f"hồ sơ {petition.code} nhận ngày {day} tại Thôn “Đông” ((mã)): Xã Đông Minh" in kept
    page = client.get(url(petition)).content.decode()
    assert "«nội dung»" in page


def test_templates_of_others_are_neither_offered_nor_taken(office: Office) -> None:
    petition = office.petition("accept")
    foreign = AnswerTemplate.objects.create(title="Của xã khác", text="x", organisation=make_organisation())
    other_kind = AnswerTemplate.objects.create(title="Khiếu nại", text="x", kind="complaint")
    AnswerTemplate.objects.create(title="Đã thôi dùng", text="x", is_active=False)
    AnswerTemplate.objects.create(
        title="Đường sá", text="x", category="roads", organisation=office.organisation
    )
    page = client_of(office.handler).get(url(petition)).content.decode()
    assert "Đường sá</option>" in page
    for title in ("Của xã khác", "Khiếu nại</option>", "Đã thôi dùng"):
        assert title not in page
    for template in (foreign, other_kind):
        client_of(office.handler).post(url(petition, "mau/draft_answer/"), {"text": "a", "mau": template.pk})
        assert SavedDraft.objects.get().values["text"] == "a"


def test_colleagues_see_who_writes_and_can_take_over(office: Office) -> None:
    petition = office.petition("accept")
    other = make_user(Role.HANDLER, office.organisation, first_name="Bình", last_name="Trần Thị")
    client_of(other).post(url(petition, "nhap/ask/"), {"version": 1, "text": "Cột nào?"})
    mine = client_of(office.handler)
    assert "Trần Thị Bình</strong> đang soạn" in mine.get(url(petition)).content.decode()
    told = mine.post(
        url(petition, "nhap/ask/"), {"version": 1, "text": "Đèn nào?"}, headers={"accept": "application/json"}
    ).json()
    assert told["writer"] == "Trần Thị Bình"
    assert CaseLock.objects.get().user == other
    mine.post(url(petition, "dang-soan/"), {"viec": "tiep-quan"})
    assert CaseLock.objects.get().user == office.handler
    mine.post(url(petition, "dang-soan/"), {"viec": "thoi"})
    assert not CaseLock.objects.exists()


def test_a_lock_ends_by_itself_and_never_stops_an_act(office: Office) -> None:
    petition = office.petition("acknowledge")
    now = timezone.now()
    drafts.hold(petition=petition, user=office.head, at=now)
    assert drafts.lock_of(petition, at=now + timedelta(minutes=6)) is None
    assert (
        client_of(office.handler).post(url(petition, "accept/"), {"version": petition.version}).status_code
        == 302
    )
    held = drafts.hold(petition=petition, user=office.handler, at=now + timedelta(minutes=6))
    assert held.user == office.handler


def test_a_draft_survives_that_somebody_else_was_faster(office: Office) -> None:
    petition = office.petition("accept")
    client = client_of(office.handler)
    typed = {"version": petition.version, "text": "Câu trả lời của tôi."}
    client.post(url(petition, "nhap/draft_answer/"), typed)
    office.act("draft_answer", petition, by=office.head, text="Người khác đã viết.")
    answer = client.post(url(petition, "draft_answer/"), typed)
    assert answer.status_code == 409
    assert "vừa thực hiện “Dự thảo trả lời”" in answer.content.decode()
    assert SavedDraft.objects.get().values["text"] == "Câu trả lời của tôi."
    page = client.get(url(petition)).content.decode()
    assert "từ đó hồ sơ đã có thay đổi" in page
    assert "Câu trả lời của tôi." in page


def test_many_cases_are_acknowledged_each_by_an_act_of_its_own(office: Office) -> None:
    cases = [office.petition() for _ in range(3)]
    done, foreign = office.petition("acknowledge"), Office().petition()
    stale = office.petition()
    ticked = [f"{item.code}:{item.version}" for item in (*cases, done, foreign)] + [
        f"{stale.code}:9",
        "HY-x:1",
        "?",
    ]
    before = Event.objects.filter(kind="acknowledged").count()
    page = client_of(office.handler).post(f"{DESK}tiep-nhan/?muc=cho-tiep-nhan", {"ho-so": ticked})
    text = page.content.decode()
    assert "Đã tiếp nhận 3 hồ sơ" in text
    assert "Chưa tiếp nhận được 5 hồ sơ" in text
    assert f'href="{DESK}?muc=cho-tiep-nhan"' in text
    assert Event.objects.filter(kind="acknowledged").count() == before + 3
    for item in cases:
        item.refresh_from_db()
        assert item.status == Status.ACKNOWLEDGED
        assert item.acts.get(name="acknowledge").actor == office.handler
    foreign.refresh_from_db()
    assert foreign.status == Status.RECEIVED


def test_at_most_a_hundred_and_never_by_who_may_not(office: Office) -> None:
    petition = office.petition()
    ticked = [f"HY-{number}:1" for number in range(100)] + [f"{petition.code}:{petition.version}"]
    page = client_of(office.handler).post(f"{DESK}tiep-nhan/", {"ho-so": ticked})
    assert page.context["left"] == [f"{petition.code}:{petition.version}"]
    inspector = make_user(Role.INSPECTOR, office.organisation)
    page = client_of(inspector).post(f"{DESK}tiep-nhan/", {"ho-so": ticked[-1:]})
    assert page.context["refused"]
    editor = make_user(Role.EDITOR, office.organisation)
    assert client_of(editor).post(f"{DESK}tiep-nhan/", {"ho-so": ticked[-1:]}).status_code == 404
    petition.refresh_from_db()
    assert petition.status == Status.RECEIVED


def test_no_address_answers_more_than_one_case() -> None:
    """Every address of the desk that acts names one case, but for the one that acknowledges."""
    found = [
        str(entry.pattern)
        for part in get_resolver().url_patterns
        if str(part.pattern) == "quan-tri/"
        for entry in _all(part)
        if getattr(entry, "name", "") and str(entry.name).startswith("feedback_desk")
    ]
    # The list, the one act for many, entering a letter, letters that are no case yet, and a table to download.
    known = {"", "tiep-nhan/", "nhap-don/", "thu/", "cau-hoi-them/csv/"}
    assert {route for route in found if "<" not in route} == known


def _all(part):  # type: ignore[no-untyped-def]
    for entry in part.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from _all(entry)
        else:
            yield entry


def test_the_list_goes_along_into_a_case_and_back(office: Office) -> None:
    first, second, third = (office.petition(title=f"Đèn {number}") for number in range(3))
    client = client_of(office.handler)
    query = "?muc=cho-tiep-nhan&q=den&trang=1"
    page = client.get(f"{DESK}{query}").content.decode()
    assert f"{second.code}/?muc=cho-tiep-nhan&amp;q=den&amp;trang=1" in page
    case = client.get(url(second) + query)
    trail = case.context["trail"]
    assert (trail.previous, trail.next) == (first.code, third.code)
    assert f'href="{DESK}?muc=cho-tiep-nhan&amp;q=den&amp;trang=1"' in case.content.decode()
    done = client.post(url(second, "acknowledge/") + query, {"version": second.version})
    assert done["Location"] == url(second) + query
    trail = client.get(done["Location"]).context["trail"]
    assert (trail.previous, trail.next) == ("", first.code)


def test_a_long_list_can_be_shown_by_the_hundred(office: Office) -> None:
    office.petition()
    client = client_of(office.handler)
    assert client.get(f"{DESK}?so=100").context["page_obj"].paginator.per_page == 100
    assert client.get(f"{DESK}?so=5000").context["page_obj"].paginator.per_page == 30
