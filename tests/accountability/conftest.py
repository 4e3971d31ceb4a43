from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.utils import timezone

from portal.organisations.models import Organisation, OrganisationKind
from tests.accountability.database import TODAY, answer_petitions
from tests.factories import make_organisation


@pytest.fixture
def communes() -> list[Organisation]:
    good = make_organisation("Xã Tốt", code="C1", slug="xa-tot", population=10_000)
    fair = make_organisation("Phường Đường Hào", code="C2", slug="phuong-duong-hao", type_name="Phường")
    small = make_organisation("Xã Nhỏ", code="C3", slug="xa-nho")
    empty = make_organisation("Xã Trống", code="C4", slug="xa-trong")
    office = make_organisation(
        "Sở Nông nghiệp", OrganisationKind.DEPARTMENT, code="D1", slug="so-nong-nghiep", type_name=""
    )
    answer_petitions(good, 30)
    answer_petitions(fair, 30, late=25)
    answer_petitions(small, 4)
    answer_petitions(office, 12, late=3)
    return [good, fair, small, empty, office]


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with patch.object(timezone, "localdate", return_value=TODAY):
        yield
