"""Staff follow a notice in the admin: who may, what a telephone sends, and what a mistake is answered with."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cms.disclosures.models import BudgetPage, Posting, PostingEvidence
from cms.disclosures.services import plan_posting
from portal.accounts.models import Role, User
from portal.organisations.models import Organisation, PostingPlace
from tests.cms.factories import make_household_list, make_village, publish
from tests.cms.paper.making import hang, jpeg, make_place, public_budget
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    return make_organisation()


@pytest.fixture
def page(commune: Organisation) -> BudgetPage:
    return public_budget(commune)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def sign_in(client: Client, role: str, organisation: Organisation | None = None) -> User:
    user = make_user(role, organisation)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def desk(page: BudgetPage) -> str:
    return reverse("disclosure_postings", args=[page.pk])


def hung_today(page: BudgetPage, today: date) -> Posting:
    [posting] = hang(page, make_place(page.organisation), since=today, when=timezone.now())
    return posting


# ---- who may


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HEAD])
def test_editors_and_heads_of_the_body_hang_its_notices(
    client: Client, commune: Organisation, page: BudgetPage, today: date, role: str
) -> None:
    sign_in(client, role, commune)
    place = make_place(commune)
    sent = {"act": "start", "places": [place.pk], "posted_from": today.isoformat()}
    assert client.post(desk(page), sent).status_code == 302
    posting = Posting.objects.get()
    assert (posting.place, posting.posted_from) == (place, today)


@pytest.mark.parametrize(
    ("role", "own", "reads"),
    [
        (Role.HANDLER, True, False),
        (Role.ADMINISTRATOR, True, False),
        (Role.EDITOR, False, False),
        (Role.HEAD, False, False),
        (Role.INSPECTOR, False, True),
    ],
)
def test_others_do_not(
    client: Client, commune: Organisation, page: BudgetPage, today: date, role: str, own: bool, reads: bool
) -> None:
    posting = hung_today(page, today)
    sign_in(client, role, commune if own else make_organisation())
    shown = client.get(desk(page))
    assert (shown.status_code == 200) is reads
    if reads:
        assert "Gửi ảnh" not in shown.content.decode()
    for act in ("start", "photo", "broken", "drop"):
        refused = client.post(desk(page), {"act": act, "posting": posting.pk})
        assert refused.status_code in {302, 403}
        assert refused.status_code == 403 or "quan-tri" in refused["Location"]
    posting.refresh_from_db()
    assert posting.broken_on is None
    assert not PostingEvidence.objects.exists()


def test_nobody_gets_in_without_signing_in(client: Client, page: BudgetPage) -> None:
    for name in ("disclosure_postings", "disclosure_notice", "disclosure_loudspeaker"):
        assert "/login/" in client.get(reverse(name, args=[page.pk]))["Location"]


# ---- what is sent


def send_photo(client: Client, posting: Posting, content: bytes, **more: str) -> object:
    prefix = f"photo-{posting.pk}"
    file = SimpleUploadedFile("IMG_20260302.jpg", content, content_type="image/jpeg")
    sent = {
        "act": "photo",
        "posting": posting.pk,
        f"{prefix}-photo": file,
        f"{prefix}-moment": more.get("moment", "start"),
    }
    return client.post(desk(posting.page.specific), sent)


def test_a_photograph_from_a_telephone_is_kept_without_its_metadata(
    client: Client, commune: Organisation, page: BudgetPage, today: date
) -> None:
    posting = hung_today(page, today)
    editor = sign_in(client, Role.EDITOR, commune)
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8769)[36867] = "2026:01:05 07:45:00"
    exif.get_ifd(0x8825)[1] = "N"
    assert b"SECRETPHONE" in jpeg(3, exif)
    assert send_photo(client, posting, jpeg(3, exif)).status_code == 302  # type: ignore[attr-defined]
    evidence = PostingEvidence.objects.get()
    with evidence.photo.open("rb") as file:
        stored = file.read()
    assert b"SECRETPHONE" not in stored
    assert b"Exif" not in stored
    assert evidence.uploaded_by == editor
    assert evidence.received_on == today
    assert evidence.taken_at is not None
    assert timezone.localtime(evidence.taken_at).isoformat() == "2026-01-05T07:45:00+07:00"
    photo = client.get(reverse("disclosure_posting_photo", args=[evidence.pk]))
    assert "no-store" in photo["Cache-Control"]
    assert b"".join(photo.streaming_content) == stored
    sign_in(client, Role.EDITOR, make_organisation())
    assert client.get(reverse("disclosure_posting_photo", args=[evidence.pk])).status_code in {302, 403}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.4 khong phai anh", "bị hỏng"),
        (jpeg(1)[:200], "bị hỏng"),
        (b"xin chao", "không thuộc loại"),
    ],
)
def test_what_is_no_photograph_is_refused_beside_its_field(
    client: Client, commune: Organisation, page: BudgetPage, today: date, content: bytes, message: str
) -> None:
    posting = hung_today(page, today)
    sign_in(client, Role.EDITOR, commune)
    response = send_photo(client, posting, content, moment="during")
    assert response.status_code == 422  # type: ignore[attr-defined]
    body = response.content.decode()  # type: ignore[attr-defined]
    assert message in body
    assert 'value="during" required' in body or "checked" in body
    assert not PostingEvidence.objects.exists()


def test_a_break_with_an_impossible_day_keeps_what_was_typed(
    client: Client, commune: Organisation, page: BudgetPage, today: date
) -> None:
    posting = hung_today(page, today)
    sign_in(client, Role.EDITOR, commune)
    tomorrow = (today + timedelta(days=1)).isoformat()
    prefix = f"broken-{posting.pk}"
    sent = {"act": "broken", "posting": posting.pk, f"{prefix}-on": tomorrow, f"{prefix}-reason": "weather"}
    response = client.post(desk(page), sent)
    assert response.status_code == 422
    body = response.content.decode()
    assert "Ngày gián đoạn phải từ ngày bắt đầu" in body
    assert tomorrow in body
    assert '<option value="weather" selected>' in body
    sent[f"{prefix}-on"] = today.isoformat()
    assert client.post(desk(page), sent).status_code == 302
    public = client.get(page.public_path).content.decode()
    assert "Niêm yết gián đoạn" in public
    assert "do mưa bão, thiên tai" in public


def test_odd_requests_change_nothing(
    client: Client, commune: Organisation, page: BudgetPage, today: date
) -> None:
    posting = hung_today(page, today)
    sign_in(client, Role.EDITOR, commune)
    assert client.post(desk(page), {"act": "explode", "posting": posting.pk}).status_code == 404
    assert client.post(desk(page), {"act": "photo", "posting": "9" * 30}).status_code == 404
    assert client.post(desk(page), {"act": "photo", "posting": "x"}).status_code == 404
    assert client.post(desk(page), {"act": "start"}).status_code == 422
    response = client.post(desk(page), {"act": "drop", "posting": posting.pk}, follow=True)
    assert "đã niêm yết" in response.content.decode()
    assert Posting.objects.count() == 1


def test_a_posting_of_another_page_is_not_found_here(
    client: Client, commune: Organisation, page: BudgetPage, today: date
) -> None:
    foreign = hung_today(public_budget(make_organisation()), today)
    sign_in(client, Role.EDITOR, commune)
    assert client.post(desk(page), {"act": "drop", "posting": foreign.pk}).status_code == 404


# ---- boards


def test_staff_keep_their_own_boards(client: Client, commune: Organisation) -> None:
    sign_in(client, Role.EDITOR, commune)
    village = make_village(commune)
    address = reverse("disclosure_place_add", args=[commune.slug])
    sent = {"name": "Bảng tin Đình Đông", "village": village.pk, "address": "Cạnh giếng", "active": "on"}
    assert client.post(address, sent).status_code == 302
    place = PostingPlace.objects.get()
    assert (place.village, place.organisation, place.active) == (village, commune, True)
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "đã có nơi niêm yết tên này" in again.content.decode()
    assert "Cạnh giếng" in again.content.decode()
    edit = reverse("disclosure_place_edit", args=[place.pk])
    assert client.post(edit, {**sent, "active": ""}).status_code == 302
    place.refresh_from_db()
    assert not place.active
    assert "Bảng tin Đình Đông" in client.get(reverse("disclosure_places")).content.decode()


def test_a_village_of_another_body_is_no_choice(client: Client, commune: Organisation) -> None:
    sign_in(client, Role.EDITOR, commune)
    foreign = make_village(make_organisation())
    sent = {"name": "Bảng tin", "village": foreign.pk, "active": "on"}
    assert client.post(reverse("disclosure_place_add", args=[commune.slug]), sent).status_code == 422
    assert not PostingPlace.objects.exists()


@pytest.mark.parametrize("role", [Role.HANDLER, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_boards_are_kept_by_those_who_draft(client: Client, commune: Organisation, role: str) -> None:
    place = make_place(commune)
    sign_in(client, role, commune)
    for address in (
        reverse("disclosure_places"),
        reverse("disclosure_place_add", args=[commune.slug]),
        reverse("disclosure_place_edit", args=[place.pk]),
    ):
        response = client.post(address, {"name": "Đổi"})
        assert response.status_code in {302, 403}
    place.refresh_from_db()
    assert place.name == "Bảng tin trụ sở"


def test_boards_of_another_body_are_not_found(client: Client, commune: Organisation) -> None:
    sign_in(client, Role.EDITOR, commune)
    other = make_organisation()
    assert client.get(reverse("disclosure_place_add", args=[other.slug])).status_code == 404
    assert client.get(reverse("disclosure_place_edit", args=[make_place(other).pk])).status_code == 404


# ---- the list


def test_the_list_shows_what_hangs_and_what_should(
    client: Client, commune: Organisation, page: BudgetPage, today: date
) -> None:
    sign_in(client, Role.EDITOR, commune)
    address = reverse("disclosure_postings_all")
    assert "Chưa niêm yết" in client.get(address).content.decode()
    hung_today(page, today)
    assert "Đang niêm yết" in client.get(address).content.decode()
    sign_in(client, Role.EDITOR, make_organisation())
    assert page.title not in client.get(address).content.decode()


def test_the_list_asks_as_often_for_many_pages_as_for_one(
    client: Client, commune: Organisation, page: BudgetPage, today: date
) -> None:
    sign_in(client, Role.HEAD, commune)
    address = reverse("disclosure_postings_all")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    pages = {form: public_budget(commune, form=form) for form in ("q1", "h1", "9m")}
    for form, budget in pages.items():
        hang(
            budget,
            make_place(commune, f"Bảng {form}"),
            since=today,
            when=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        body = client.get(address).content.decode()
    assert body.count("Đang niêm yết") == 3
    assert len(many) == len(one)


def test_the_boards_of_a_list_are_planned_before_it_is_public(client: Client, commune: Organisation) -> None:
    draft = make_household_list(commune)
    sign_in(client, Role.EDITOR, commune)
    place = make_place(commune)
    address = reverse("disclosure_postings", args=[draft.pk])
    assert client.post(address, {"act": "plan", "places": [place.pk]}).status_code == 302
    posting = Posting.objects.get()
    assert posting.posted_from is None
    assert client.post(address, {"act": "drop", "posting": posting.pk}).status_code == 302
    assert not Posting.objects.exists()
    plan_posting(page=draft, places=[place])
    publish(draft)
    assert "Từ 01/11/2026" in client.get(address).content.decode()
