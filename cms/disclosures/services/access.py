"""Keep what staff find in the admin's page explorer in step with the roles they hold."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupPagePermission, Page

from cms.disclosures.models import OrganisationDisclosuresPage
from portal.accounts.models import Membership, Role, User
from portal.accounts.services import administrator_group
from portal.organisations.models import Organisation

PREFIX = "Công khai "
SECTION_PERMISSIONS: dict[str, tuple[str, ...]] = {
    Role.EDITOR: ("add_page", "change_page"),
    Role.HEAD: ("add_page", "change_page", "publish_page"),
}
STRUCTURE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")


def group_name(organisation: Organisation, role: str) -> str:
    """Return the name of the group that holds an organisation's staff of one role."""
    return f"{PREFIX}{organisation.code}: {Role(role).label}"


@transaction.atomic
def sync_section_groups(*, user: User) -> User:
    """Put the user into the groups of the sections that their memberships open, and out of all others."""
    held = Membership.objects.filter(user=user, role__in=SECTION_PERMISSIONS).select_related("organisation")
    wanted = {_group(membership.organisation, membership.role) for membership in held}
    current = set(user.groups.filter(name__startswith=PREFIX))
    user.groups.remove(*(current - wanted))
    user.groups.add(*(wanted - current))
    return user


def _group(organisation: Organisation, role: str) -> Group:
    group, created = Group.objects.get_or_create(name=group_name(organisation, role))
    if created:
        section = OrganisationDisclosuresPage.objects.filter(organisation=organisation).first()
        if section:
            _grant(group, section, SECTION_PERMISSIONS[role])
    return group


@transaction.atomic
def grant_sections(*, sections: Iterable[OrganisationDisclosuresPage]) -> None:
    """Give the groups that exist already their rights in sections that are new."""
    groups = {group.name: group for group in Group.objects.filter(name__startswith=PREFIX)}
    for section in sections:
        for role, permissions in SECTION_PERMISSIONS.items():
            group = groups.get(group_name(section.organisation, role))
            if group:
                _grant(group, section, permissions)


@transaction.atomic
def grant_structure(*, home: Page) -> None:
    """Let administrators keep the ordinary pages; the disclosures' own testers guard their content."""
    _grant(administrator_group(), home, STRUCTURE_PERMISSIONS)


def _grant(group: Group, page: Page, codenames: Iterable[str]) -> None:
    held = set(
        GroupPagePermission.objects.filter(group=group, page=page).values_list(
            "permission__codename", flat=True
        )
    )
    for codename in codenames:
        if codename not in held:
            GroupPagePermission.objects.create(
                group=group, page=page, permission_type=codename.removesuffix("_page")
            )
