"""Two letters about one thing: one answer for both, and nobody loses their voice or their secret."""

import pytest

from portal.accountability.docket import COLUMNS, read
from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.models import Petition
from portal.feedback.services import TransitionNotAllowed
from portal.feedback.workflow import Exclusion, Status
from portal.ledger.models import Event
from portal.ledger.reading import event_rows
from search.providers import PetitionSource
from tests.factories import make_user
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def merged(office: Office, main: Petition | None = None, **fields: object) -> Petition:
    petition = office.petition("acknowledge", **fields)
    return office.act("merge", petition, into=main or office.main())


def test_a_merged_case_leaves_the_list_and_raises_the_main_cases_voices(office: Office) -> None:
    petition = merged(office)
    merged(office)
    main = Petition.objects.get(pk=office.main().pk)
    assert petition.merged_into == main
    assert petition.excluded == Exclusion.MERGED
    assert main.people == 3
    assert list(Petition.objects.listed()) == [main]
    assert Event.objects.about(petition.subject).last().payload.count(main.code) == 1
    assert [act.name for act in main.acts.all()] == ["submit", "merged_in", "merged_in"]
    assert Event.objects.about(main.subject).last().kind == "merged_in"


def test_the_score_counts_the_main_case_only(office: Office) -> None:
    petition = merged(office)
    docket = read(event_rows(COLUMNS), "2026-01-01", "2026-12-31")
    assert docket.is_excluded(petition.subject)
    assert not docket.is_excluded(office.main().subject)


def test_a_head_undoes_a_merge_and_the_clocks_stand_as_they_did(office: Office) -> None:
    petition = office.petition("acknowledge")
    due = petition.deadline("answer").due_on
    petition = office.act("merge", petition)
    petition = office.act("restore", petition)
    assert petition.merged_into is None
    assert petition.status == Status.ACKNOWLEDGED
    assert petition.deadline("answer").due_on == due
    assert petition.deadline("answer").is_running
    main = Petition.objects.get(pk=office.main().pk)
    assert main.voices == 0
    assert main.acts.last().name == "merged_out"


def test_chains_and_circles_are_refused(office: Office) -> None:
    petition = merged(office)
    third = office.petition("acknowledge")
    with pytest.raises(TransitionNotAllowed, match="đã gộp vào hồ sơ khác"):
        office.act("merge", third, into=petition)
    with pytest.raises(TransitionNotAllowed, match="chiều ngược lại"):
        office.act("merge", office.main(), into=third)
    with pytest.raises(TransitionNotAllowed, match="chính nó"):
        office.act("merge", third, into=third)
    with pytest.raises(TransitionNotAllowed, match="đã gộp"):
        office.act("merge", petition, into=third)
    with pytest.raises(TransitionNotAllowed, match="đã gộp"):
        office.act("accept", petition)


def test_another_bodys_case_must_be_forwarded_to_first(office: Office) -> None:
    other = Office()
    with pytest.raises(TransitionNotAllowed, match="Hãy chuyển hồ sơ này đến đó"):
        office.act("merge", office.petition("acknowledge"), into=other.petition("acknowledge"))


def test_nothing_is_merged_into_a_letter_that_its_sender_does_not_show(office: Office) -> None:
    secret = office.petition("acknowledge", is_public=False)
    with pytest.raises(TransitionNotAllowed, match="Hãy trả lời riêng"):
        office.act("merge", office.petition("acknowledge"), into=secret)


@pytest.mark.parametrize("fields", [{"kind": "complaint"}, {"is_public": False}])
def test_a_private_letter_merged_into_a_public_one_leaves_no_trace_there(
    office: Office, client, fields
) -> None:
    petition = merged(office, title="Bí mật của tôi", **fields)
    main = Petition.objects.get(pk=office.main().pk)
    assert main.voices == 1
    assert [act.name for act in main.acts.all()] == ["submit"]
    assert all(petition.code not in event.payload for event in Event.objects.all())
    assert all(main.code not in event.payload for event in Event.objects.all())
    for address in (main.get_absolute_url(), "/phan-anh/", "/phan-anh/csv/"):
        page = client.get(address).content.decode()
        assert petition.code not in page
        assert "Bí mật" not in page
    page = client.get(petition.get_absolute_url()).content.decode()
    assert "Đã gộp vào một hồ sơ khác" in page
    assert main.code not in page
    assert "Bí mật" not in page


