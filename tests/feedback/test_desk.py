"""The desk: who sees which cases, and what the list and the page of a case show."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Membership, Role, User
from portal.feedback.models import Act, Attachment, ContactAccess, Petition
from portal.feedback.services import CaseScript, import_cases
from portal.feedback.workflow import Kind
from portal.organisations.models import OrganisationKind
from portal.statutes.models import Threshold
from tests.factories import make_organisation, make_user
from tests.feedback.making import MONDAY, Office, day

pytestmark = pytest.mark.django_db
DESK = "/quan-tri/phan-anh/"


@pytest.fixture
def office() -> Office:
    return Office(name="Xã Đông Minh")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def case_url(petition: Petition) -> str:
    return f"{DESK}{petition.code}/"


def with_file(petition: Petition, name: str = "ảnh hiện trường.jpg") -> Attachment:
    attachment = Attachment(petition=petition, name=name, media_type="image/jpeg", size=4, sha256="0" * 64)
    attachment.file.save("upload", ContentFile(b"\xff\xd8\xff\xe0"), save=True)
    return attachment


def download(client: Client, petition: Petition, attachment: Attachment):
    answer = client.get(f"{case_url(petition)}tep/{attachment.pk}/", follow=True)
    content = b"".join(answer.streaming_content)
    return answer.status_code, answer, content


def outsiders(office: Office) -> dict[str, User]:
    """Everybody who has no business with the office's cases."""
    superuser = User.objects.create_superuser("may-chu", password="mat-khau-thu")
    left = make_user(Role.HANDLER, office.organisation)
    Membership.objects.filter(user=left).delete()
    inactive = make_user(Role.HANDLER, office.organisation, is_active=False)
    return {
        "editor": make_user(Role.EDITOR, office.organisation),
        "administrator": make_user(Role.ADMINISTRATOR, office.organisation),
        "another commune's handler": make_user(Role.HANDLER),
        "another commune's head": make_user(Role.HEAD),
        "superuser": superuser,
        "former handler": left,
        "locked account": inactive,
    }


def test_only_own_cases_are_listed_and_inspectors_see_all(office: Office) -> None:
    own, foreign = office.petition(title="Đèn hỏng"), Office().petition(title="Rác chưa thu gom")
    for user in (office.handler, office.head):
        page = signed_in(user).get(DESK, {"muc": "tat-ca"}).content.decode()
        assert own.code in page
        assert foreign.code not in page
        assert "Rác chưa thu gom" not in page
    page = signed_in(make_user(Role.INSPECTOR)).get(DESK, {"muc": "tat-ca"}).content.decode()
    assert own.code in page
    assert foreign.code in page


def test_whoever_lacks_the_right_reads_nothing_and_changes_nothing(office: Office) -> None:
    petition = office.petition(contact_name="Nguyễn Văn Kín", title="Chuyện riêng")
    attachment = with_file(petition)
    for who, user in outsiders(office).items():
        client = signed_in(user)
        got = [
            client.get(case_url(petition)),
            client.get(f"{case_url(petition)}tep/{attachment.pk}/"),
            client.post(f"{case_url(petition)}lien-he/"),
            client.post(f"{case_url(petition)}acknowledge/", {"version": 1}),
        ]
        # Those who cannot enter the admin at all are sent away from its door.
        assert {answer.status_code for answer in got} <= {403, 404, 302}, who
        if user.is_active and user.memberships.exists():
            assert {answer.status_code for answer in got} == {404}, who
        assert "Chuyện riêng" not in client.get(DESK, {"muc": "tat-ca"}).content.decode(), who
    petition.refresh_from_db()
    assert petition.version == 1
    assert not ContactAccess.objects.exists()


def test_a_superuser_without_a_membership_sees_nothing(office: Office) -> None:
    petition = office.petition()
    client = signed_in(User.objects.create_superuser("may-chu", password="mat-khau-thu"))
    assert client.get(DESK).status_code == 404
    assert client.get(case_url(petition)).status_code == 404
    assert DESK not in client.get("/quan-tri/").content.decode()


