"""Keep a person's way into the admin in step with the memberships they hold."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from portal.accounts.models import Membership, Role, User

STAFF_GROUP = "Cán bộ"
ADMINISTRATOR_GROUP = "Quản trị cổng"


def _group(name: str, permissions: list[tuple[str, str]]) -> Group:
    """Return the group with at least these (app label, codename) permissions; a new version may bring more."""
    group, _ = Group.objects.get_or_create(name=name)
    if group.permissions.count() < len(permissions):
        for app_label, codename in permissions:
            group.permissions.add(
                Permission.objects.get(content_type__app_label=app_label, codename=codename)
            )
    return group


def staff_group() -> Group:
    """Return the group whose members may open the admin at all."""
    return _group(STAFF_GROUP, [("wagtailadmin", "access_admin")])


def administrator_group() -> Group:
    """Return the group that keeps accounts, roles, organisations, legal rules and words, and no content."""
    edits = [
        (app, f"{verb}_{model}")
        for app, model in (
            ("accounts", "user"),
            ("accounts", "membership"),
            ("organisations", "organisation"),
            ("organisations", "village"),
            ("organisations", "formername"),
            ("statutes", "clockrule"),
            ("statutes", "disclosureduty"),
            ("statutes", "threshold"),
            ("statutes", "calendarexception"),
            ("feedback", "moderationrule"),
            ("inspection", "escalationrule"),
            ("feedback", "retentionrule"),
            ("portal_search", "synonym"),
        )
        for verb in ("add", "change", "view")
    ]
    # Rules and duties are closed with a date, never deleted: cases of their time still refer to them.
    deletes = [
        ("accounts", "delete_membership"),
        ("statutes", "delete_calendarexception"),
        ("organisations", "delete_formername"),
        ("portal_search", "delete_synonym"),
    ]
    return _group(ADMINISTRATOR_GROUP, [*edits, *deletes])


@transaction.atomic
def sync_admin_access(*, user: User) -> User:
    """Let the user into the admin exactly while they hold a membership; administrators keep the structure."""
    roles = set(Membership.objects.filter(user=user).values_list("role", flat=True))
    for group, holds in (
        (staff_group(), bool(roles)),
        (administrator_group(), Role.ADMINISTRATOR in roles),
    ):
        if holds:
            user.groups.add(group)
        else:
            user.groups.remove(group)
    return user
