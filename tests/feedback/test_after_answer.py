"""What follows an answer: documents, corrections, the sender's word and reviews by somebody else."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.answer_text import digest
from portal.feedback.models import AnswerFile, Correction, Dispute, Petition, Rating
from portal.feedback.services import TransitionNotAllowed, housekeeping
from portal.feedback.services.reviews import eligible_reviewers
from portal.feedback.services.staging import remove_orphans
from portal.feedback.workflow import Status
from portal.ledger.models import Event
from portal.statutes.models import Threshold
from tests.factories import make_organisation, make_user
from tests.feedback.making import Office, day, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def payload(petition: Petition, kind: str) -> dict:
    return json.loads(Event.objects.about(petition.subject).filter(kind=kind).last().payload)


def public(petition: Petition) -> str:
    return Client().get(petition.get_absolute_url()).content.decode()


def private(petition: Petition) -> str:
    return reverse("feedback:private", args=[services.private_link_token(petition)])


def test_a_blank_keeps_a_draft_from_the_head(office: Office) -> None:
    petition = office.petition("accept")
    with pytest.raises(TransitionNotAllowed, match="«ngày xong»"):
        office.act("draft_answer", petition, text="Sẽ xong ngày «ngày xong».")
    with pytest.raises(TransitionNotAllowed, match="hạn"):
        office.act("draft_answer", petition, text="Trả lời trước {{hạn}}.")
    assert not petition.answers.exists()


def test_documents_are_published_with_the_answer_and_stand_in_the_ledger(office: Office) -> None:
    petition = office.petition("draft_answer")
    shown, kept = document("cong-khai.pdf", "Ke hoach"), document("rieng.pdf", "Cho nguoi gui")
    petition = office.act("attach_document", petition, file=shown, is_public=True)
    petition = office.act("attach_document", petition, file=kept, is_public=False)
    assert "cong-khai.pdf" not in public(petition)
    first, second = AnswerFile.objects.order_by("pk")
    address = reverse("feedback:document", args=[petition.code, first.pk])
    assert Client().get(address).status_code == 404
    petition = office.act("approve_answer", petition)
    assert payload(petition, "answered")["documents"] == [
        {"public": True, "sha256": shown.sha256},
        {"public": False, "sha256": kept.sha256},
    ]
    page = public(petition)
    assert "cong-khai.pdf" in page
    assert "rieng.pdf" not in page
    answer = Client().get(address)
    assert b"".join(answer.streaming_content) == shown.content
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    hidden = reverse("feedback:document", args=[petition.code, second.pk])
    assert Client().get(hidden).status_code == 404
    own = reverse("feedback:private-document", args=[services.private_link_token(petition), second.pk])
    assert b"".join(Client().get(own, follow=True).streaming_content) == kept.content


def test_documents_are_bounded_and_go_with_their_row(office: Office) -> None:
    petition = office.petition("attach_document")
    held = AnswerFile.objects.get()
    with pytest.raises(TransitionNotAllowed, match="đã được kèm"):
        office.act("attach_document", petition)
    petition = office.act("remove_document", petition, document=held)
    assert not AnswerFile.objects.exists()
    assert held.file.storage.exists(held.file.name)
    remove_orphans(at=office.now + timedelta(days=9999))
    assert not held.file.storage.exists(held.file.name)
    for number in range(5):
        petition = office.act("attach_document", petition, file=document(words=f"So {number}"))
    with pytest.raises(TransitionNotAllowed, match="tối đa 5"):
        office.act("attach_document", petition, file=document(words="So 6"))
    assert remove_orphans(at=office.now + timedelta(days=9999)) == 0


def test_a_correction_needs_a_second_person_and_keeps_the_former_text(office: Office) -> None:
    petition = office.act("rate", office.petition("approve_answer"), stars=5, solved="yes")
    petition = office.act("correct_answer", petition, by=office.head, text="Đã thay ba bóng đèn.")
    assert "ba bóng đèn" not in public(petition)
    with pytest.raises(TransitionNotAllowed, match="không được tự mình"):
        office.act("approve_correction", petition)
    petition = office.act("correct_answer", petition, text="Đã thay hai bóng đèn.")
    petition = office.act("approve_correction", petition)
    page = public(petition)
    assert "Đã thay hai bóng đèn." in page
    assert "Đã thay bóng đèn." in page  # the former wording
    assert "Ghi nhầm số bóng." in page
    assert digest("Đã thay bóng đèn.") in page
    assert "(cho bản trước khi đính chính)" in page
    kept = payload(petition, "answer_corrected")
    assert kept["former"] == digest("Đã thay bóng đèn.")
    assert kept["sha256"] == digest("Đã thay hai bóng đèn.")
    assert Rating.objects.get().version == 1
    assert petition.status == Status.ANSWERED


def test_a_correction_can_be_returned_and_written_anew(office: Office) -> None:
    petition = office.act("return_correction", office.petition("correct_answer"))
    with pytest.raises(TransitionNotAllowed, match="trả lại"):
        office.act("approve_correction", petition)
    petition = office.act("correct_answer", petition, text="Đã thay bóng ở cột 12.")
    office.act("approve_correction", petition)
    assert Correction.objects.get().number == 1
    with pytest.raises(TransitionNotAllowed, match="giống hệt"):
        office.act("correct_answer", petition, text="Đã thay bóng ở cột 12.")


def test_the_sender_is_asked_again_after_two_weeks_and_once(office: Office) -> None:
    petition = office.act("rate", office.petition("approve_answer"), stars=5, solved="yes")
    assert housekeeping.ask_again(at=office.now + timedelta(days=13)) == 0
    assert housekeeping.ask_again(at=office.now + timedelta(days=15)) == 1
    assert housekeeping.ask_again(at=office.now + timedelta(days=15)) == 0
    office.later(days=16)
    assert "Chúng tôi hỏi lại" in Client().get(private(petition)).content.decode()
    petition = office.act("rate", petition, stars=1, solved="no")
    assert petition.solved == "no"
    assert [item.stars for item in petition.answers.get().ratings.all()] == [5, 1]
    assert payload(petition, "rated")["asked_again"] is True
    with pytest.raises(TransitionNotAllowed, match="đã được đánh giá"):
        office.act("rate", petition)


def test_nobody_is_asked_about_what_is_long_gone_or_hidden(office: Office) -> None:
    office.petition("approve_answer")
    assert housekeeping.ask_again(at=office.now + timedelta(days=60)) == 0
    office.act("hide", Petition.objects.get())
    assert housekeeping.ask_again(at=office.now + timedelta(days=15)) == 0


def test_the_days_are_rows_with_dates(office: Office) -> None:
    Threshold.objects.filter(key="answer_asked_again").update(amount=3)
    Threshold.objects.filter(key="answer_closes").update(amount=5)
    office.petition("approve_answer")
    assert housekeeping.ask_again(at=office.now + timedelta(days=4)) == 1
    assert housekeeping.close_settled(at=office.now + timedelta(days=6)) == 1


def test_closed_is_not_solved(office: Office) -> None:
    petition = office.petition("approve_answer")
    housekeeping.close_settled(at=office.now + timedelta(days=31))
    petition.refresh_from_db()
    assert (petition.status, petition.solved) == (Status.CLOSED, "")
    page = public(petition)
    assert "Đã kết thúc" in page
    assert "Người gửi chưa xác nhận" in page
    office.later(days=32)
    petition = office.act("rate", petition, stars=2, solved="no")
    page = public(petition)
    assert "Đã kết thúc" in page
    assert "chưa được giải quyết" in page
    client = Client()
    assert petition.code in client.get("/phan-anh/?xac-nhan=no&trang-thai=closed").content.decode()
    assert petition.code not in client.get("/phan-anh/?xac-nhan=yes").content.decode()
    rows = client.get("/phan-anh/csv/").content.decode()
    assert "Đã kết thúc,Chưa được giải quyết" in rows


def test_a_new_answer_asks_the_sender_anew(office: Office) -> None:
    deputy = make_user(Role.HEAD, office.organisation)
    petition = office.act("rate", office.petition("approve_answer"), solved="no")
    petition = office.act("dispute", petition)
    petition = office.act("decide_dispute", petition, by=deputy)
    petition = office.act("draft_answer", petition, text="Đã thay lại bóng khác.")
    petition = office.act("approve_answer", petition)
    assert petition.solved == ""
    assert office.act("rate", petition, solved="yes").solved == "yes"


def test_a_dispute_goes_to_somebody_else_and_then_to_the_body_above() -> None:
    province = make_organisation("Tỉnh", kind="province")
    chair = make_user(Role.HEAD, province)
    office = Office(parent=province)
    deputy = make_user(Role.HEAD, office.organisation)
    petition = office.petition("dispute")
    first = Dispute.objects.get()
    assert (first.level, first.point, first.reviewer) == (1, "not_done", deputy)
    assert office.head not in eligible_reviewers(petition)
    petition = office.act("decide_dispute", petition, by=deputy)
    petition = office.act("draft_answer", petition, text="Đã kiểm tra lại.")
    petition = office.act("approve_answer", petition, by=office.head)
    petition = office.act("dispute", petition)
    second = Dispute.objects.latest("pk")
    assert (second.level, second.reviewer) == (2, chair)
    third_head = make_user(Role.HEAD, office.organisation)
    assert not services.staff_role(third_head, "decide_dispute", petition)
    petition = office.act("decide_dispute", petition, by=chair)
    petition = office.act("draft_answer", petition, text="Đã thay cả cột.")
    petition = office.act("approve_answer", petition)
    with pytest.raises(TransitionNotAllowed, match="2 lần"):
        office.act("dispute", petition)


def test_a_review_is_never_given_to_who_answered(office: Office) -> None:
    petition = office.petition("dispute")
    assert Dispute.objects.get().reviewer is None
    with pytest.raises(TransitionNotAllowed, match="phải khác người"):
        office.act("assign_review", petition, reviewer=office.head)
    deputy = make_user(Role.HEAD, office.organisation)
    petition = office.act("assign_review", petition, reviewer=deputy)
    assert payload(petition, "review_assigned") == {"level": 1}
    assert Dispute.objects.get().reviewer == deputy


def test_a_review_has_a_clock_that_shows_when_it_is_late(office: Office) -> None:
    petition = office.petition("dispute")
    clock = petition.deadline("review")
    assert clock.due_on == day("2026-03-16")  # ten working days after Monday 2 March
    assert payload(petition, "disputed")["clocks"]["review"]["due"] == "2026-03-16"
    assert "Xem xét lại" in public(petition)
    trace = Client().get(f"{petition.get_absolute_url()}thoi-han/review/")
    assert "16/03/2026" in trace.content.decode()
    assert not Petition.objects.overdue(on=day("2026-03-16")).exists()
    assert Petition.objects.overdue(on=day("2026-03-17")).get() == petition
    deputy = make_user(Role.HEAD, office.organisation)
    petition = office.act("decide_dispute", petition, by=deputy, upheld=False)
    assert petition.deadline("review").met_in_time is True
    assert not Petition.objects.overdue(on=day("2026-03-17")).exists()


def test_a_second_review_gets_its_full_time() -> None:
    province = make_organisation(kind="province")
    chair, office = make_user(Role.HEAD, province), Office(parent=province)
    petition = office.act("decide_dispute", office.petition("dispute"), by=chair)
    petition = office.act("draft_answer", petition, text="Đã kiểm tra lại.")
    office.later(days=20)
    petition = office.act("dispute", office.act("approve_answer", petition))
    clock = petition.deadline("review")
    assert clock.met_on is None
    assert clock.due_on > office.now.date()
