"""The sample content as a whole: small, once, looked at from all sides."""

import re
import unicodedata
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cms.disclosures.models import PoorHousehold, PoorHouseholdListPage, PoorHouseholdTotal
from content.generators.corpus import communes, templates
from portal.core.models import SiteState
from portal.feedback.models import Petition
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.factories import make_organisation

PERSONAL = re.compile(r"\b(0[3-9]\d{8}|\d{9}|\d{12})\b|[\w.]+@(?!hungyen\.example)[\w.]+")


@pytest.fixture
def seeded(db, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    call_command("seed", size="small", stdout=StringIO())


def test_there_are_104_communes_with_codes_and_slugs_of_their_own() -> None:
    found = communes()
    assert len(found) == 104
    assert len({place.code for place in found}) == len({place.slug for place in found}) == 104
    assert sum(place.is_urban for place in found) == 11
    assert all("  " not in place.name and unicodedata.is_normalized("NFC", place.name) for place in found)


def test_no_template_holds_a_telephone_an_identity_number_or_an_address_of_mail() -> None:
    assert len(templates()) >= 120
    for template in templates():
        text = " ".join([*template.titles, template.text, *template.answers])
        assert not PERSONAL.search(text), template.id
        assert unicodedata.is_normalized("NFC", text), template.id


def test_everything_is_marked_as_sample_and_the_ledger_holds(seeded) -> None:
    assert SiteState.shows_sample_data()
    assert not Petition.objects.filter(is_sample_data=False).exists()
    assert not Organisation.objects.filter(is_sample_data=False).exists()
    call_command("verify_ledger", stdout=StringIO())


def test_ended_postings_keep_totals_and_no_names(seeded) -> None:
    over = PoorHouseholdListPage.objects.filter(posting_ended_at__isnull=False)
    assert over.count() == 12
    assert not PoorHousehold.objects.filter(page__in=over).exists()
    assert PoorHouseholdTotal.objects.filter(page__in=over).values("page").distinct().count() == 12
    hanging = PoorHousehold.objects.filter(page__posting_ended_at=None)
    assert hanging.exists()
    assert all(name.startswith("Hộ mẫu số") for name in hanging.values_list("head_of_household", flat=True))


def test_a_second_seed_is_refused_and_changes_nothing(seeded) -> None:
    before = Event.objects.count()
    with pytest.raises(CommandError, match="already"):
        call_command("seed", size="small")
    assert Event.objects.count() == before


@pytest.mark.django_db
def test_real_content_is_never_mixed_with_samples() -> None:
    make_organisation("Xã Thật")
    with pytest.raises(CommandError, match="content of its own"):
        call_command("seed", size="small")
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_ledger(settings, tmp_path) -> None:
    digests = []
    for run in ("a", "b"):
        settings.MEDIA_ROOT = tmp_path / run
        settings.PRIVATE_MEDIA_ROOT = tmp_path / run / "private"
        with transaction.atomic():
            call_command("seed", size="small", stdout=StringIO())
            rows = Event.objects.order_by("organisation__code", "sequence")
            digests.append(list(rows.values_list("commitment", "subject", "recorded_at")))
            transaction.set_rollback(True)
    assert digests[0] == digests[1]
    assert len(digests[0]) > 1000