def test_the_public_page_of_a_merged_case_leads_to_the_main_one(office: Office, client) -> None:
    petition = merged(office)
    page = client.get(petition.get_absolute_url())
    assert page.status_code == 200
    assert office.main().get_absolute_url() in page.content.decode()
    assert "noindex" in page.content.decode()
    found = client.post("/phan-anh/tra-cuu/", {"ma": petition.code})
    assert found.status_code == 302
    page = client.get(office.main().get_absolute_url()).content.decode()
    assert "2 người cùng phản ánh" in page
    assert petition.code in page


def test_the_sender_of_a_merged_case_reads_the_answer_and_may_object(office: Office, client) -> None:
    petition = merged(office)
    main = office.main()
    for name in ("acknowledge", "accept", "draft_answer", "approve_answer"):
        main = office.act(name, main)
    link = f"/phan-anh/rieng/{services.private_link_token(petition)}/"
    page = client.get(link).content.decode()
    assert "Đã thay bóng đèn." in page
    assert main.code in page
    sent = client.post(link, {"act": "object_merge", "object_merge-text": "Đèn của tôi ở thôn khác."})
    assert sent.status_code == 302
    petition = Petition.objects.get(pk=petition.pk)
    assert petition.merge_objected_at is not None
    assert "đang chờ người đứng đầu" in client.get(link).content.decode()
    kept = office.act("keep_merge", petition)
    assert kept.merge_objected_at is None
    assert "Cùng một cột đèn." in client.get(link).content.decode()


def test_hiding_cannot_pass_for_merging(office: Office) -> None:
    with pytest.raises(TransitionNotAllowed, match="Gộp vào hồ sơ khác"):
        office.act("hide", office.petition("acknowledge"), reason="merged")


def test_the_desk_merges_with_the_code_that_a_link_brings(office: Office, client) -> None:
    petition, main = office.petition("acknowledge"), office.main()
    client.force_login(office.handler)
    address = f"/quan-tri/phan-anh/{petition.code}/gop/"
    page = client.get(f"{address}?vao={main.code}").content.decode()
    assert f'value="{main.code}"' in page
    assert "Hồ sơ chính" in page
    sent = {"version": petition.version, "into": main.code.lower(), "explanation": "Cùng một cột đèn."}
    wrong = client.post(address, {**sent, "into": "HY-0000-0000"})
    assert "Không có hồ sơ nào mang mã này" in wrong.content.decode()
    assert "Cùng một cột đèn." in wrong.content.decode()
    assert client.post(address, {**sent, "version": 0}).status_code == 409
    assert client.post(address, sent).status_code == 302
    assert Petition.objects.get(pk=petition.pk).merged_into == main


@pytest.mark.parametrize("role", [Role.EDITOR, Role.INSPECTOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("page", ["gop", "tach"])
def test_others_neither_merge_nor_split_at_the_desk(office: Office, client, role: Role, page: str) -> None:
    petition = office.petition("acknowledge")
    client.force_login(make_user(role, office.organisation))
    assert client.post(f"/quan-tri/phan-anh/{petition.code}/{page}/", {}).status_code in {302, 403, 404}
    assert Petition.objects.get(pk=petition.pk).version == petition.version


def test_a_main_case_is_not_hidden_over_the_heads_of_the_others(office: Office) -> None:
    merged(office)
    main = office.act("acknowledge", Petition.objects.get(pk=office.main().pk))
    with pytest.raises(TransitionNotAllowed, match="bỏ gộp trước khi ẩn"):
        office.act("hide", main)


def test_search_finds_the_main_case_only(office: Office) -> None:
    office.act("acknowledge", office.main())
    petition = merged(office)
    found = PetitionSource().published()
    assert [item.code for item in found] == [office.main().code]
    assert petition.code not in {item.code for item in found}


def test_the_desk_shows_both_sides_of_a_merge(office: Office, client) -> None:
    petition = merged(office)
    client.force_login(office.handler)
    page = client.get(f"/quan-tri/phan-anh/{office.main().code}/").content.decode()
    assert petition.code in page
    assert "2 người cùng phản ánh" in page
    page = client.get(f"/quan-tri/phan-anh/{petition.code}/").content.decode()
    assert f'Đã gộp vào <a href="/quan-tri/phan-anh/{office.main().code}/">' in page
