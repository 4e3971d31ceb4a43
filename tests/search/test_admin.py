"""Administrators keep the words of the search; nobody else does."""

import pytest
from django.test import Client

from portal.accounts.models import Role
from portal.organisations.models import FormerName
from search.engines.choice import database_engine
from search.models import Synonym
from tests.factories import make_organisation, make_user
from tests.search.shared import ask, ids

pytestmark = pytest.mark.django_db(transaction=True)

SYNONYMS = "/quan-tri/tu-dong-nghia/"
FORMER_NAMES = "/quan-tri/ten-cu/"


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


@pytest.mark.usefixtures("corpus")
def test_an_administrator_adds_a_word_that_counts_from_the_next_query_and_takes_it_back() -> None:
    client = signed_in(Role.ADMINISTRATOR)
    assert "tu-dong-nghia" in client.get("/quan-tri/").content.decode()
    typed = {"said": "krkrkr vwvwvw", "means": "hộ nghèo\nhộ cận nghèo"}
    assert ids(ask(database_engine(), "krkrkr vwvwvw")) == []
    assert client.post(f"{SYNONYMS}new/", typed).status_code == 302
    assert ids(ask(database_engine(), "krkrkr vwvwvw")) == ["disclosure:2"]
    listed = client.get(SYNONYMS, {"q": "krkrkr"}).content.decode()
    assert "krkrkr vwvwvw" in listed
    assert "Hiểu cả hai chiều" in listed
    again = client.post(f"{SYNONYMS}new/", typed)
    assert again.status_code == 200
    assert "hộ cận nghèo" in again.content.decode()
    added = Synonym.objects.get(said="krkrkr vwvwvw")
    assert client.post(f"{SYNONYMS}delete/{added.pk}/").status_code == 302
    assert ids(ask(database_engine(), "krkrkr vwvwvw")) == []


def test_an_administrator_adds_a_former_name_and_takes_it_back() -> None:
    client, commune = signed_in(Role.ADMINISTRATOR), make_organisation("Phường Hồng Châu")
    typed = {"name": "Xã Quảng Châu", "organisation": commune.pk}
    assert client.post(f"{FORMER_NAMES}new/", typed).status_code == 302
    added = FormerName.objects.get()
    assert client.post(f"{FORMER_NAMES}delete/{added.pk}/").status_code == 302
    assert not FormerName.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_changes_words(role: Role) -> None:
    client = signed_in(role)
    for address in (SYNONYMS, FORMER_NAMES):
        assert client.get(f"{address}new/").status_code in (302, 403)
    client.post(f"{SYNONYMS}new/", {"said": "krkrkr vwvwvw", "means": "hộ nghèo"})
    assert not Synonym.objects.filter(said="krkrkr vwvwvw").exists()
    assert "tu-dong-nghia" not in client.get("/quan-tri/").content.decode()
