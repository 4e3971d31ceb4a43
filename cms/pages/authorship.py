"""Who wrote a page: whoever made it, or saved or imported any version of it."""

from wagtail.models import Page, PageLogEntry, Revision

from portal.accounts.models import User


def is_author(user: User, page: Page) -> bool:
    """Return whether the user made the page or changed it, at any time.

    Approving and publishing is not writing: those acts are logged under names of their own.
    """
    if page.owner_id == user.pk:
        return True
    revisions = Revision.objects.for_instance(page).filter(user=user)
    changes = PageLogEntry.objects.filter(page=page.pk, user=user, action__in=CHANGES)
    return revisions.exists() or changes.exists()


# What an import of rows, which live beside the page's revisions, leaves in the page's log.
ROWS_REPLACED = "disclosures.rows_replaced"
CHANGES = ("wagtail.create", "wagtail.edit", "wagtail.copy", "wagtail.revert", ROWS_REPLACED)
