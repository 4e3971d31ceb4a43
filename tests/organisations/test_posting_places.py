"""Boards on which paper notices hang."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from portal.organisations.models import PostingPlace, Village, free_slug
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def test_a_place_gets_an_address_of_its_own_within_the_organisation() -> None:
    commune, other = make_organisation(), make_organisation()
    slugs = [PostingPlace.objects.create(organisation=commune, name="Bảng tin Đình Đông").slug for _ in "ab"]
    assert slugs == ["bang-tin-dinh-dong", "bang-tin-dinh-dong-2"]
    assert PostingPlace.objects.create(organisation=other, name="Bảng tin Đình Đông").slug == slugs[0]
    with pytest.raises(IntegrityError):
        PostingPlace.objects.create(organisation=commune, name="Khác", slug=slugs[0])


def test_renaming_a_place_keeps_its_address() -> None:
    place = PostingPlace.objects.create(organisation=make_organisation(), name="Bảng tin cũ")
    place.name = "Bảng tin mới"
    place.save()
    assert place.slug == "bang-tin-cu"


def test_a_name_without_letters_still_gets_an_address() -> None:
    assert free_slug("***", set()) == "noi-niem-yet"
    assert len(free_slug("rất dài " * 40, set())) <= 120


def test_a_village_of_another_organisation_is_refused() -> None:
    village = Village.objects.create(organisation=make_organisation(), name="Thôn Lạ", slug="thon-la")
    place = PostingPlace(organisation=make_organisation(), name="Bảng tin", village=village)
    with pytest.raises(ValidationError) as caught:
        place.clean()
    assert "village" in caught.value.message_dict


def test_office_boards_come_before_village_boards_and_unused_ones_are_left_out() -> None:
    commune = make_organisation()
    village = Village.objects.create(organisation=commune, name="An", slug="an")
    PostingPlace.objects.create(organisation=commune, name="A nhà văn hóa", village=village)
    PostingPlace.objects.create(organisation=commune, name="Trụ sở")
    PostingPlace.objects.create(organisation=commune, name="Bảng cũ", active=False)
    assert [place.name for place in commune.posting_places.active()] == ["Trụ sở", "A nhà văn hóa"]
