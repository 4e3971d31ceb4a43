"""Put many pages into the tree with a handful of statements instead of a score of queries each.

Django's bulk_create refuses models with concrete parents, and treebeard places one node at a time. Here each
table of the inheritance chain gets its rows in bulk, parents first. What single saves would do besides,
indexing for the admin's search and the reference index, is left to the commands that rebuild them.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from django.db import connections, models, router, transaction
from wagtail.models import Locale, Page

P = TypeVar("P", bound=Page)


@transaction.atomic
def append_children(*, parent: Page, pages: Sequence[P]) -> list[P]:
    """Add unsaved pages below the parent, after its other children, and return them saved."""
    return insert_pages(placed={parent: list(pages)})


@transaction.atomic
def insert_pages(*, placed: dict[Page, list[P]]) -> list[P]:
    """Add unsaved pages below their parents and return them saved, grouped by type.

    Slugs are made unique among the siblings; validation is the caller's.
    """
    locale = Locale.get_default()
    for parent, pages in placed.items():
        _place(parent, pages, locale)
    by_model: dict[type[P], list[P]] = defaultdict(list)
    for pages in placed.values():
        for page in pages:
            by_model[type(page)].append(page)
    return [page for model, pages in by_model.items() for page in _insert(model, pages)]


def _place(parent: Page, pages: Sequence[Page], locale: Locale) -> None:
    """Give each page its path and address, and count it at the parent."""
    parent = Page.objects.select_for_update().get(pk=parent.pk)
    taken = set(parent.get_children().values_list("slug", flat=True))
    last = parent.get_last_child()
    before = last._get_lastpos_in_path() if last else 0
    for step, page in enumerate(pages, start=before + 1):
        page.path = Page._get_path(parent.path, parent.depth + 1, step)
        page.depth, page.numchild = parent.depth + 1, 0
        page.locale = page.locale if page.locale_id else locale
        page.draft_title = page.draft_title or page.title
        page.slug = _free_slug(page.slug, taken)
        page.set_url_path(parent)
    Page.objects.filter(pk=parent.pk).update(numchild=models.F("numchild") + len(pages))


def _free_slug(slug: str, taken: set[str]) -> str:
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    taken.add(candidate)
    return candidate


def _insert(model: type[P], pages: list[P]) -> list[P]:
    """Insert the rows of every table from Page down to the model."""
    Page.objects.bulk_create(pages, batch_size=200)
    chain = [parent for parent in reversed(model._meta.all_parents) if parent is not Page] + [model]
    connection = connections[router.db_for_write(model)]
    for table in chain:
        link = table._meta.pk
        for page in pages:
            setattr(page, link.attname, page.id)
        fields = table._meta.local_concrete_fields
        size = connection.ops.bulk_batch_size(fields, pages)
        for start in range(0, len(pages), size):
            # The only entry that Django has for the rows of a child table alone.
            table._base_manager.all()._insert(
                pages[start : start + size], fields=fields, using=connection.alias
            )
    return pages
