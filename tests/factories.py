"""The least that a test needs, by name; everything else is a default."""

from itertools import count

from portal.accounts.models import Membership, Role, User
from portal.organisations.models import Organisation, OrganisationKind

_number = count(1)


def make_organisation(name: str = "", kind: str = OrganisationKind.COMMUNE, **fields: object) -> Organisation:
    number = next(_number)
    name = name or f"Xã Thử {number}"
    defaults: dict[str, object] = {"code": f"T{number:04}", "slug": f"xa-thu-{number}", "type_name": "Xã"}
    return Organisation.objects.create(name=name, kind=kind, **{**defaults, **fields})


def make_user(role: Role | str = "", organisation: Organisation | None = None, **fields: object) -> User:
    """A user who can open the admin; with a role in an organisation when given."""
    user = User.objects.create_user(username=f"nguoi-dung-{next(_number)}", password="mat-khau-thu", **fields)
    if role:
        Membership.objects.create(user=user, organisation=organisation or make_organisation(), role=role)
    return user