def test_an_inspector_reads_all_and_does_nothing(office: Office) -> None:
    petition = office.petition(contact_name="Nguyễn Văn Kín")
    attachment = with_file(petition)
    client = signed_in(make_user(Role.INSPECTOR))
    page = client.get(case_url(petition)).content.decode()
    assert petition.text in page
    assert "Mở thông tin liên hệ" not in page
    assert "acknowledge" not in page
    assert download(client, petition, attachment)[0] == 200
    assert client.post(f"{case_url(petition)}lien-he/").status_code == 403
    assert client.post(f"{case_url(petition)}acknowledge/", {"version": 1}).status_code == 403
    assert not ContactAccess.objects.exists()
    assert Petition.objects.get().status == "received"


def test_anonymous_visitors_must_sign_in(office: Office) -> None:
    petition = office.petition()
    for url in (DESK, case_url(petition), f"{case_url(petition)}lien-he/"):
        answer = Client().post(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("wagtailadmin_login"))


def test_the_head_above_reads_a_case_only_while_it_is_in_dispute(office: Office) -> None:
    province = make_organisation("Tỉnh", kind=OrganisationKind.PROVINCE)
    office.organisation.parent = province
    office.organisation.save()
    client = signed_in(make_user(Role.HEAD, province))
    petition = office.petition("approve_answer")
    assert client.get(case_url(petition)).status_code == 404
    petition = office.act("dispute", petition)
    page = client.get(case_url(petition)).content.decode()
    assert "buoc-decide_dispute" in page
    assert "buoc-hide" not in page
    answer = client.post(
        f"{case_url(petition)}decide_dispute/",
        {"version": petition.version, "upheld": "no", "explanation": "Đèn đã sáng khi kiểm tra."},
    )
    assert answer.status_code == 302
    assert answer["Location"] == DESK
    assert Petition.objects.get().status == "closed"


