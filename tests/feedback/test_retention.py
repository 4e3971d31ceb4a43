"""What is kept is deleted on time, rows and files, and the ledger still verifies."""

import io
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.core.private_files import private_files
from portal.core.sealing import SealBroken
from portal.feedback import services
from portal.feedback.models import Contact, ContactAccess, Letter, Petition, RetentionRule
from portal.feedback.services import TransitionNotAllowed, private_link_token
from portal.feedback.services.retention import apply_retention, plan
from portal.ledger.audit import verify
from portal.ledger.models import Event
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db
PRIVATE = {"contact_name": "Lan Marker", "contact_phone": "0912345678", "contact_email": "lan@example.vn"}


@pytest.fixture
def office() -> Office:
    return Office()


def closed(office: Office, **fields: object) -> Petition:
    return office.act("close", office.petition("approve_answer", **{**PRIVATE, **fields}))


def after(petition: Petition, days: int) -> date:
    return petition.acts.get(name="close").at.date() + timedelta(days=days)


def run(office: Office, on: date, **options: bool) -> dict[str, int]:
    return apply_retention(on=on, at=office.later(), **options)


def test_a_contact_goes_on_its_day_and_not_before(office: Office) -> None:
    petition = closed(office)
    assert run(office, after(petition, 179))["contact"] == 0
    assert Contact.objects.exists()
    assert run(office, after(petition, 181))["contact"] == 1
    assert not Contact.objects.exists()
    event = Event.objects.about(petition.subject).last()
    assert event.kind == "retention_applied"
    assert event.actor_role == "system"
    payload = json.loads(event.payload)
    assert payload["deleted"] == {"contact": 1}
    assert "Lan" not in event.payload
    # Again: nothing is left to do, and no event says that something was done.
    before = Event.objects.count()
    assert not any(run(office, after(petition, 181)).values())
    assert Event.objects.count() == before
    call_command("verify_ledger", stdout=io.StringIO())  # exits with 1 at the first wrong event


def test_open_cases_keep_everything(office: Office) -> None:
    office.petition("accept", **PRIVATE)
    assert not any(run(office, date(2099, 1, 1)).values())
    assert Contact.objects.exists()


@hypothesis_settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=st.integers(0, 3000), later=st.integers(-2, 3100))
def test_contact_goes_from_its_day_on_and_never_before(office: Office, days: int, later: int) -> None:
    with transaction.atomic():
        RetentionRule.objects.filter(what="contact").update(days=days)
        office.now = MONDAY
        petition = office.act("close", office.petition("approve_answer", **PRIVATE))
        gone = run(office, after(petition, later))["contact"]
        assert gone == (later >= days)
        assert Contact.objects.filter(petition=petition).exists() is not bool(gone)
        assert verify().problem is None
        transaction.set_rollback(True)


def test_files_and_renditions_go_from_the_disk(office: Office, django_capture_on_commit_callbacks) -> None:
    petition = office.petition("photo", photos_public=True)
    photo = petition.attachments.get()
    office.act("cover_photo", petition)
    photo.refresh_from_db()
    names = [photo.file.name, photo.covered.name]
    for name in ("accept", "draft_answer", "approve_answer", "close"):
        petition = office.act(name, petition)
    with django_capture_on_commit_callbacks(execute=True):
        assert run(office, after(petition, 400))["covered"] == 1
    photo.refresh_from_db()
    assert [private_files.exists(name) for name in names] == [False, True]
    page = Client().get(petition.get_absolute_url())
    assert "Đã che: mặt người" in page.content.decode()
    assert not any(run(office, after(petition, 400)).values())
    with django_capture_on_commit_callbacks(execute=True):
        assert run(office, after(petition, 1100))["attachments"] == 1
    assert not private_files.exists(names[1])
    call_command("verify_ledger", stdout=io.StringIO())  # exits with 1 at the first wrong event


