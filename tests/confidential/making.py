"""A confirmed key whose private half the tests hold, and people."""

from datetime import UTC, datetime

from nacl.public import PrivateKey

from portal.accounts.models import Role, User
from portal.confidential.models import TipKey
from portal.organisations.models import OrganisationKind
from tests.factories import make_organisation, make_user

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)  # Monday 10:00 in Vietnam
PRIVATE = PrivateKey(bytes(range(32)))
CODE = "ba cha ha la ma na tha tra va sa"


def make_key(**fields: object) -> TipKey:
    body = make_organisation("Thanh tra tỉnh", OrganisationKind.DEPARTMENT)
    administrator = make_user(Role.ADMINISTRATOR, body)
    defaults: dict[str, object] = {"confirmed_by": make_inspector(), "confirmed_on": AT.date()}
    defaults["public"] = bytes(PRIVATE.public_key)
    return TipKey.objects.create(
        organisation=body,
        entered_by=administrator,
        entered_on=AT.date(),
        **{**defaults, **fields},
    )


def make_inspector() -> User:
    return make_user(Role.INSPECTOR, make_organisation("Thanh tra", OrganisationKind.DEPARTMENT))