def test_tabs_count_what_they_hold(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    new = office.petition()
    drafted = office.petition("draft_answer")
    disputed = office.petition("dispute")
    working = office.petition("accept")
    hidden = office.petition("hide")
    client = signed_in(office.head)

    def shown(tab: str, on: str) -> set[str]:
        monkeypatch.setattr("django.utils.timezone.localdate", lambda: day(on))
        answer = client.get(DESK, {"muc": tab})
        codes = {petition.code for petition in answer.context["page_obj"]}
        counts = {name: count for name, _, count in answer.context["tabs"]}
        assert counts[tab] == len(codes)
        return codes

    received = "2026-03-02"
    assert shown("cho-tiep-nhan", received) == {new.code}
    assert shown("cho-duyet", received) == {drafted.code}
    assert shown("xem-xet-lai", received) == {disputed.code}
    assert shown("hom-nay", received) == shown("qua-han", received) == set()
    assert shown("can-xu-ly", received) == {new.code, drafted.code, disputed.code}
    everything = {new.code, drafted.code, disputed.code, working.code, hidden.code}
    assert shown("tat-ca", received) == everything
    due = working.deadline("answer").due_on.isoformat()
    assert working.code in shown("hom-nay", due)
    assert working.code in shown("can-xu-ly", due)
    assert working.code not in shown("qua-han", due)
    assert working.code in shown("qua-han", "2026-06-01")
    assert hidden.code not in shown("qua-han", "2026-06-01")


def test_filters_narrow_the_list_and_survive_nonsense(office: Office) -> None:
    report = office.petition(title="Đèn đường hỏng")
    complaint = office.petition("acknowledge", kind=Kind.COMPLAINT, title="Khiếu nại thu hồi đất")
    hidden = office.petition("hide", title="Lời lẽ xấu")
    client = signed_in(office.handler)

    def shown(**filters: str) -> set[str]:
        given = {key.replace("_", "-"): value for key, value in filters.items()}
        answer = client.get(DESK, {"muc": "tat-ca", **given})
        assert answer.status_code == 200
        return {petition.code for petition in answer.context["page_obj"]}

    assert shown(loai="complaint") == {complaint.code}
    assert shown(trang_thai="received") == {report.code}
    assert shown(trang_thai="an") == {hidden.code}
    assert shown(q="den duong") == {report.code}
    assert shown(q=complaint.code.lower()) == {complaint.code}
    assert shown(don_vi=office.organisation.code) == {report.code, complaint.code, hidden.code}
    assert shown(don_vi="khong-co") == set()
    assert shown(loai="<script>", trang_thai="x", q="\x00") == {report.code, complaint.code, hidden.code}
    assert signed_in(office.handler).get(DESK, {"muc": "lạ", "trang": "999999999999"}).status_code == 200


def test_the_list_needs_a_fixed_number_of_queries(office: Office, django_assert_max_num_queries) -> None:
    for _ in range(12):
        office.petition("acknowledge")
    client = signed_in(office.head)
    with django_assert_max_num_queries(44):
        client.get(DESK, {"muc": "tat-ca"})


def test_a_page_of_the_list_holds_a_part(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.feedback.desk.query.PER_PAGE", 2)
    petitions = [office.petition() for _ in range(3)]
    client = signed_in(office.handler)
    first = client.get(DESK, {"muc": "tat-ca"})
    assert "Trang 1 / 2" in first.content.decode()
    second = client.get(DESK, {"muc": "tat-ca", "trang": "2"})
    seen = {petition.code for answer in (first, second) for petition in answer.context["page_obj"]}
    assert seen == {petition.code for petition in petitions}


def test_the_case_shows_text_clocks_history_and_draft(office: Office) -> None:
    petition = office.petition("draft_answer", text="Cột đèn số 12.\n<script>alert(1)</script>")
    page = signed_in(office.head).get(case_url(petition)).content.decode()
    assert "Cột đèn số 12." in page
    assert "<script>alert(1)" not in page
    assert "23/03/2026" in page
    assert "Vì sao là ngày này?" in page
    assert "Đã thay bóng đèn." in page
    for act in petition.acts.all():
        assert act.label in page
    assert f"{office.handler.username} (Người xử lý)" in page


def test_an_imported_case_without_names_can_be_read(office: Office) -> None:
    steps = [
        (name, office.later(), office.arguments(name))
        for name in ("acknowledge", "accept", "draft_answer", "approve_answer")
    ]
    [petition] = import_cases(
        [
            CaseScript(
                kind="report",
                organisation=office.organisation,
                title="Đèn hỏng",
                text="Đã lâu.",
                received_at=MONDAY,
                steps=steps,
            )
        ]
    )
    page = signed_in(office.head).get(case_url(petition)).content.decode()
    assert "Trả lời lần 1" in page
    assert "None soạn" not in page
    assert "None (" not in page


def test_work_is_listed_by_its_next_due_date(office: Office) -> None:
    later, sooner = office.petition(), office.petition()
    Petition.objects.filter(pk=later.pk).update(next_due_on=day("2026-03-20"))
    answer = signed_in(office.handler).get(DESK)
    assert [petition.code for petition in answer.context["page_obj"]] == [sooner.code, later.code]


def test_the_case_needs_a_fixed_number_of_queries(office: Office, django_assert_max_num_queries) -> None:
    petition = office.petition("dispute", contact_name="A")
    Threshold.objects.filter(key="disputes_of_a_case").update(amount=9)
    for _ in range(3):
        petition = office.act("decide_dispute", petition, by=make_user(Role.HEAD, office.organisation))
        petition = office.act("draft_answer", petition)
        petition = office.act("approve_answer", petition)
        petition = office.act("dispute", petition)
        with_file(petition)
    assert Act.objects.count() > 15
    client = signed_in(office.head)
    with django_assert_max_num_queries(55):
        assert client.get(case_url(petition)).status_code == 200


def test_files_are_handed_out_as_downloads_only(office: Office) -> None:
    petition, other = office.petition(), office.petition()
    attachment = with_file(petition)
    client = signed_in(office.handler)
    status, answer, content = download(client, petition, attachment)
    assert (status, content) == (200, b"\xff\xd8\xff\xe0")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"{case_url(other)}tep/{attachment.pk}/").status_code == 404
    attachment.file.storage.delete(attachment.file.name)
    assert client.get(f"{case_url(petition)}tep/{attachment.pk}/", follow=True).status_code == 404


def test_the_menu_says_how_much_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: day("2026-03-03"))
    client = signed_in(office.handler)
    assert "Phản ánh (" not in _menu(client)
    office.petition()
    office.petition("accept")
    Office().petition()
    assert "Phản ánh (1)" in _menu(client)
    assert "Chờ tiếp nhận: 1" in client.get("/quan-tri/").content.decode()


def _menu(client: Client) -> str:
    page = client.get("/quan-tri/").content.decode()
    # The sidebar's entries are in the page as JSON.
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), page)
