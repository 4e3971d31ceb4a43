"""The whole country in outline: organisations and duties, nothing invented."""

from io import StringIO

import pytest
from django.core.management import call_command

from cms.disclosures.models import DisclosurePage, Obligation
from content.generators.corpus import places
from content.seeding import country
from portal.organisations.models import Organisation


@pytest.mark.django_db
def test_the_country_is_organisations_with_their_duties(monkeypatch: pytest.MonkeyPatch) -> None:
    few = [row for row in places("country.csv") if "33" in {row.code, row.parent}]
    monkeypatch.setattr(country, "places", lambda name: few)
    call_command("seed", size="country", stdout=StringIO())
    assert Organisation.objects.communes().count() == 104
    assert not Organisation.objects.filter(is_sample_data=False).exists()
    assert Obligation.objects.filter(organisation__kind="commune").count() > 700
    assert not DisclosurePage.objects.exists()
    call_command("verify_ledger", stdout=StringIO())