def test_the_original_behind_a_mark_goes_and_the_mark_stays(office: Office) -> None:
    petition = office.petition("cover_text", text="Nhà bà Lan ở nhà văn hoá.")
    for name in ("accept", "draft_answer", "approve_answer", "close"):
        petition = office.act(name, petition)
    run(office, after(petition, 366))
    petition.refresh_from_db()
    assert petition.text == "Nhà bà Lan ở ▇▇▇ [đã che: địa chỉ nhà]."
    assert not petition.redactions.exists()
    assert "▇▇▇" in Client().get(petition.get_absolute_url()).content.decode()


def test_the_private_words_of_a_complaint_go_and_its_clocks_stay(office: Office) -> None:
    petition = closed(office, kind="complaint", text="Chuyện riêng MARKER.")
    due = {(clock.stage, clock.due_on, clock.met_on) for clock in petition.deadlines.all()}
    assert run(office, after(petition, 1900))["private_text"] == 1
    petition.refresh_from_db()
    stored = json.dumps(
        [
            *Petition.objects.values_list("title", "text", "folded"),
            *petition.acts.values_list("note", flat=True),
            *petition.answers.values_list("text", flat=True),
        ]
    )
    assert "MARKER" not in stored
    assert "bóng đèn" not in stored
    assert {(clock.stage, clock.due_on, clock.met_on) for clock in petition.deadlines.all()} == due
    assert Client().get(petition.get_absolute_url()).status_code == 200
    call_command("verify_ledger", stdout=io.StringIO())  # exits with 1 at the first wrong event


def test_a_public_text_stays(office: Office) -> None:
    petition = closed(office)
    run(office, after(petition, 5000))
    petition.refresh_from_db()
    assert petition.shows_text
    assert "nhà văn hoá" in petition.text


def test_rules_are_for_a_kind_and_dated_by_the_end_of_the_case(office: Office) -> None:
    complaint = closed(office, kind="complaint")
    assert run(office, after(complaint, 200))["contact"] == 0
    RetentionRule.objects.create(
        what="contact", kind="complaint", days=10, effective_from=after(complaint, 1)
    )
    assert run(office, after(complaint, 200))["contact"] == 0
    assert run(office, after(complaint, 366))["contact"] == 1


def test_evidence_is_kept_until_it_is_released(office: Office) -> None:
    petition = closed(office)
    with pytest.raises(PermissionDenied):
        services.keep(petition=petition, by=office.handler, at=office.later(), explanation="x")
    petition = office.act("keep", petition)
    assert not any(run(office, after(petition, 5000)).values())
    with pytest.raises(TransitionNotAllowed, match="chứng cứ"):
        services.delete_contact(petition=petition, at=office.later())
    assert plan(petition, on=office.now.date()) == []
    petition = office.act("release", petition)
    assert run(office, after(petition, 5000))["contact"] == 1


def test_a_dry_run_changes_nothing(office: Office) -> None:
    petition = closed(office)
    before = Event.objects.count()
    out = io.StringIO()
    call_command("apply_retention", "--on", after(petition, 400).isoformat(), "--dry-run", stdout=out)
    assert "would delete: 1 contact" in out.getvalue()
    assert Contact.objects.exists()
    assert Event.objects.count() == before
    with pytest.raises(CommandError, match="future"):
        call_command("apply_retention", "--on", "2999-01-01")


