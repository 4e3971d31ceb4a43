"""When the seed writes nothing, and that it writes the same thing each time."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cms.pages.models import StandardPage
from cms.pages.services import ensure_home
from content.seeding import petitions, staff
from portal.accounts.models import User
from portal.core.models import SiteState
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"


def seed(**options: object) -> str:
    out = StringIO()
    call_command("seed", size="small", stdout=out, **options)
    return out.getvalue()


def test_real_content_is_never_mixed_with_samples() -> None:
    make_organisation("Xã Thật")
    with pytest.raises(CommandError, match="content of its own"):
        seed()
    assert Organisation.objects.count() == 1


def test_a_page_that_somebody_wrote_is_real_content() -> None:
    ensure_home().add_child(instance=StandardPage(title="Liên hệ", slug="lien-he"))
    with pytest.raises(CommandError, match="1 pages"):
        seed()


def test_real_content_beside_samples_is_named_too() -> None:
    SiteState.mark_sample_data()
    make_organisation("Xã Thật")
    with pytest.raises(CommandError, match="content of its own"):
        seed()


def test_a_failure_leaves_neither_rows_nor_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(petitions, "create", fail)
    with pytest.raises(OSError, match="disk full"):
        seed()
    assert not SiteState.shows_sample_data()
    assert not Organisation.objects.exists()
    assert not Event.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_dates_outside_the_demonstration_year_are_refused() -> None:
    with pytest.raises(CommandError, match="2026"):
        call_command("seed", "--size", "small", "--today", "2027-02-01")


def test_outside_a_developers_settings_nobody_can_sign_in(settings) -> None:
    settings.DEMO_LOGINS = False
    text = seed(today=date(2026, 2, 10))
    assert "petitions" in text
    assert not any(user.has_usable_password() for user in User.objects.all())
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert staff.DEMO_PASSWORD not in out.getvalue()


def test_the_same_seed_gives_the_same_ledger() -> None:
    chains = []
    for _ in range(2):
        with transaction.atomic():
            seed(today=date(2026, 4, 15))
            rows = Event.objects.order_by("organisation__code", "sequence")
            chains.append(list(rows.values_list("hash", "commitment")))
            transaction.set_rollback(True)
    assert chains[0] == chains[1]
    assert len(chains[0]) > 500
