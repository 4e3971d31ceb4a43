"""What people object to a posted list: one click, no account, and a reviewer who did not write the list."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cms.disclosures.services import end_posting
from portal.accounts.models import Membership, Role, User
from portal.feedback import services
from portal.feedback.about_page import page_asked
from portal.feedback.desk.access import acts_for
from portal.feedback.models import Petition
from tests.cms.factories import at, make_budget, make_household_list, publish
from tests.factories import make_user
from tests.feedback.making import Office
from tests.feedback.test_public_submit import Resident, hidden

pytestmark = pytest.mark.django_db


def both_roles(office: Office) -> User:
    """One person who writes the commune's lists and handles its letters."""
    user = make_user(Role.EDITOR, office.organisation)
    Membership.objects.create(user=user, organisation=office.organisation, role=Role.HANDLER)
    return user


def test_one_click_opens_a_letter_that_is_written_to_its_end(client: Client) -> None:
    office = Office()
    page = publish(make_household_list(office.organisation))
    body = client.get(page.public_path).content.decode()
    address = next(a for a in body.split('"') if "ly-do=thieu" in a).replace("&amp;", "&")
    form = client.get(address).content.decode()
    resident = Resident(client)
    resident.page = form
    resident.values |= {"page": hidden(form, "page"), "title": f"Không đồng ý: {page.title}"}
    assert "Có hộ khó khăn chưa được đưa vào danh sách." in form
    assert 'name="is_public"' in form
    assert "checked" not in form.split('name="is_public"')[1].split(">")[0]
    resident.values |= {"kind": "recommendation", "organisation": office.organisation.slug}
    resident.values.pop("is_public", None)
    resident.press("preview")
    assert resident.press("send").status_code == 302
    petition = Petition.objects.get()
    assert petition.about_page_id == page.pk
    assert not petition.is_public
    assert page.title not in client.get(petition.get_absolute_url()).content.decode()
    assert "Đã có 1 ý kiến, 0 ý kiến được trả lời" in client.get(page.public_path).content.decode()


def test_who_wrote_the_list_can_do_nothing_in_an_objection_to_it() -> None:
    office = Office()
    page = make_household_list(office.organisation)
    author, colleague = both_roles(office), office.handler
    page.save_revision(user=author, log_action=True)
    publish(page)
    petition = office.petition(about_page=page_asked(str(page.pk)))
    assert acts_for(author, petition) == []
    assert acts_for(colleague, petition)
    with pytest.raises(PermissionDenied):
        services.acknowledge(petition=petition, by=author, at=office.later())
    assert services.acknowledge(petition=petition, by=colleague, at=office.later()).status == "acknowledged"


def test_who_imported_the_rows_is_an_author_too() -> None:
    office = Office()
    importer = both_roles(office)
    page = publish(make_household_list(office.organisation, by=importer))
    petition = office.petition(about_page=page_asked(str(page.pk)))
    assert acts_for(importer, petition) == []


def test_the_head_who_approved_the_list_may_still_review() -> None:
    office = Office()
    page = publish(make_household_list(office.organisation), user=office.head)
    petition = office.petition(about_page=page_asked(str(page.pk)))
    assert acts_for(office.head, petition)


def test_the_author_of_a_budget_may_answer_a_question_about_it() -> None:
    office = Office()
    author = both_roles(office)
    page = make_budget(office.organisation)
    page.save_revision(user=author, log_action=True)
    publish(page)
    petition = office.petition(about_page=page_asked(str(page.pk), "1"))
    assert acts_for(author, petition)


def test_a_list_without_names_takes_no_objection(client: Client) -> None:
    office = Office()
    page = publish(make_household_list(office.organisation))
    end_posting(page=page, at=at("2026-12-31 09:00"))
    assert "ly-do=" not in client.get(page.public_path).content.decode()
    form = client.get(f"/phan-anh/gui/?ve={page.pk}&ly-do=thieu").content.decode()
    assert "Có hộ khó khăn" not in form
