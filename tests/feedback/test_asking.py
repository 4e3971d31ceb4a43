"""A request for what a body must make public: from the link to the register's count."""

import csv
import io

import pytest
from django.test import Client

from portal.feedback.models import Petition
from portal.organisations.models import Organisation
from portal.statutes.requests import DutySubject, requests_about
from tests.factories import make_organisation
from tests.feedback.making import Office
from tests.feedback.test_public_submit import URL, Resident, hidden

pytestmark = pytest.mark.django_db
DUTY = "budget_approved"
ASKED = "Dự toán ngân sách xã đã được quyết định, năm 2026"


def subject(organisation: Organisation, period: str = "2026") -> str:
    return f"duty:{DUTY}:{organisation.code}:{period}"


def asking(office: Office, **fields: object) -> Petition:
    about = str(fields.pop("about", subject(office.organisation)))
    return office.petition(kind="information_request", about=about, **fields)


class Asker(Resident):
    """Comes from the button beside a missing item."""

    def __init__(self, client: Client, organisation: Organisation) -> None:
        super().__init__(client, kind="information_request", organisation=organisation.slug)
        query = f"loai=information_request&don-vi={organisation.slug}&nghia-vu={DUTY}&ky=2026"
        self.page = client.get(f"{URL}?{query}").content.decode()
        self.values |= {name: hidden(self.page, name) for name in ("duty", "duty_period")}


def test_the_form_says_what_is_asked_for_and_keeps_it_to_the_end(client: Client) -> None:
    organisation = make_organisation("Xã Được Hỏi")
    asker = Asker(client, organisation)
    assert "Bạn đang yêu cầu công khai" in asker.page
    assert asker.page.count(ASKED) >= 3  # the panel, the title and the text
    asker.press("preview", title="")
    assert "Bạn đang yêu cầu công khai" in asker.page
    asker.press("preview")
    assert "Về nội dung công khai" in asker.page
    asker.press("edit")
    assert "Bạn đang yêu cầu công khai" in asker.page
    asker.press("preview")
    assert asker.press("send").status_code == 302
    petition = Petition.objects.get()
    assert petition.about == subject(organisation)
    page = client.get(petition.get_absolute_url()).content.decode()
    assert ASKED in page
    assert f'href="/cong-khai/?muc={DUTY}&amp;don-vi={organisation.slug}&amp;ky=2026"' in page


def test_the_request_is_about_the_body_that_was_chosen_in_the_end(client: Client) -> None:
    asker = Asker(client, make_organisation())
    other = make_organisation()
    asker.values["organisation"] = other.slug
    asker.press("preview")
    asker.press("send")
    assert Petition.objects.get().about == subject(other)


@pytest.mark.parametrize("duty", ["", "no_such_duty", "ă\x00", "x" * 300])
def test_a_duty_that_nobody_knows_is_left_out(client: Client, duty: str) -> None:
    resident = Resident(client, duty=duty, duty_period="2026")
    resident.press("preview")
    assert "Bạn đang yêu cầu công khai" not in resident.page
    resident.press("send")
    assert Petition.objects.get().about == ""


@pytest.mark.parametrize("period", ["", "abc", "2026-Q9", "9" * 200])
def test_a_period_that_is_none_is_left_out(client: Client, period: str) -> None:
    resident = Resident(client, duty=DUTY, duty_period=period)
    resident.press("preview")
    resident.press("send")
    assert Petition.objects.get().about.endswith(":")


def test_requests_are_counted_by_item_from_the_first_day() -> None:
    office = Office()
    asking(office)
    asking(office)
    asking(office, about=subject(office.organisation, "2025"))
    office.petition()
    wanted = [subject(office.organisation), subject(office.organisation, "2025"), "duty:x:y:2026"]
    assert requests_about(wanted) == {wanted[0]: 2, wanted[1]: 1}


def test_no_item_needs_no_query(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):
        assert requests_about([]) == {}


