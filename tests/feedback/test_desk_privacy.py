"""The desk's pages on what is public of a case: every act without a script, and what was typed survives."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.feedback.models import Act, Petition
from portal.feedback.services.privacy import waiting_findings
from portal.inspection.models import Audit
from tests.factories import make_user
from tests.feedback.making import Office, add_photo, put_under_audit

pytestmark = pytest.mark.django_db
PHONE = "0912 345 678"


@pytest.fixture
def office() -> Office:
    office = Office()
    office.now = timezone.now() - timedelta(hours=12)
    return office


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(petition: Petition, rest: str = "rieng-tu") -> str:
    return f"/quan-tri/phan-anh/{petition.code}/{rest}/"


def digests(petition: Petition) -> list[str]:
    return [one.digest for one in waiting_findings(petition, on=timezone.localdate())]


def test_a_handler_covers_what_the_check_found_and_publishes(office: Office) -> None:
    petition = office.petition("acknowledge", text=f"Xin gọi {PHONE}.")
    client = client_of(office.handler)
    page = client.get(url(petition)).content.decode()
    assert f"Số điện thoại: “{PHONE}” (Nội dung)" in page
    sent = {"act": "findings", "version": petition.version, "findings": digests(petition), "cover": "1"}
    assert "Chọn lý do." in client.post(url(petition), sent).content.decode()
    # Enter in a field presses neither button.
    neither = {key: value for key, value in sent.items() if key != "cover"} | {"cover_reason": "contact"}
    assert "Chọn một trong hai" in client.post(url(petition), neither).content.decode()
    assert client.post(url(petition), {**sent, "cover_reason": "contact"}).status_code == 302
    petition.refresh_from_db()
    assert PHONE not in petition.open_text
    decide = {"act": "moderate", "version": petition.version, "decision": "publish", "why": "covered"}
    assert client.post(url(petition), decide).status_code == 302
    assert Petition.objects.get().shows_text


def test_publishing_with_open_findings_is_refused_in_words(office: Office) -> None:
    petition = office.petition("acknowledge", text=f"Xin gọi {PHONE}.")
    decide = {"act": "moderate", "version": petition.version, "decision": "publish", "why": "read"}
    page = client_of(office.handler).post(url(petition), decide).content.decode()
    assert "còn dữ liệu cá nhân: số điện thoại" in page
    assert 'value="publish"' in page
    assert not Petition.objects.get().shows_text


def test_a_handler_is_not_the_second_person(office: Office) -> None:
    petition = office.petition("acknowledge", text=f"Đường dây nóng {PHONE}.")
    chosen = {"version": petition.version, "findings": digests(petition)}
    sent = {"act": "findings", "pass": "1", "pass_reason": "official", **chosen}
    client = client_of(office.handler)
    assert 'name="pass"' not in client.get(url(petition)).content.decode()
    assert client.post(url(petition), sent).status_code == 403
    assert client_of(office.head).post(url(petition), sent).status_code == 302
    assert not digests(Petition.objects.get())


def test_a_passage_is_repeated_in_a_field_and_undone_by_a_head(office: Office) -> None:
    petition = office.petition("acknowledge")
    client = client_of(office.handler)
    sent = {
        "act": "cover_text",
        "version": petition.version,
        "field": "text",
        "passage": "nhà của Lan",
        "reason": "name",
    }
    page = client.post(url(petition), sent).content.decode()
    assert "Không thấy đoạn này" in page
    assert "nhà của Lan</textarea>" in page
    assert client.post(url(petition), {**sent, "passage": "nhà văn hoá"}).status_code == 302
    redaction = Petition.objects.get().redactions.get()
    undo = {"act": "uncover_text", "version": 1, "redaction": redaction.pk, "explanation": "Nhà chung."}
    assert client.post(url(petition), undo).status_code == 403
    head = client_of(office.head)
    assert head.post(url(petition), {**undo, "explanation": ""}).status_code == 200
    assert head.post(url(petition), undo).status_code == 302
    assert Petition.objects.get().open_text == petition.text


def test_two_at_once(office: Office) -> None:
    petition = office.petition("acknowledge")
    office.act("cover_text", petition)
    late = {"act": "moderate", "version": petition.version, "decision": "private", "why": "child"}
    assert client_of(office.handler).post(url(petition), late).status_code == 409
    assert Petition.objects.get().moderation == "auto"


def test_others_find_nothing(office: Office) -> None:
    petition = office.petition("acknowledge")
    photo = add_photo(petition)
    for user in (
        make_user(Role.HEAD),
        make_user(Role.EDITOR, office.organisation),
        make_user(Role.ADMINISTRATOR),
    ):
        for rest in ("rieng-tu", f"anh/{photo.pk}", f"anh/{photo.pk}/cong-khai"):
            assert client_of(user).get(url(petition, rest)).status_code in {302, 404}


def test_an_inspector_opens_a_contact_only_on_an_audit(office: Office) -> None:
    petition = office.petition("acknowledge", contact_name="Lan", contact_phone="0900000000")
    inspector = make_user(Role.INSPECTOR)
    client = client_of(inspector)
    assert client.post(url(petition, "lien-he")).status_code == 403
    sent = {"act": "audit", "version": petition.version, "explanation": "Kế hoạch số 12."}
    assert client_of(office.head).post(url(petition), sent).status_code == 403
    refused = client.post(url(petition), sent)
    assert "không thuộc cuộc kiểm tra nào" in refused.content.decode()
    put_under_audit(petition)
    assert client.post(url(petition), sent).status_code == 302
    assert "0900000000" in client.post(url(petition, "lien-he")).content.decode()
    assert Act.objects.filter(name="open_contact", actor=inspector, actor_role="inspector").exists()
    Audit.objects.update(state="signed")
    assert client.post(url(petition, "lien-he")).status_code == 403
    Audit.objects.update(state="running")
    assert client.post(url(petition, "lien-he")).status_code == 200
    Act.objects.filter(name="audit").update(at=timezone.now() - timedelta(days=31))
    assert client.post(url(petition, "lien-he")).status_code == 403


def test_squares_of_the_grid_and_a_rectangle_are_covered(office: Office) -> None:
    petition = office.petition("acknowledge", photos_public=True)
    photo = add_photo(petition, size=(160, 96))
    client = client_of(office.handler)
    address = url(petition, f"anh/{photo.pk}")
    page = client.get(f"{address}?luoi=8").content.decode()
    assert page.count('name="cells"') == 8 * 5
    sent = {
        "act": "cover_photo",
        "luoi": "8",
        "version": petition.version,
        "reason": "face",
        "method": "solid",
    }
    assert "Chọn ô trên ảnh" in client.post(address, sent).content.decode()
    half = {**sent, "cells": ["A1", "B1"], "left": "3"}
    answer = client.post(address, half).content.decode()
    assert "Điền đủ bốn số" in answer
    assert answer.count(" checked") >= 2
    assert client.post(address, {**sent, "cells": ["A1", "B1"]}).status_code == 302
    whole = {
        **sent,
        "version": petition.version + 1,
        "left": "100",
        "top": "40",
        "width": "20",
        "height": "20",
    }
    assert client.post(address, whole).status_code == 302
    areas = [(one.left, one.top) for one in photo.areas.all()]
    assert areas == [(0, 0), (16, 0), (96, 32)]
    undo = {"act": "uncover_photo", "version": petition.version + 2, "explanation": "Nhầm."}
    assert client.post(address, undo).status_code == 200
    assert client_of(office.head).post(address, undo).status_code == 302
    photo.refresh_from_db()
    assert not photo.covered


@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_change_the_rules(role: Role) -> None:
    client = client_of(make_user(role))
    for path in ("quy-dinh-cong-khai", "thoi-han-luu-giu"):
        answer = client.get(f"/quan-tri/{path}/")
        assert (answer.status_code == 200) is (role == Role.ADMINISTRATOR)
