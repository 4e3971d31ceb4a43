"""Words that are long, odd or late: nothing is lost, nothing does harm, and everybody counts alike."""

import csv
import io
import unicodedata
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.exports import csv_lines
from portal.core.fields import PlainField
from portal.core.text import plain_text
from portal.feedback.desk.forms import ActForm
from portal.feedback.forms import PetitionForm
from portal.feedback.models import Petition
from portal.feedback.models.petition import TEXT_LENGTH
from portal.feedback.services import private_link_token
from portal.feedback.workflow import TRANSITIONS
from portal.ledger.audit import verify
from portal.ledger.models import Event
from tests.factories import make_organisation
from tests.feedback.making import Office

SUBMIT = "/phan-anh/gui/"
OWN = {"sec-fetch-site": "same-origin"}
ODD = (
    "Xin chào 👩‍👩‍👧‍👦🇻🇳 \u202egnort\u202c zero\u200bwidth "
    "Đươ\u0300ng <script>alert(1)</script> <b>đậm</b> **đậm** [bấm](javascript:alert(1)) "
    "javascript:alert(1) https://xau.example/ مرحبا שלום =1+1"
)


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def letter(text: str = ODD) -> dict[str, object]:
    return {"kind": "report", "category": "roads", "title": "Đèn hỏng", "text": text, "contact_name": "Lan"}


@pytest.mark.django_db
def test_a_letter_survives_that_its_protection_ran_out() -> None:
    body = make_organisation()
    answer = strict().post(SUBMIT, {**letter(), "organisation": body.slug, "step": "preview"}, headers=OWN)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Trang mở quá lâu" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'value="Lan"' in page
    assert f'value="{body.slug}" selected' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://xau.example"},
        {"origin": "null"},
        {"referer": "https://xau.example/phan-anh/gui/"},
        {},
    ],
)
def test_what_another_site_posts_is_never_shown(headers: dict[str, str]) -> None:
    for address in (SUBMIT, "/phan-anh/rieng/abc/", "/quan-tri/phan-anh/HY-AAAA-BBBB/ask/"):
        answer = strict().post(address, {**letter(), "act": "rate"}, headers=headers)
        assert answer.status_code in {302, 403}
        assert "javascript:" not in answer.content.decode()


