import pytest
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from portal.core.paging import paginate, paginate_by_key
from portal.organisations.models import Organisation
from tests.factories import make_organisation


@pytest.mark.parametrize(("asked", "given"), [("2", 2), ("abc", 1), ("999", 5), ("0", 5), (None, 1)])
def test_a_wrong_page_number_gives_the_nearest_page(rf, asked: str | None, given: int) -> None:
    request = rf.get("/", {"trang": asked} if asked else {})
    assert paginate(request, list(range(100))).number == given


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "expected"), [("1", [0, 1]), ("2", [2, 3]), ("99", [4]), ("x", [0, 1])])
def test_a_page_by_keys_keeps_their_order(
    number: str, expected: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = [make_organisation() for _ in range(5)]
    wanted = Organisation.objects.filter(pk__in=[one.pk for one in made]).order_by("-pk")
    request = RequestFactory().get("/", {"trang": number})
    with django_assert_num_queries(3):
        found = list(paginate_by_key(request, wanted, Organisation.objects.all(), 2))
    assert found == [made[4 - index] for index in expected]
