"""What is public is decided before it is published; what is covered is seen by nobody outside the case."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.models import ModerationRule, PassedFinding, Petition
from portal.feedback.privacy import Span, covered, places_of
from portal.feedback.services import TransitionNotAllowed
from portal.feedback.services.privacy import waiting_findings
from portal.feedback.services.privacy_gate import holds
from portal.ledger.models import Event
from search.providers import PetitionSource
from tests.factories import make_user
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db
PHONE = "0912 345 678"


@pytest.fixture
def office() -> Office:
    return Office()


def page(petition: Petition) -> str:
    return Client().get(petition.get_absolute_url()).content.decode()


def last_event(petition: Petition) -> tuple[str, dict]:
    event = Event.objects.about(petition.subject).last()
    return event.kind, json.loads(event.payload)


def is_public(petition: Petition) -> bool:
    """Both statements of the rule, which must agree."""
    stored = Petition.objects.get(pk=petition.pk)
    found = Petition.objects.public().filter(pk=petition.pk).exists()
    assert found is stored.shows_text
    return found


def test_a_category_is_shown_by_itself_or_waits(office: Office) -> None:
    assert is_public(office.petition("acknowledge"))
    held = office.petition("acknowledge", category="conduct")
    assert not is_public(held)
    assert "đang được xem xét" in page(held)
    assert held.text not in page(held)
    assert is_public(
        services.moderate(petition=held, by=office.head, at=office.later(), decision="publish", why="read")
    )
    assert last_event(held) == ("moderated", {"decision": "publish", "reason": "read"})


def test_rules_are_dated_and_without_one_a_letter_waits() -> None:
    ModerationRule.objects.all().delete()
    assert holds("roads", on=date(2026, 3, 2))
    ModerationRule.objects.create(category="", holds=False, effective_from=date(2026, 1, 1))
    ModerationRule.objects.create(category="roads", holds=True, effective_from=date(2026, 4, 1))
    assert not holds("roads", on=date(2026, 3, 31))
    assert holds("roads", on=date(2026, 4, 1))
    assert not holds("health", on=date(2026, 4, 1))


def test_what_the_check_finds_holds_a_letter_of_any_category(office: Office) -> None:
    petition = office.petition("acknowledge", text=f"Xin gọi {PHONE}.")
    assert not is_public(petition)
    with pytest.raises(TransitionNotAllowed, match="số điện thoại"):
        services.moderate(
            petition=petition, by=office.handler, at=office.later(), decision="publish", why="read"
        )
    petition = services.cover_text(
        petition=petition, by=office.handler, at=office.later(), field="text", passage=PHONE, reason="contact"
    )
    petition = services.moderate(
        petition=petition, by=office.handler, at=office.later(), decision="publish", why="covered"
    )
    assert is_public(petition)
    assert petition.open_text == "Xin gọi ▇▇▇ [đã che: điện thoại, thư điện tử]."
    assert PHONE in petition.text
    assert PHONE not in page(petition)
    assert "[đã che: điện thoại, thư điện tử]" in page(petition)
    assert PHONE not in PetitionSource().document(PetitionSource().published().get()).body
    # Nobody learns a covered number by looking for it.
    for path in (f"/phan-anh/?q={PHONE}", f"/phan-anh/csv/?q={PHONE}"):
        assert petition.code not in Client().get(path).content.decode()


def test_the_ledger_keeps_no_covered_word(office: Office) -> None:
    petition = office.petition("acknowledge", text=f"Xin gọi {PHONE}.")
    services.cover_text(
        petition=petition, by=office.handler, at=office.later(), field="text", passage=PHONE, reason="contact"
    )
    kind, payload = last_event(petition)
    assert kind == "covered"
    assert payload.keys() == {"field", "reason", "passages", "covered", "shown"}
    assert len(payload["covered"]) == len(payload["shown"]) == 64
    assert "345" not in json.dumps({key: payload[key] for key in ("field", "reason", "passages")})


def test_only_a_head_undoes_and_what_comes_to_light_is_held_again(office: Office) -> None:
    petition = office.petition("acknowledge", text=f"Xin gọi {PHONE}.")
    petition = services.cover_text(
        petition=petition, by=office.handler, at=office.later(), field="text", passage=PHONE, reason="contact"
    )
    petition = services.moderate(
        petition=petition, by=office.handler, at=office.later(), decision="publish", why="covered"
    )
    redaction = petition.redactions.get()
    undo = {"petition": petition, "redaction": redaction.pk, "explanation": "Số của cơ quan."}
    with pytest.raises(PermissionDenied):
        services.uncover_text(by=office.handler, at=office.later(), **undo)
    petition = services.uncover_text(by=office.head, at=office.later(), **undo)
    redaction.refresh_from_db()
    assert (redaction.undone_by, redaction.undone_because) == (office.head, "Số của cơ quan.")
    assert petition.open_text == petition.text
    assert not is_public(petition)
    with pytest.raises(TransitionNotAllowed):
        services.uncover_text(by=office.head, at=office.later(), **undo)


def test_a_second_person_lets_a_finding_pass_and_another_publishes(office: Office) -> None:
    petition = office.petition("acknowledge", text=f"Đường dây nóng {PHONE} không ai nghe.")
    digests = [one.digest for one in waiting_findings(petition, on=office.now.date())]
    sign = {"petition": petition, "digests": digests, "reason": "official"}
    with pytest.raises(PermissionDenied):
        services.pass_finding(by=office.handler, at=office.later(), **sign)
    petition = services.pass_finding(by=office.head, at=office.later(), **sign)
    kind, payload = last_event(petition)
    assert (kind, payload["kinds"], payload["reason"]) == ("personal_data_signed_off", ["phone"], "official")
    assert PHONE not in json.dumps(payload)
    assert PassedFinding.objects.get().digest == payload["findings"][0]
    publish = {"petition": petition, "decision": "publish", "why": "read"}
    with pytest.raises(TransitionNotAllowed):
        services.moderate(by=office.head, at=office.later(), **publish)
    assert is_public(services.moderate(by=office.handler, at=office.later(), **publish))


def test_an_answer_with_findings_waits_for_the_head_to_let_them_pass(office: Office) -> None:
    petition = office.petition("accept")
    petition = office.act("draft_answer", petition, text=f"Ông Nam, điện thoại {PHONE}, sẽ đến.")
    with pytest.raises(TransitionNotAllowed, match="Dự thảo trả lời còn dữ liệu cá nhân"):
        office.act("approve_answer", petition)
    digests = [one.digest for one in waiting_findings(petition, on=office.now.date())]
    petition = services.pass_finding(
        petition=petition, by=office.head, at=office.later(), digests=digests, reason="consent"
    )
    assert office.act("approve_answer", petition).status == "answered"


def test_who_drafted_the_answer_does_not_let_it_pass(office: Office) -> None:
    petition = office.petition("accept")
    petition = office.act("draft_answer", petition, by=office.head, text=f"Điện thoại {PHONE}.")
    digests = [one.digest for one in waiting_findings(petition, on=office.now.date())]
    with pytest.raises(TransitionNotAllowed, match="người khác"):
        services.pass_finding(
            petition=petition, by=office.head, at=office.later(), digests=digests, reason="official"
        )
    inspector = make_user(Role.INSPECTOR)
    petition = services.pass_finding(
        petition=petition, by=inspector, at=office.later(), digests=digests, reason="official"
    )
    assert office.act("approve_answer", petition, by=make_user(Role.HEAD, office.organisation))


def test_an_answer_that_only_the_sender_reads_is_not_held_up(office: Office) -> None:
    petition = office.petition("accept", kind="complaint")
    petition = office.act("draft_answer", petition, text=f"Mời ông đến, điện thoại {PHONE}.")
    assert office.act("approve_answer", petition).status == "answered"


def test_neither_a_complaint_nor_what_the_sender_keeps_private_can_be_published(office: Office) -> None:
    publish = {"decision": "publish", "why": "read"}
    for fields in ({"kind": "complaint"}, {"is_public": False}):
        petition = office.petition("acknowledge", **fields)
        with pytest.raises(TransitionNotAllowed, match="công khai"):
            services.moderate(petition=petition, by=office.head, at=office.later(), **publish)
        assert not is_public(petition)


def test_a_decision_takes_a_reason_that_fits_it(office: Office) -> None:
    petition = office.petition("acknowledge")
    with pytest.raises(TransitionNotAllowed, match="Lý do"):
        services.moderate(
            petition=petition, by=office.head, at=office.later(), decision="private", why="read"
        )
    petition = services.moderate(
        petition=petition, by=office.head, at=office.later(), decision="private", why="child"
    )
    assert not is_public(petition)
    assert petition.text not in page(petition)
    assert "trẻ em" not in page(petition)
    assert not Petition.objects.about_page("1").exists()


def test_marks_tell_why_and_not_how_long() -> None:
    text = "Bà Lan ở số 5, bà Lan nói."
    spans = [Span(*place, "name") for who in ("Bà  Lan", "bà Lan") for place in places_of(who, text)]
    assert covered(text, spans) == "▇▇▇ [đã che: tên người] ở số 5, ▇▇▇ [đã che: tên người] nói."
    overlapping = [Span(0, 6, "name"), Span(3, 13, "home"), Span(100, 200, "face")]
    assert covered(text, overlapping) == "▇▇▇ [đã che: tên người; địa chỉ nhà], bà Lan nói."


def test_a_passage_is_found_over_line_breaks_and_shown_as_text(office: Office) -> None:
    petition = office.petition("acknowledge", text="Nhà bà\nLan <b>ngập</b> 💧 rồi.")
    petition = services.cover_text(
        petition=petition, by=office.handler, at=office.later(), field="text", passage="bà Lan", reason="name"
    )
    assert petition.open_text == "Nhà ▇▇▇ [đã che: tên người] <b>ngập</b> 💧 rồi."
    assert "&lt;b&gt;ngập" in page(petition)
    with pytest.raises(TransitionNotAllowed, match="Không thấy"):
        services.cover_text(
            petition=petition,
            by=office.handler,
            at=office.later(),
            field="title",
            passage="bà Lan",
            reason="name",
        )
