"""The copy of the test database itself: every committing test relies on it."""

import pytest
from django.db import connection, transaction

from portal.organisations.models import Organisation
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("attempt", [1, 2])
def test_what_a_test_committed_is_gone_for_the_next_one(attempt):
    assert not Organisation.objects.filter(slug="con-lai").exists()
    with transaction.atomic():
        make_organisation(slug="con-lai")
    assert Organisation.objects.filter(slug="con-lai").exists()


@pytest.mark.parametrize("attempt", [1, 2])
def test_what_migrations_brought_is_still_there(attempt):
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM wagtailcore_page")
        assert cursor.fetchone()[0] >= 1
