"""A reason that everybody would read passes the check of personal data before it is public."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.feedback.models import Petition, SavedDraft
from portal.feedback.services import TransitionNotAllowed
from portal.feedback.services.case import PUBLIC_NOTES
from portal.feedback.services.privacy import waiting_findings
from portal.feedback.services.privacy_gate import NoteRefused
from tests.factories import make_user
from tests.feedback.making import BEFORE, Office

pytestmark = pytest.mark.django_db
NOTE = "Đã gọi ông Bình, số 0912 345 678."


@pytest.fixture
def office() -> Office:
    office = Office()
    office.now = timezone.now() - timedelta(hours=12)
    return office


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("name", sorted(PUBLIC_NOTES))
def test_every_public_reason_is_checked(office: Office, name: str) -> None:
    petition = office.petition(BEFORE[name])
    if petition.is_private_kind:
        # Complaints are never public, and neither are the reasons given about them.
        assert office.act(name, petition, explanation=NOTE)
        return
    # A dispute is decided by somebody who did not approve the answer.
    by = make_user(Role.HEAD, office.organisation) if name == "decide_dispute" else None
    with pytest.raises(NoteRefused, match="số điện thoại"):
        office.act(name, petition, by=by, explanation=NOTE)
    assert Petition.objects.get(pk=petition.pk).version == petition.version


def test_a_case_that_nobody_reads_is_not_held_up(office: Office) -> None:
    petition = office.petition("acknowledge", is_public=False)
    assert office.act("refuse", petition, explanation=NOTE).status == "refused"


def test_the_desk_keeps_the_words_and_a_second_person_lets_them_pass(office: Office) -> None:
    petition = office.petition("acknowledge")
    handler, head = client_of(office.handler), client_of(office.head)
    url = f"/quan-tri/phan-anh/{petition.code}/"
    sent = {"version": petition.version, "reason": "settled", "explanation": NOTE}
    page = handler.post(f"{url}refuse/", sent).content.decode()
    assert "Lý do này công khai mà còn dữ liệu cá nhân: số điện thoại" in page
    assert NOTE in page
    assert SavedDraft.objects.get().values["explanation"] == NOTE
    seen = head.get(f"{url}rieng-tu/").content.decode()
    assert "(lý do đang soạn)" in seen
    digests = [one.digest for one in waiting_findings(petition, on=timezone.localdate())]
    passed = {"act": "findings", "version": petition.version, "findings": digests, "pass": "1"}
    assert head.post(f"{url}rieng-tu/", {**passed, "pass_reason": "official"}).status_code == 302
    petition.refresh_from_db()
    assert handler.post(f"{url}refuse/", {**sent, "version": petition.version}).status_code == 302
    petition.refresh_from_db()
    assert petition.status == "refused"
    assert not SavedDraft.objects.exists()


def test_who_wrote_a_reason_does_not_let_it_pass(office: Office) -> None:
    petition = office.petition("accept")
    head = client_of(office.head)
    sent = {"version": petition.version, "explanation": NOTE}
    head.post(f"/quan-tri/phan-anh/{petition.code}/extend/", sent)
    digests = [one.digest for one in waiting_findings(petition, on=timezone.localdate())]
    assert digests
    with pytest.raises(TransitionNotAllowed, match="người khác"):
        office.act("pass_finding", petition, digests=digests)
    inspector = make_user(Role.INSPECTOR)
    petition = office.act("pass_finding", petition, by=inspector, digests=digests)
    assert office.act("extend", petition, explanation=NOTE)
