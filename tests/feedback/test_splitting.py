"""One letter, several bodies: each part has its own answer, all have the letter's clocks."""

import uuid

import pytest

from portal.accountability.docket import COLUMNS, Docket, read
from portal.accountability.rows import received_counts, rows
from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.models import Contact, Petition
from portal.feedback.services import CaseScript, TransitionNotAllowed, import_cases, relating
from portal.feedback.services.housekeeping import end_split_letters
from portal.feedback.workflow import Status
from portal.ledger.models import Event
from portal.ledger.reading import event_rows
from tests.factories import make_user
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def docket(end: str = "2026-12-31") -> Docket:
    return read(event_rows(COLUMNS), "2026-01-01", end)


def test_parts_have_the_letters_clocks_and_an_acknowledgement_of_their_own_elsewhere(office: Office) -> None:
    other = Office()
    letter = office.petition("acknowledge", contact_name="Bà Lan", contact_phone="0912345678")
    due = letter.deadline("answer").due_on
    office.later(days=3)
    letter = office.act("split", letter, parts=office.parts(office.organisation, other.organisation))
    here, there = letter.parts.order_by("part_number")
    assert letter.status == Status.SPLIT
    assert letter.deadline("answer").cancelled_on is not None
    assert (here.status, there.status) == (Status.ACKNOWLEDGED, Status.RECEIVED)
    assert here.deadline("answer").due_on == there.deadline("answer").due_on == due
    assert here.received_at == there.received_at == letter.received_at
    assert (
        there.deadline("acknowledge").due_on.isoformat() > letter.deadline("acknowledge").due_on.isoformat()
    )
    assert here.deadline("acknowledge") is None
    assert there.contact.read()["phone"] == "0912345678"
    assert len({letter.code, here.code, there.code}) == 3
    assert Event.objects.about(there.subject).get().organisation == other.organisation
    assert there.receipt_hash == Event.objects.about(there.subject).get().hash
    assert other.act("acknowledge", there).status == Status.ACKNOWLEDGED


def test_the_score_counts_each_part_once_and_the_letter_not(office: Office) -> None:
    letter = office.act("split", office.petition("acknowledge"))
    first, second = letter.parts.order_by("part_number")
    for name in ("accept", "draft_answer", "approve_answer"):
        first = office.act(name, first)
    counted = [row for row in rows(docket()) if row.indicator == "answer_on_time"]
    assert sorted(row.value for row in counted) == [0.0, 1.0]
    assert received_counts(docket()) == {office.organisation.code: {"web": 1}}
    assert second.status == Status.ACKNOWLEDGED


def test_a_letter_that_was_late_before_it_was_split_is_late_once(office: Office) -> None:
    letter = office.petition("acknowledge")
    office.later(days=60)
    office.act("split", letter)
    counted = [row.value for row in rows(docket()) if row.indicator == "answer_on_time"]
    assert counted == [0.0]


def test_the_letter_ends_when_all_its_parts_have(office: Office) -> None:
    letter = office.act("split", office.petition("acknowledge"))
    first, second = letter.parts.order_by("part_number")
    for name in ("accept", "draft_answer", "approve_answer", "close"):
        first = office.act(name, first)
    assert end_split_letters(at=office.later()) == 0
    for name in ("refuse", "close"):
        second = office.act(name, second)
    assert end_split_letters(at=office.later()) == 1
    assert end_split_letters(at=office.later()) == 0
    assert Petition.objects.get(pk=letter.pk).status == Status.CLOSED
    assert Event.objects.about(letter.subject).last().kind == "closed"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda parts: parts[:1], "từ 2 đến 10"),
        (lambda parts: parts * 6, "từ 2 đến 10"),
        (
            lambda parts: [parts[0], services.PartText(**_fields(parts[1], text="Lời tôi chưa nói"))],
            "chép nguyên",
        ),
        (lambda parts: [parts[0], services.PartText(**_fields(parts[1], title=""))], "tiêu đề ngắn"),
    ],
)
def test_bad_parts_change_nothing(office: Office, change, message: str) -> None:
    letter = office.petition("acknowledge")
    with pytest.raises(TransitionNotAllowed, match=message):
        office.act("split", letter, parts=change(office.parts()))
    assert Petition.objects.get().status == Status.ACKNOWLEDGED


def _fields(part: services.PartText, **changed: str) -> dict[str, object]:
    names = ("organisation", "title", "text", "category")
    return {**{name: getattr(part, name) for name in names}, **changed}


def test_a_part_is_not_split_again_nor_merged_with_its_sister(office: Office) -> None:
    letter = office.act("split", office.petition("acknowledge"))
    first, second = letter.parts.order_by("part_number")
    with pytest.raises(TransitionNotAllowed, match="không tách thêm"):
        office.act("split", first)
    with pytest.raises(TransitionNotAllowed, match="cùng một thư"):
        office.act("merge", first, into=second)
    with pytest.raises(TransitionNotAllowed, match="đã tách thành nhiều phần"):
        office.act("merge", office.petition("acknowledge"), into=letter)


