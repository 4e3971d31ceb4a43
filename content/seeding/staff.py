"""Accounts to try the staff's side with: a few communes, the province, an inspector, an administrator."""

from dataclasses import dataclass

from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password

from content.generators.corpus import settings
from content.seeding.organisations import Bodies
from portal.accounts.models import Membership, Role, User
from portal.organisations.models import Organisation

# Known to everybody who reads this: given to sample accounts only, and only where a developer works.
DEMO_PASSWORD = "huong-sen-2026"  # noqa: S105
COMMUNE_ROLES = ((Role.EDITOR, "bientap"), (Role.HANDLER, "xuly"), (Role.HEAD, "lanhdao"))
PROVINCE_STAFF = (
    ("lanhdao.tinh", Role.HEAD, "HY"),
    ("lanhdao.so-noi-vu", Role.HEAD, "HY-SNV"),
    ("thanhtra", Role.INSPECTOR, "HY-TTT"),
    ("quantri", Role.ADMINISTRATOR, "HY-VP"),
)


@dataclass(frozen=True)
class Account:
    username: str
    role: Role
    code: str


def accounts(bodies: Bodies) -> list[Account]:
    listed = [
        Account(f"{name}.{bodies.places[code].slug}", role, code)
        for code in settings()["demo_staff"]
        if code in bodies.places
        for role, name in COMMUNE_ROLES
    ]
    return [*listed, *(Account(*row) for row in PROVINCE_STAFF)]


def create(bodies: Bodies) -> dict[tuple[str, str], User]:
    """Store the accounts and return them by (organisation code, role).

    Outside a developer's settings nobody can sign in to them until an administrator sets a password.
    """
    password = make_password(DEMO_PASSWORD if django_settings.DEMO_LOGINS else None)
    staff: dict[tuple[str, str], User] = {}
    for account in accounts(bodies):
        organisation: Organisation = bodies.organisations[account.code]
        user = User.objects.create(
            username=account.username,
            password=password,
            first_name=f"{account.role.label} (mẫu)",
            email=f"{account.username}@hungyen.example",
        )
        Membership.objects.create(user=user, organisation=organisation, role=account.role)
        staff[account.code, account.role] = user
    return staff