@pytest.mark.django_db
def test_other_forms_come_back_with_their_words_and_can_be_sent_again() -> None:
    office = Office()
    office.now = timezone.now() - timedelta(hours=3)
    petition = office.petition("approve_answer")
    private = f"/phan-anh/rieng/{_token(petition)}/"
    client = strict()
    typed = {"act": "dispute", "dispute-point": "facts", "dispute-text": f"Chưa đúng.\n{ODD}"}
    answer = client.post(private, typed, headers={"origin": "http://testserver"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert f'action="{private}"' in page
    assert "Chưa đúng." in page
    assert '<input type="hidden" name="dispute-point" value="facts">' in page
    assert answer["Cache-Control"] == "no-store, private"
    token = str(answer.context["csrf_token"])
    again = client.post(private, {**typed, "csrfmiddlewaretoken": token}, headers=OWN)
    assert again.status_code == 302
    petition.refresh_from_db()
    assert petition.status == "disputed"


@pytest.mark.django_db
def test_a_session_that_ended_gives_the_words_back() -> None:
    office = Office()
    petition = office.petition("accept")
    address = f"/quan-tri/phan-anh/{petition.code}/draft_answer/?muc=qua-han"
    answer = Client().post(address, {"version": 3, "text": "Đã thay bóng.\nKính gửi."}, headers=OWN)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Phiên làm việc đã hết" in page
    assert "Đã thay bóng." in page
    assert "?muc=qua-han" in page
    assert petition.title not in page
    script = Client().post(address, {"text": "x"}, headers={**OWN, "accept": "application/json"})
    assert script.status_code == 302
    assert Client().get(address).status_code == 302


def _token(petition: Petition) -> str:
    return private_link_token(petition)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_stored_text_is_composed_and_hides_nothing(text: str) -> None:
    kept = plain_text(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert not set(kept) & set("\u202e\u202d\u2066\u2067\u200b\u200e\u200f\ufeff\x00\r")
    assert plain_text(kept) == kept


@given(st.sampled_from(["a", "👍", "ế", "e\u0302\u0301", "\r\n", "𠀀"]))
@settings(max_examples=20)
def test_the_limit_counts_characters(unit: str) -> None:
    """Not bytes and not code units; a composed letter, an emoji and a line end are one each."""
    field = PlainField(max_length=100, required=False)
    each = len(plain_text(f"x{unit}x")) - 2
    fits = "x" + unit * (98 // each) + "x"
    assert len(field.clean(fits)) <= 100
    with pytest.raises(Exception, match="tối đa 100 ký tự"):
        field.clean("x" + unit * (99 // each + 1) + "x")


@pytest.mark.django_db
def test_ten_thousand_characters_are_taken_and_one_more_is_not() -> None:
    body = make_organisation()
    for text, fits in (
        ("👍" * TEXT_LENGTH, True),
        ("e\u0302\u0301\r\n" * 5_000, True),
        ("ế" * 10_001, False),
    ):
        form = PetitionForm({**letter(text), "organisation": body.slug}, captcha_passed=True)
        assert ("text" not in form.errors) is fits, form.errors
    assert 'data-limit="10000"' in str(form["text"])
    assert "maxlength" not in str(form["text"])


@pytest.mark.django_db
def test_the_desk_counts_like_the_form() -> None:
    office = Office()
    petition = office.petition("accept")
    row, today = TRANSITIONS["draft_answer"], timezone.localdate()
    assert ActForm(row, petition, {"version": 1, "text": "👍" * TEXT_LENGTH}, today=today).is_valid()
    assert not ActForm(
        row, petition, {"version": 1, "text": "👍" * (TEXT_LENGTH + 1)}, today=today
    ).is_valid()


@pytest.mark.django_db
def test_odd_words_are_shown_as_typed_and_do_nothing() -> None:
    office = Office(name="Xã Đông Minh")
    office.now = timezone.now() - timedelta(hours=12)
    petition = office.petition("acknowledge", title=f"=HYPERLINK {ODD}"[:150], text=ODD)
    staff = Client()
    staff.force_login(office.handler, backend="django.contrib.auth.backends.ModelBackend")
    for client, address in (
        (Client(), petition.get_absolute_url()),
        (Client(), "/phan-anh/"),
        (Client(), f"/phan-anh/rieng/{_token(petition)}/"),
        (staff, "/quan-tri/phan-anh/?muc=tat-ca"),
        (staff, f"/quan-tri/phan-anh/{petition.code}/"),
    ):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page, address
        assert "&lt;script&gt;alert(1)" in page, address
        assert 'href="javascript' not in page, address
        assert "\u202e" not in page, address
        assert "👩‍👩‍👧‍👦🇻🇳" in page, address
        assert "Đường" in page, address
    assert "<bdi>=HYPERLINK" in Client().get("/phan-anh/").content.decode()
    heading, row = csv.reader(io.StringIO(Client().get("/phan-anh/csv/").content.decode("utf-8-sig")))
    assert row[heading.index("tieu_de")].startswith("'=HYPERLINK")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    [line] = csv_lines([[text]])
    [[cell]] = csv.reader(io.StringIO(line, newline=""))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert cell in {text, f"'{text}"}


@pytest.mark.django_db
def test_two_handlers_answer_at_once_and_the_slower_keeps_the_words() -> None:
    office = Office()
    office.now = timezone.now() - timedelta(hours=12)
    petition = office.petition("accept")
    clients = []
    for user in (office.handler, office.head):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        clients.append(client)
    address = f"/quan-tri/phan-anh/{petition.code}/draft_answer/"
    answers = [
        client.post(address, {"version": petition.version, "text": f"Câu trả lời {number}."})
        for number, client in enumerate(clients)
    ]
    assert [answer.status_code for answer in answers] == [302, 409]
    page = answers[1].content.decode()
    assert "vừa thực hiện “Dự thảo trả lời”" in page
    assert "Câu trả lời 1." in page
    assert petition.answers.get().text == "Câu trả lời 0."


@pytest.mark.django_db
def test_a_clock_that_jumps_back_leaves_the_events_in_order() -> None:
    office = Office()
    petition = office.petition("acknowledge")
    office.now -= timedelta(days=3)
    petition = office.act("accept", petition)
    office.now += timedelta(days=40)
    petition = office.act("draft_answer", petition)
    office.now -= timedelta(days=40)
    petition = office.act("approve_answer", petition)
    times = list(Event.objects.order_by("sequence").values_list("recorded_at", flat=True))
    assert times == sorted(times)
    assert verify().problem is None