def test_one_private_link_opens_all_parts_and_no_other_case(office: Office, client) -> None:
    letter = office.act("split", office.petition("acknowledge"))
    first = letter.parts.get(part_number=1)
    for name in ("accept", "draft_answer", "approve_answer"):
        first = office.act(name, first)
    link = f"/phan-anh/rieng/{services.private_link_token(letter)}/"
    page = client.get(link).content.decode()
    assert f"{link}phan/{first.code}/" in page
    part = client.get(f"{link}phan/{first.code}/").content.decode()
    assert "Đã thay bóng đèn." in part
    assert f'<a href="{link}">Xem cả thư' in part
    rated = client.post(f"{link}phan/{first.code}/", {"act": "rate", "rate-stars": "5", "rate-solved": "yes"})
    assert rated.headers["Location"] == f"{link}phan/{first.code}/"
    assert Petition.objects.get(pk=first.pk).answers.get().ratings.get().stars == 5
    stranger = office.petition("acknowledge")
    assert client.get(f"{link}phan/{stranger.code}/").status_code == 404


def test_everybody_sees_into_what_the_letter_was_split(office: Office, client) -> None:
    letter = office.act("split", office.petition("acknowledge"))
    page = client.get(letter.get_absolute_url()).content.decode()
    assert "Được tách thành 2 phần" in page
    for part in letter.parts.all():
        assert part.get_absolute_url() in page
        assert letter.get_absolute_url() in client.get(part.get_absolute_url()).content.decode()


def test_parts_of_a_private_letter_are_private(office: Office, client) -> None:
    letter = office.act("split", office.petition("acknowledge", kind="complaint"))
    for case in (letter, *letter.parts.all()):
        assert "không sáng" not in client.get(case.get_absolute_url()).content.decode()


def test_the_desk_splits_and_keeps_what_was_typed(office: Office, client) -> None:
    letter = office.petition("acknowledge")
    client.force_login(office.handler)
    address = f"/quan-tri/phan-anh/{letter.code}/tach/"
    here = str(office.organisation.pk)
    sent = {
        "version": letter.version,
        "phan": "2",
        "explanation": "Hai việc.",
        "phan-1-title": "Đèn",
        "phan-1-text": "Đèn trước nhà văn hoá",
        "phan-1-organisation": here,
        "phan-1-category": "roads",
        "phan-2-title": "Lời lạ",
        "phan-2-text": "Tôi không nói thế",
        "phan-2-organisation": here,
        "phan-2-category": "roads",
    }
    more = client.post(address, {**sent, "more": "1"}).content.decode()
    assert "Phần 3" in more
    assert "Tôi không nói thế" in more
    assert "không có trong thư" not in more
    wrong = client.post(address, sent).content.decode()
    assert "Đoạn này không có trong thư" in wrong
    assert "Đèn trước nhà văn hoá" in wrong
    alone = client.post(address, {**sent, "phan-2-title": "", "phan-2-text": ""}).content.decode()
    assert "ít nhất hai phần" in alone
    assert client.post(address, {**sent, "phan-2-text": "không sáng đã hai tuần."}).status_code == 302
    assert [part.title for part in letter.parts.order_by("part_number")] == ["Đèn", "Lời lạ"]
    assert "Các phần đã tách" in client.get(f"/quan-tri/phan-anh/{letter.code}/").content.decode()


def test_an_imported_split_and_merge_equal_lived_ones(office: Office) -> None:
    key, child = uuid.uuid4(), uuid.uuid4()
    head = make_user(Role.HEAD, office.organisation)
    texts = ("Đèn trước nhà văn hoá", "không sáng đã hai tuần.")
    parts = [
        relating.Part(
            organisation=office.organisation,
            title=text,
            text=text,
            category="roads",
            key=uuid.uuid4(),
            code=code,
        )
        for text, code in zip(texts, ("HY-AAAA-0001", "HY-AAAA-0002"), strict=True)
    ]
    times = [office.later() for _ in range(4)]
    common = {
        "kind": "report",
        "organisation": office.organisation,
        "text": " ".join(texts),
        "received_at": MONDAY,
    }
    stored = import_cases(
        [
            CaseScript(
                title="Chính",
                key=key,
                steps=[
                    ("acknowledge", times[0], {}),
                    ("split", times[2], {"parts": parts, "explanation": "Hai việc."}),
                ],
                **common,
            ),
            CaseScript(title="Ở lại", key=child, steps=[("acknowledge", times[0], {})], **common),
            CaseScript(
                title="Gộp",
                steps=[("merge", times[1], {"into": child, "by": head, "explanation": "Trùng."})],
                **common,
            ),
        ]
    )
    assert len(stored) == 3
    letter, main, merged = (Petition.objects.get(pk=petition.pk) for petition in stored)
    assert [part.code for part in letter.parts.order_by("part_number")] == ["HY-AAAA-0001", "HY-AAAA-0002"]
    assert letter.parts.first().deadline("answer").due_on is not None
    assert merged.merged_into == main
    assert main.voices == 1
    assert main.acts.last().name == "merged_in"


def test_parts_of_a_covered_letter_wait_for_somebody_to_look(office: Office) -> None:
    letter = office.act("cover_text", office.petition("acknowledge"))
    letter = office.act("split", letter)
    assert [part.moderation for part in letter.parts.all()] == ["held", "held"]
    assert not Petition.objects.public().filter(split_from=letter).exists()


def test_who_takes_the_contact_back_takes_it_back_from_all_parts(office: Office) -> None:
    letter = office.act("split", office.petition("acknowledge", contact_name="Bà Lan"))
    assert Contact.objects.count() == 3
    Petition.objects.filter(pk=letter.pk).update(status=Status.CLOSED)
    services.delete_contact(petition=letter, at=office.later())
    assert not Contact.objects.exists()
