"""Who may do what with a disclosure, as Wagtail asks it, answered from the one table of rights.

Wagtail's own page permissions (see services.access) decide what staff see in the explorer; whatever opens or
changes a disclosure asks the testers below. Being a superuser, or an administrator of the whole tree, gives
the structure and not the content.
"""

import copy
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from wagtail.models import Page, PagePermissionTester

from portal.accounts.models import User
from portal.accounts.policies import Action, can, organisations_for

AnyUser = User | AnonymousUser
_CACHE = "_disclosure_rights"


@dataclass(frozen=True, slots=True)
class Rights:
    """The organisations for which a user drafts, publishes and reads, and whether they keep the structure.

    `oversees` are those that they read without belonging to them.
    """

    drafts: frozenset[int]
    publishes: frozenset[int]
    reads: frozenset[int]
    structure: bool
    oversees: frozenset[int] = frozenset()


def rights_of(user: AnyUser) -> Rights:
    """Return the user's rights, asked once per user object, which lives for one request."""
    known = getattr(user, _CACHE, None)
    if known is None:
        drafts, oversees = _ids(user, Action.DISCLOSURE_DRAFT), _ids(user, Action.DISCLOSURE_READ_ALL)
        known = Rights(
            drafts=drafts,
            publishes=_ids(user, Action.DISCLOSURE_PUBLISH),
            reads=drafts | oversees,
            structure=can(user, Action.STRUCTURE_EDIT),
            oversees=oversees,
        )
        setattr(user, _CACHE, known)
    return known


def signed_in(user: AnyUser) -> User:
    """Return the member of staff; raises PermissionDenied for a stranger."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def _ids(user: AnyUser, action: str) -> frozenset[int]:
    return frozenset(organisations_for(user, action).values_list("pk", flat=True))


class _StaffPermissionTester(PagePermissionTester):
    """Wagtail's tester without the superuser's short cut through every question."""

    def __init__(self, user: AnyUser, page: Page) -> None:
        self.rights = rights_of(user)
        plain = copy.copy(user)
        plain.is_superuser = False
        super().__init__(plain, page)
        if plain.is_active:
            self.permissions = self.granted(page.specific.organisation_id)

    def granted(self, organisation_id: int | None) -> set[str]:
        raise TypeError("each kind of page says what it grants")


class DisclosurePermissionTester(_StaffPermissionTester):
    """Editors of the organisation draft, its heads publish."""

    def granted(self, organisation_id: int | None) -> set[str]:
        found: set[str] = set()
        if organisation_id in self.rights.drafts:
            found |= {"add", "change"}
        if organisation_id in self.rights.publishes:
            found |= {"publish"}
        return found

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """What was public once is withdrawn with a reason, never deleted."""
        if self.page.specific.first_disclosed_at is not None:
            return False
        return super().can_delete(ignore_bulk)

    def can_set_view_restrictions(self) -> bool:
        """A disclosure cannot be put behind a password."""
        return False


class SectionPermissionTester(_StaffPermissionTester):
    """Staff add pages to their section; the section itself belongs to the structure."""

    def granted(self, organisation_id: int | None) -> set[str]:
        found: set[str] = {"change"} if self.rights.structure else set()
        if organisation_id in self.rights.drafts:
            found |= {"add"}
        if organisation_id in self.rights.publishes:
            found |= {"publish"}
        return found

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_publish(self) -> bool:
        return self.rights.structure and self.user.is_active

    def can_unpublish(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False
