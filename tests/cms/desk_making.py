"""What the desk's tests start from: a province, communes with obligations, and somebody who signs in."""

from datetime import date

from django.test import Client

from cms.disclosures.models import Obligation
from cms.disclosures.services import ensure_structure, oblige
from portal.accounts.models import Role, User
from portal.organisations.models import Organisation, OrganisationKind
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at
from tests.factories import make_organisation, make_user


def make_province(communes: int = 1) -> tuple[Organisation, list[Organisation]]:
    province = make_organisation("Tỉnh Thử", kind=OrganisationKind.PROVINCE)
    below = [make_organisation(f"Xã Số {number}", parent=province) for number in range(1, communes + 1)]
    ensure_structure()
    return province, below


def owe(
    organisation: Organisation, key: str = "budget_approved", period: str = "2026", *, due: date
) -> Obligation:
    """An obligation with exactly this due date."""
    duty = DisclosureDuty.objects.filter(key=key).first()
    obligation = oblige(
        organisation=organisation, duty=duty, period=period, triggered_on=date(2026, 1, 5),
        at=at("2026-01-05 08:00"),
    )  # fmt: skip
    Obligation.objects.filter(pk=obligation.pk).update(due_on=due)
    obligation.refresh_from_db()
    return obligation


def sign_in(
    client: Client, role: Role | str, organisation: Organisation | None = None, **fields: object
) -> User:
    user = make_user(role, organisation, **fields)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user
