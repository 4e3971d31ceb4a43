"""A letter about a published page, or about one line of it: from the link to the public list."""

import pytest
from django.test import Client

from portal.feedback.about_page import page_asked
from portal.feedback.models import Petition
from tests.cms.factories import make_budget, publish
from tests.factories import make_organisation
from tests.feedback.making import Office
from tests.feedback.test_public_submit import URL, Resident, hidden

pytestmark = pytest.mark.django_db
LINE = "Chi: Chi thường xuyên"


class Asker(Resident):
    """Comes from the link beside a budget's line."""

    def __init__(self, client: Client, address: str, **values: str) -> None:
        super().__init__(client, **values)
        self.page = client.get(address).content.decode()
        self.values |= {name: hidden(self.page, name) for name in ("page", "page_part")}


def test_a_question_about_a_line_is_tied_to_it_to_the_end(client: Client) -> None:
    organisation = make_organisation("Xã Có Ngân Sách")
    budget = publish(make_budget(organisation))
    asker = Asker(client, budget.ask_address(2), kind="question", organisation=organisation.slug)
    assert "Bạn đang viết về" in asker.page
    assert asker.page.count(LINE) >= 2  # the panel and the title
    asker.press("preview", title="")
    assert "Bạn đang viết về" in asker.page
    asker.press("preview")
    assert LINE in asker.page
    asker.press("edit")
    asker.press("preview")
    assert asker.press("send").status_code == 302
    petition = Petition.objects.get()
    assert (petition.about_page_id, petition.about_part) == (budget.pk, LINE)
    page = client.get(petition.get_absolute_url()).content.decode()
    assert f'<a href="{budget.url}">{budget.title}: {LINE}</a>' in page
    assert petition.code in client.get(f"/phan-anh/?ve={budget.pk}").content.decode()


def test_a_withdrawn_page_is_not_linked_and_the_letter_stays(client: Client) -> None:
    office = Office()
    budget = publish(make_budget(office.organisation))
    petition = office.petition(about_page=page_asked(str(budget.pk), "1"))
    budget.unpublish()
    response = client.get(petition.get_absolute_url())
    assert response.status_code == 200
    assert budget.title not in response.content.decode()
    assert petition.about_part == "Thu: Thu được hưởng"


@pytest.mark.parametrize(
    ("page", "part"), [("0", ""), ("x", "1"), ("²", ""), ("9" * 12, ""), ("", ""), ("-1", ""), ("1 or 1", "")]
)
def test_what_names_no_page_opens_the_plain_form(client: Client, page: str, part: str) -> None:
    assert page_asked(page, part) is None
    response = client.get(URL, {"ve": page, "dong": part})
    assert response.status_code == 200
    assert "Bạn đang viết về" not in response.content.decode()
    assert client.get("/phan-anh/", {"ve": page}).status_code == 200


@pytest.mark.parametrize("part", ["0", "99", "²", "x", "1" * 9])
def test_a_line_that_is_not_there_leaves_the_page(part: str) -> None:
    budget = publish(make_budget(make_organisation()))
    asked = page_asked(str(budget.pk), part)
    assert asked is not None
    assert (asked.number, asked.part, asked.label) == (None, "", budget.title)


def test_a_draft_cannot_be_named(client: Client) -> None:
    draft = make_budget(make_organisation())
    assert page_asked(str(draft.pk), "1") is None


def test_the_list_of_a_page_leaves_out_what_is_not_public(client: Client) -> None:
    office = Office()
    budget = publish(make_budget(office.organisation))
    about = page_asked(str(budget.pk))
    seen = office.petition(about_page=about)
    unseen = office.petition(about_page=about, is_public=False)
    other = office.petition()
    body = client.get(f"/phan-anh/?ve={budget.pk}").content.decode()
    assert seen.code in body
    assert unseen.code not in body
    assert other.code not in body
