from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_organisation


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["duong hao", "Đường Hào", "ĐƯỜNG"])
def test_the_chooser_finds_with_and_without_accents(client, typed: str) -> None:
    make_organisation("Phường Đường Hào")
    make_organisation("Xã Tân Hưng")
    page = client.get(reverse("front:organisations"), {"q": typed}).content.decode()
    assert "Phường Đường Hào" in page
    assert "Xã Tân Hưng" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["%%", "<script>", "x" * 5000, "\x00"])
def test_the_chooser_bears_any_text(client, typed: str) -> None:
    answer = client.get(reverse("front:organisations"), {"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.django_db
def test_an_organisation_without_anything_says_so(client) -> None:
    organisation = make_organisation("Xã Mới")
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert "chưa công khai điện thoại" in page
    assert "Chưa có nội dung nào được công khai" in page


@pytest.mark.django_db
def test_an_unknown_organisation_is_not_found(client) -> None:
    assert client.get(reverse("front:organisation", args=["khong-co"])).status_code == 404


@pytest.mark.django_db
def test_the_chooser_needs_the_same_queries_for_one_and_for_many(
    client, django_assert_max_num_queries
) -> None:
    for _ in range(60):
        make_organisation()
    with django_assert_max_num_queries(4):
        client.get(reverse("front:organisations"))


@pytest.mark.django_db
def test_an_organisations_page_needs_a_bounded_number_of_queries(
    client, django_assert_max_num_queries
) -> None:
    organisation = make_organisation()
    with django_assert_max_num_queries(25):
        client.get(organisation.get_absolute_url())


@pytest.mark.django_db
def test_a_missing_disclosure_stands_on_the_page_with_a_way_to_ask(client) -> None:
    from cms.disclosures.models import Obligation
    from portal.statutes.models import DisclosureDuty

    organisation = make_organisation()
    duty = DisclosureDuty.objects.get(key="budget_approved")
    yesterday = timezone.localdate() - timedelta(days=1)
    Obligation.objects.create(organisation=organisation, duty=duty, period="2026", due_on=yesterday)
    page = client.get(organisation.get_absolute_url()).content.decode()
    assert duty.title in page
    assert f"don-vi={organisation.slug}&amp;nghia-vu=budget_approved&amp;ky=2026" in page