def test_a_killed_run_is_finished_by_the_next(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = closed(office), closed(office)
    from portal.feedback.services import erasing, retention

    def fails(petition: Petition, erased: erasing.Erased, at: object) -> None:
        if petition.pk == second.pk:
            raise OSError("killed")
        erasing.contact(petition, erased, at)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setitem(retention._ERASERS, "contact", fails)
        with pytest.raises(OSError, match="killed"):
            run(office, after(first, 400))
    assert list(Contact.objects.values_list("petition", flat=True)) == [second.pk]
    assert run(office, after(first, 400))["contact"] == 1
    call_command("verify_ledger", stdout=io.StringIO())  # exits with 1 at the first wrong event


def test_the_sender_sees_when_what_goes_and_may_delete_the_contact_at_once(office: Office) -> None:
    petition = office.petition("accept", **PRIVATE)
    address = f"/phan-anh/rieng/{private_link_token(petition)}/"
    page = Client().get(address).content.decode()
    assert "180 ngày sau khi hồ sơ kết thúc" in page
    assert "Xoá thông tin liên hệ ngay" not in page
    services.open_contact(petition=petition, by=office.handler, at=office.later())
    for name in ("draft_answer", "approve_answer"):
        petition = office.act(name, petition)
    page = Client().get(address).content.decode()
    assert "Xoá thông tin liên hệ ngay" in page
    refused = Client().post(address, {"act": "delete_contact"}).content.decode()
    assert "Đánh dấu để xác nhận" in refused
    assert Contact.objects.exists()
    assert Client().post(address, {"act": "delete_contact", "delete_contact-agree": "on"}).status_code == 302
    assert not Contact.objects.exists()
    assert ContactAccess.objects.exists()
    page = Client().get(address).content.decode()
    assert "Thông tin liên hệ đã được xoá" in page
    assert Event.objects.about(petition.subject).last().kind == "contact_deleted"
    call_command("verify_ledger", stdout=io.StringIO())  # exits with 1 at the first wrong event


def test_hidden_cases_end_when_they_are_hidden(office: Office) -> None:
    petition = office.petition("hide", **PRIVATE)
    ended = petition.acts.get(name="hide").at.date()
    assert run(office, ended + timedelta(days=181))["contact"] == 1


def test_contacts_follow_a_new_key(office: Office, settings) -> None:
    office.petition(**PRIVATE)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" + "y" * 40, [old]
    out = io.StringIO()
    call_command("reseal_contacts", stdout=out)
    assert out.getvalue().startswith("2 renewed, 0 already")  # the contact, and the letter that waits
    settings.SECRET_KEY_FALLBACKS = []
    assert Contact.objects.get().read()["name"] == "Lan Marker"
    out = io.StringIO()
    call_command("reseal_contacts", stdout=out)
    assert out.getvalue().startswith("0 renewed, 2 already")
    settings.SECRET_KEY = "lost-" + "z" * 40
    with pytest.raises(CommandError, match="keep the old key"):
        call_command("reseal_contacts", stdout=io.StringIO())
    with pytest.raises(SealBroken):
        Contact.objects.get().read()


def letter(office: Office, **fields: object) -> Letter:
    values = {
        "channel": "email",
        "external_id": "a" * 64,
        "subject": "MARKER",
        "text": "MARKER",
        "sender": "b" * 64,
    }
    found = Letter(
        organisation=office.organisation, arrived_at=office.now, fetched_at=office.now, **{**values, **fields}
    )
    found.seal_sender(address="lan@example.vn", name="Lan")
    found.save()
    return found


def test_what_a_letter_by_e_mail_holds_goes_with_its_case(office: Office) -> None:
    petition = closed(office, kind="complaint")
    found = letter(office, state="taken", petition=petition)
    assert run(office, after(petition, 366))["contact"] == 1
    found.refresh_from_db()
    assert (found.sealed, found.sender, found.subject, found.text) == (None, "", "", "")


def test_letters_that_became_no_case_are_emptied(office: Office) -> None:
    dropped, waiting = letter(office, state="discarded"), letter(office, external_id="c" * 64)
    day = office.now.date()
    assert run(office, day + timedelta(days=89))["letters"] == 0
    assert run(office, day + timedelta(days=91), dry_run=True)["letters"] == 1
    assert run(office, day + timedelta(days=91))["letters"] == 1
    dropped.refresh_from_db()
    waiting.refresh_from_db()
    assert (dropped.sealed, dropped.text, waiting.text) == (None, "", "MARKER")
    event = Event.objects.about(f"letters:{office.organisation.code}").get()
    assert "MARKER" not in event.payload
    assert run(office, day + timedelta(days=91))["letters"] == 0
    call_command("verify_ledger", stdout=io.StringIO())


def test_the_sender_takes_back_what_their_e_mail_told_too(office: Office) -> None:
    petition = office.petition("approve_answer", **PRIVATE)
    found = letter(office, state="taken", petition=petition)
    services.delete_contact(petition=petition, at=office.later())
    found.refresh_from_db()
    assert (found.sealed, found.sender) == (None, "")
