"""Letters on paper, calls and visits that staff write down."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.models import Attachment, Petition
from portal.feedback.services.entering import enter
from portal.feedback.workflow import TransitionNotAllowed
from portal.ledger.models import Event
from portal.organisations.models import Village
from portal.statutes.models import ClockRule, Threshold
from tests.factories import make_organisation, make_user
from tests.feedback.making import MONDAY, Office
from tests.feedback.test_desk import DESK, download, outsiders, signed_in

pytestmark = pytest.mark.django_db
ENTRY = f"{DESK}nhap-don/"


@pytest.fixture
def office() -> Office:
    return Office(name="Xã Đông Minh")


def typed(office: Office, **changes: str) -> dict[str, str]:
    fields = {
        "channel": "paper",
        "arrived_on": timezone.localdate().isoformat(),
        "kind": "report",
        "organisation": office.organisation.slug,
        "category": "roads",
        "title": "Đường vào thôn sụt lún",
        "text": "Đoạn đường trước nhà văn hoá sụt lún từ tháng trước.",
        "contact_name": "Trần Thị Lan",
        "contact_phone": "0912 345 678",
    }
    return {**fields, **changes}


def scan() -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(raw, "PNG")
    return SimpleUploadedFile("don-goc.png", raw.getvalue(), "image/png")


def late(days: int) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


def test_the_clocks_start_when_the_letter_came_and_the_ledger_tells_both_days(office: Office) -> None:
    came = MONDAY - timedelta(days=5)
    petition = enter(
        submission=office.submission(channel="paper"), by=office.handler, at=MONDAY, effective_at=came
    )
    fresh = services.submit(submission=office.submission(), at=came)
    assert petition.deadline("answer").due_on == fresh.deadline("answer").due_on
    assert petition.deadline("answer").started_on == fresh.deadline("answer").started_on
    event = Event.objects.get(kind="petition_received", subject=petition.subject)
    assert (event.recorded_at, event.effective_at, event.actor_role) == (MONDAY, came, "handler")
    line = petition.acts.get(name="submit")
    assert (line.actor, line.actor_role) == (office.handler, "handler")


def test_the_rule_in_force_when_the_letter_came_decides(office: Office) -> None:
    rule = ClockRule.objects.filter(kind="report", stage="answer", effective_to=None).latest("effective_from")
    ClockRule.objects.filter(pk=rule.pk).update(effective_to=date(2026, 2, 27))
    newer = ClockRule.objects.get(pk=rule.pk)
    newer.pk, newer.amount = None, rule.amount + 40
    newer.effective_from, newer.effective_to = date(2026, 2, 28), None
    newer.save(force_insert=True)
    before = enter(
        submission=office.submission(channel="paper"),
        by=office.handler,
        at=MONDAY,
        effective_at=datetime(2026, 2, 27, 2, tzinfo=UTC),
    )
    after = enter(
        submission=office.submission(channel="paper"), by=office.handler, at=MONDAY, effective_at=MONDAY
    )
    assert before.deadline("answer").rule == rule
    assert after.deadline("answer").due_on > before.deadline("answer").due_on + timedelta(days=30)


def test_never_in_the_future_and_not_older_than_the_row_says(office: Office) -> None:
    Threshold.objects.filter(key="entered_late").update(amount=3)

    def entering(by, days: float, reason: str = "") -> Petition:
        return enter(
            submission=office.submission(channel="phone"),
            by=by,
            at=MONDAY,
            effective_at=MONDAY - timedelta(days=days),
            late_reason=reason,
        )

    with pytest.raises(TransitionNotAllowed, match="tương lai"):
        entering(office.head, -0.01)
    assert entering(office.handler, 3).pk
    with pytest.raises(TransitionNotAllowed, match="người đứng đầu"):
        entering(office.handler, 4, "Văn thư nghỉ")
    with pytest.raises(TransitionNotAllowed, match="lý do"):
        entering(office.head, 4)
    petition = entering(office.head, 4, "Văn thư nghỉ ốm")
    assert petition.acts.get(name="submit").note == "Văn thư nghỉ ốm"
    public = Client().get(petition.get_absolute_url()).content.decode()
    assert "nghỉ ốm" not in public


def test_only_handler_and_head_of_the_body_enter(office: Office) -> None:
    for who, user in outsiders(office).items():
        with pytest.raises(PermissionDenied):
            enter(submission=office.submission(channel="paper"), by=user, at=MONDAY, effective_at=MONDAY)
        answer = signed_in(user).post(ENTRY, typed(office))
        assert answer.status_code in {302, 403} or "Đơn vị nhận" in answer.content.decode(), who
    with pytest.raises(PermissionDenied):
        enter(
            submission=office.submission(channel="paper"),
            by=make_user(Role.INSPECTOR),
            at=MONDAY,
            effective_at=MONDAY,
        )
    assert signed_in(make_user(Role.INSPECTOR)).get(ENTRY).status_code in {302, 403}
    assert not Petition.objects.exists()


def test_what_only_residents_send_cannot_be_entered_as_the_webs(office: Office) -> None:
    with pytest.raises(PermissionDenied):
        enter(submission=office.submission(), by=office.handler, at=MONDAY, effective_at=MONDAY)


def test_the_form_stores_the_case_and_leads_to_the_slip(office: Office) -> None:
    village = Village.objects.create(organisation=office.organisation, name="Thôn Đông")
    client = signed_in(office.handler)
    page = client.get(ENTRY).content.decode()
    draft = re.search(r'name="draft" value="([^"]+)"', page)[1]
    sent = {**typed(office, arrived_on=late(2), village=str(village.pk)), "draft": draft}
    answer = client.post(ENTRY, {**sent, "attachments": scan()})
    petition = Petition.objects.get()
    assert answer["Location"] == reverse("feedback_desk_slip", args=[petition.code])
    assert (petition.channel, petition.village, petition.is_public) == ("paper", village, False)
    assert petition.contact.read()["phone"] == "0912 345 678"
    slip = client.get(answer["Location"]).content.decode()
    assert services.private_link_token(petition) in slip
    assert "data:image/svg+xml" in slip
    assert f"{petition.deadline('answer').due_on:%d/%m/%Y}" in slip
    # Sent twice it is one case.
    assert client.post(ENTRY, sent)["Location"] == answer["Location"]
    assert Petition.objects.count() == 1


def test_the_private_link_is_on_the_slip_of_who_entered_it_and_for_a_day_only(office: Office) -> None:
    petition = enter(
        submission=office.submission(channel="reception"),
        by=office.handler,
        at=timezone.now(),
        effective_at=timezone.now() - timedelta(minutes=5),
    )
    url = reverse("feedback_desk_slip", args=[petition.code])
    token = services.private_link_token(petition)
    assert token in signed_in(office.handler).get(url).content.decode()
    assert token not in signed_in(office.head).get(url).content.decode()
    Petition.objects.filter(pk=petition.pk).update(received_at=timezone.now() - timedelta(hours=25))
    assert token not in signed_in(office.handler).get(url).content.decode()
    assert signed_in(make_user(Role.HANDLER)).get(url).status_code == 404
    sent = office.petition()
    assert signed_in(office.handler).get(reverse("feedback_desk_slip", args=[sent.code])).status_code == 404


def test_the_scan_is_for_staff_only(office: Office) -> None:
    client = signed_in(office.handler)
    draft = re.search(r'name="draft" value="([^"]+)"', client.get(ENTRY).content.decode())[1]
    client.post(ENTRY, {**typed(office, is_public="on"), "draft": draft, "attachments": scan()})
    petition = services.acknowledge(
        petition=Petition.objects.get(), by=office.handler, at=timezone.now() + timedelta(seconds=1)
    )
    Petition.objects.update(photos_public=True)
    kept = Attachment.objects.get()
    assert kept.staff_only
    token = services.private_link_token(petition)
    assert "don-goc" not in Client().get(f"/phan-anh/rieng/{token}/").content.decode()
    assert Client().get(f"/phan-anh/rieng/{token}/tep/{kept.pk}/").status_code == 404
    assert Client().get(f"/phan-anh/{petition.code}/anh/{kept.pk}/").status_code == 404
    assert f"/anh/{kept.pk}/" not in Client().get(petition.get_absolute_url()).content.decode()
    desk = client.get(f"{DESK}{petition.code}/").content.decode()
    assert "don-goc.png" in desk
    assert download(client, petition, kept)[0] == 200


def test_everybody_reads_how_it_came(office: Office) -> None:
    petition = enter(
        submission=office.submission(channel="paper"),
        by=office.handler,
        at=MONDAY,
        effective_at=MONDAY - timedelta(days=3),
    )
    page = Client().get(petition.get_absolute_url()).content.decode()
    assert "Nhập từ đơn giấy ngày 02/03/2026, đơn đến ngày 27/02/2026" in page
    assert office.handler.username not in page
    assert "Cách gửi" not in Client().get(office.petition().get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": ""}, "Viết một câu ngắn"),
        ({"text": "ỡ" * 10_001}, "Viết tối đa 10.000 ký tự; hiện có 10001"),
        ({"contact_phone": "không có"}, "Số điện thoại chưa đúng"),
        ({"arrived_on": "31/02/2026"}, "Ngày chưa đúng"),
        ({"arrived_on": "2999-01-01"}, "tương lai"),
        ({"arrived_at": "25:00"}, "Giờ chưa đúng"),
        ({"channel": "web"}, "Select a valid choice"),
        ({"village": "999999"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_named_and_everything_typed_stays(office: Office, changes, problem: str) -> None:
    sent = typed(office, **changes)
    page = signed_in(office.handler).post(ENTRY, sent)
    text = page.content.decode()
    assert page.status_code == 200
    assert problem in text or "không phải là một lựa chọn" in text or "Hãy chọn" in text
    for value in ("Trần Thị Lan", "Đoạn đường trước nhà văn hoá"):
        assert value in text or changes.get("text")
    assert not Petition.objects.exists()


def test_ten_thousand_characters_count_as_characters(office: Office) -> None:
    assert signed_in(office.handler).post(ENTRY, typed(office, text="ỡ" * 10_000)).status_code == 302


def test_a_handler_is_sent_to_the_head_for_what_is_too_old(office: Office) -> None:
    page = signed_in(office.handler).post(ENTRY, typed(office, arrived_on=late(60)))
    assert "Hãy chuyển người đứng đầu" in page.content.decode()
    page = signed_in(office.head).post(ENTRY, typed(office, arrived_on=late(60)))
    assert "ghi lý do nhập muộn" in page.content.decode()
    done = signed_in(office.head).post(
        ENTRY, typed(office, arrived_on=late(60), late_reason="Đơn thất lạc khi sáp nhập xã")
    )
    assert done.status_code == 302


def test_another_bodys_name_is_no_choice(office: Office) -> None:
    other = make_organisation()
    signed_in(office.handler).post(ENTRY, typed(office, organisation=other.slug))
    assert not Petition.objects.exists()


def test_the_text_survives_an_expired_protection_against_forgery(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.handler, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(ENTRY, typed(office, is_public="on"), headers={"sec-fetch-site": "same-origin"})
    page = answer.content.decode()
    assert answer.status_code == 403
    for text in ("Trang mở quá lâu", "Đường vào thôn sụt lún", "Trần Thị Lan", "Đoạn đường trước"):
        assert text in page
    stranger = Client(enforce_csrf_checks=True)
    assert "Trang mở quá lâu" not in stranger.post(ENTRY, typed(office)).content.decode()


def test_the_desk_leads_to_the_form_for_those_who_may(office: Office) -> None:
    assert ENTRY in signed_in(office.handler).get(DESK).content.decode()
    assert ENTRY not in signed_in(make_user(Role.INSPECTOR)).get(DESK).content.decode()
