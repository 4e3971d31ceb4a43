"""Words of a published answer that are covered afterwards are read by its sender and nobody else."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.feedback import services
from portal.feedback.models import AnswerRedaction, Petition, RetentionRule
from portal.feedback.services import TransitionNotAllowed
from portal.feedback.services.retention import apply_retention
from portal.ledger.audit import verify
from portal.ledger.models import Event
from search.providers import PetitionSource
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db
WORDS = "bà Lan xóm Đình"


@pytest.fixture
def office() -> Office:
    office = Office()
    office.now = timezone.now() - timedelta(hours=12)
    return office


def answered(office: Office, text: str = f"Đã mời {WORDS} đến.\nNhà {WORDS} đồng ý.") -> Petition:
    petition = office.act("draft_answer", office.petition("accept"), text=text)
    return office.act("approve_answer", petition)


def public(petition: Petition) -> str:
    """Everything that everybody can fetch about the case."""
    client = Client()
    own = petition.get_absolute_url()
    paths = (own, "/phan-anh/", "/phan-anh/csv/", "/phan-anh/?q=Lan", "/tim-kiem/?q=Lan")
    pages = [client.get(path) for path in paths]
    assert {page.status_code for page in pages} == {200}
    texts = [b"".join(page).decode() for page in pages]
    return "\n".join([*texts, PetitionSource().document(PetitionSource().published().get()).body])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_everybody_reads_the_mark_and_the_sender_the_words(office: Office) -> None:
    petition = answered(office)
    assert WORDS in public(petition)
    office.act("cover_answer", petition, passage=WORDS, reason="name")
    shown = public(petition)
    assert WORDS not in shown
    assert "Đã mời ▇▇▇ [đã che: tên người] đến." in shown
    assert "Che chữ trong trả lời" in shown
    token = services.private_link_token(petition)
    assert WORDS in Client().get(f"/phan-anh/rieng/{token}/", follow=True).content.decode()
    event = Event.objects.about(petition.subject).last()
    payload = json.loads(event.payload)
    assert (event.kind, payload["answer"], payload["passages"], payload["reason"]) == (
        "covered",
        1,
        2,
        "name",
    )
    assert WORDS not in event.payload
    assert verify().problem is None


def test_the_clocks_and_the_status_stay(office: Office) -> None:
    petition = answered(office)
    clocks = petition.deadlines.order_by("pk")
    before = (petition.status, petition.next_due_on, list(clocks.values()))
    petition = office.act("cover_answer", petition, passage=WORDS, reason="name")
    assert (petition.status, petition.next_due_on, list(clocks.values())) == before


def test_former_wordings_are_covered_and_a_correction_brings_nothing_back(office: Office) -> None:
    petition = answered(office)
    petition = office.act(
        "correct_answer", petition, text=f"Đã mời {WORDS}, ngày 5.", explanation="Thiếu ngày."
    )
    petition = office.act("approve_correction", petition)
    petition = office.act("cover_answer", petition, passage=WORDS, reason="name")
    assert WORDS not in public(petition)
    assert sorted(AnswerRedaction.objects.values_list("wording", flat=True)) == [1, 1, 2]
    petition = office.act("correct_answer", petition, text=f"Hai lần mời {WORDS}.", explanation="Thiếu lần.")
    petition = office.act("approve_correction", petition)
    assert WORDS not in public(petition)
    assert petition.answers.get().open_text == "Hai lần mời ▇▇▇ [đã che: tên người]."


def test_only_a_head_shows_it_again_and_never_personal_data(office: Office) -> None:
    petition = office.act("cover_answer", answered(office), passage=WORDS, reason="name")
    keys = list(AnswerRedaction.objects.values_list("pk", flat=True))
    undo = {"petition": petition, "redaction": keys[0], "explanation": "Bà Lan đồng ý."}
    with pytest.raises(PermissionDenied):
        services.uncover_answer(by=office.handler, at=office.later(), **undo)
    petition = services.uncover_answer(by=office.head, at=office.later(), **undo)
    assert petition.answers.get().open_text == f"Đã mời {WORDS} đến.\nNhà ▇▇▇ [đã che: tên người] đồng ý."
    with pytest.raises(TransitionNotAllowed, match="không còn bị che"):
        services.uncover_answer(by=office.head, at=office.later(), **undo)


def test_a_passage_that_is_not_there_and_an_answer_that_is_not(office: Office) -> None:
    petition = answered(office)
    for wrong in ({"passage": "ông Bình"}, {"answer": 2}, {"answer": "x"}):
        with pytest.raises(TransitionNotAllowed):
            office.act("cover_answer", petition, **{"passage": WORDS, **wrong})
    assert not AnswerRedaction.objects.exists()


def test_after_its_time_the_original_goes_and_the_ledger_verifies(office: Office) -> None:
    RetentionRule.objects.create(what="covered", days=1, effective_from="2000-01-01")
    RetentionRule.objects.filter(what="covered").exclude(days=1).delete()
    petition = office.act("cover_answer", answered(office), passage=WORDS, reason="name")
    petition = office.act("close", petition)
    later = office.later(days=3)
    assert apply_retention(on=later.date(), at=later)["covered"] == 1
    assert WORDS not in petition.answers.get().text
    assert not AnswerRedaction.objects.exists()
    assert apply_retention(on=later.date(), at=later)["covered"] == 0
    assert verify().problem is None


def test_the_desk_covers_and_uncovers_with_forms(office: Office) -> None:
    petition = answered(office)
    url = f"/quan-tri/phan-anh/{petition.code}/rieng-tu/"
    handler, head = client_of(office.handler), client_of(office.head)
    sent = {"act": "cover_answer", "version": petition.version, "answer": "1", "passage": WORDS}
    page = handler.post(url, sent).content.decode()
    assert WORDS in page
    assert "bắt buộc" in page
    assert handler.post(url, {**sent, "reason": "name"}).status_code == 302
    key = AnswerRedaction.objects.first().pk
    petition.refresh_from_db()
    undo = {"act": "uncover_answer", "version": petition.version, "redaction": key, "explanation": "Đồng ý."}
    assert "Bỏ che" not in handler.get(url).content.decode()
    assert handler.post(url, undo).status_code == 403
    assert head.post(url, undo).status_code == 302
    assert AnswerRedaction.objects.get(pk=key).undone_by == office.head


def test_the_digest_of_the_full_words_is_not_shown_beside_the_covered_ones(office: Office) -> None:
    """From a digest and the rest of the text a short covered word could be found by trying."""
    petition = answered(office)
    former = petition.answers.get().text
    petition = office.act("correct_answer", petition, text=f"Đã mời {WORDS} đến hôm qua.")
    petition = office.act("approve_correction", petition)
    digest = hashlib.sha256(former.encode()).hexdigest()
    assert digest in public(petition)
    office.act("cover_answer", petition, passage=WORDS, reason="name")
    assert digest not in public(petition)
    token = services.private_link_token(petition)
    assert digest in Client().get(f"/phan-anh/rieng/{token}/", follow=True).content.decode()