@pytest.mark.parametrize("fields", [{"is_public": False}, {"kind": "complaint"}])
def test_what_the_sender_keeps_private_is_neither_counted_nor_linked(
    client: Client, fields: dict[str, object]
) -> None:
    office = Office()
    values = {"kind": "information_request", "about": subject(office.organisation), **fields}
    petition = office.petition(**values)
    assert requests_about([petition.about]) == {}
    assert ASKED not in client.get(petition.get_absolute_url()).content.decode()
    assert petition.code not in client.get(f"/phan-anh/?nghia-vu={DUTY}").content.decode()


def test_hidden_requests_do_not_count() -> None:
    office = Office()
    petition = asking(office, upto="acknowledge")
    office.act("hide", petition)
    assert requests_about([petition.about]) == {}


def test_the_list_shows_the_requests_about_one_item(client: Client) -> None:
    office, other = Office(), Office()
    wanted, elsewhere, unrelated = asking(office), asking(other), office.petition()
    slug = office.organisation.slug

    def codes(query: str) -> set[str]:
        table = client.get(f"/phan-anh/csv/?{query}").content.decode("utf-8-sig")
        return {row["ma"] for row in csv.DictReader(io.StringIO(table))}

    assert codes(f"nghia-vu={DUTY}") == {wanted.code, elsewhere.code}
    assert codes(f"nghia-vu={DUTY}&ky=2026&don-vi={slug}") == {wanted.code}
    assert codes(f"nghia-vu={DUTY}&ky=2025&don-vi={slug}") == set()
    assert codes(f"nghia-vu={DUTY}&don-vi=khong-co") == set()
    one = asking(office, about=f"{subject(office.organisation)}:12-qd-ubnd")
    assert codes(f"nghia-vu={DUTY}&ky=2026&don-vi={slug}") == {wanted.code, one.code}
    assert codes(f"nghia-vu={DUTY}&ky=2026&vu-viec=12-qd-ubnd") == {one.code}
    assert codes("nghia-vu=%00&ky=%00") >= {unrelated.code}
    page = client.get(f"/phan-anh/?nghia-vu={DUTY}&ky=2026").content.decode()
    assert f"Yêu cầu công khai: {ASKED}" in page
    assert f'name="nghia-vu" value="{DUTY}"' in page


def test_a_forwarded_request_stays_with_the_item(client: Client) -> None:
    office = Office()
    petition = office.act("forward", asking(office, upto="acknowledge"))
    assert petition.organisation != office.organisation
    assert requests_about([subject(office.organisation)]) == {petition.about: 1}
    address = f"/phan-anh/?nghia-vu={DUTY}&ky=2026&don-vi={office.organisation.slug}"
    assert petition.code in client.get(address).content.decode()


def test_the_handler_sees_what_is_asked_for(client: Client) -> None:
    office = Office()
    petition = asking(office)
    client.force_login(office.handler)
    assert ASKED in client.get(f"/quan-tri/phan-anh/{petition.code}/").content.decode()


@pytest.mark.parametrize("text", ["", "petition:HY-1", "duty:a:b", "page:1:2:3"])
def test_other_subjects_are_no_duties(text: str) -> None:
    assert DutySubject.parse(text) is None


def test_a_subject_reads_back_as_it_was_written() -> None:
    written = DutySubject("budget_approved", "HY01", "2026-Q1")
    assert DutySubject.parse(str(written)) == written
    event = DutySubject("investment_projects", "HY01", "2026", "12-qd-ubnd")
    assert DutySubject.parse(str(event)) == event


def test_a_request_about_one_of_several_decisions_says_which(client: Client) -> None:
    organisation = make_organisation()
    query = f"don-vi={organisation.slug}&nghia-vu=investment_projects&ky=2026&vu-viec=12-qd-ubnd"
    resident = Resident(client, organisation=organisation.slug)
    resident.page = client.get(f"{URL}?{query}").content.decode()
    asked = {name: hidden(resident.page, name) for name in ("duty", "duty_period", "duty_occurrence")}
    resident.press("preview", **asked)
    resident.press("send", **asked)
    assert Petition.objects.get().about == f"duty:investment_projects:{organisation.code}:2026:12-qd-ubnd"
