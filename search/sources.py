"""Where documents come from: one source for each kind, each with its own rule of what is public.

A source names the fields it copies, one by one. What it does not name cannot be found: no contact details, no
names of poor households (they are no field of the page), no private petition, no draft.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from bs4 import BeautifulSoup
from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone
from wagtail.models import Page

from cms.disclosures.models import DisclosurePage
from cms.pages.models import NewsPage, StandardPage
from portal.feedback.models import Answer, Petition
from portal.organisations.models import Organisation
from search.documents import Kind, SearchDocument

BATCH = 200


class Source(Protocol):
    """One kind of content. `keys` are what stands behind the colon of a document's id."""

    prefix: str
    models: tuple[type[Model], ...]

    def key(self, instance: Any) -> str: ...

    def all_keys(self) -> Iterator[str]: ...

    def documents(self, keys: Iterable[str]) -> Iterator[SearchDocument]: ...


class DisclosureSource:
    prefix = "disclosure"
    models: tuple[type[Model], ...] = (DisclosurePage,)

    def key(self, instance: DisclosurePage) -> str:
        return str(instance.pk)

    def all_keys(self) -> Iterator[str]:
        return _texts(_public(DisclosurePage.objects.all()), "pk")

    def documents(self, keys: Iterable[str]) -> Iterator[SearchDocument]:
        pages = _public(DisclosurePage.objects.filter(pk__in=_numbers(keys))).select_related(
            "organisation", "duty"
        )
        for page in pages.specific():
            yield SearchDocument(
                id=f"{self.prefix}:{page.pk}",
                kind=Kind.DISCLOSURE,
                title=page.title,
                url=page.public_path,
                body=_plain(f"{page.duty.title} {page.public_text()}"),
                code=page.decision_number or "",
                organisation_code=page.organisation.code,
                organisation_name=page.organisation.name,
                period=page.period,
                status="published",
                status_label="Đã công khai",
                date=timezone.localtime(page.first_disclosed_at).date() if page.first_disclosed_at else None,
            )


class PetitionSource:
    prefix = "petition"
    models: tuple[type[Model], ...] = (Petition,)

    def key(self, instance: Petition) -> str:
        return instance.code

    def all_keys(self) -> Iterator[str]:
        return _texts(Petition.objects.public(), "code")

    def documents(self, keys: Iterable[str]) -> Iterator[SearchDocument]:
        answers = Prefetch("answers", Answer.objects.filter(published_at__isnull=False), to_attr="published")
        found = Petition.objects.public().filter(code__in=list(keys))
        for petition in found.select_related("organisation").prefetch_related(answers):
            received = timezone.localtime(petition.received_at).date()
            texts = [petition.text, petition.place, *(answer.text for answer in petition.published)]
            yield SearchDocument(
                id=f"{self.prefix}:{petition.code}",
                kind=Kind.PETITION,
                title=petition.title,
                url=petition.get_absolute_url(),
                body="\n".join(texts),
                code=petition.code,
                organisation_code=petition.organisation.code,
                organisation_name=petition.organisation.name,
                period=str(received.year),
                status=petition.public_status,
                status_label=petition.public_status_label,
                date=received,
            )


class OrganisationSource:
    prefix = "organisation"
    models: tuple[type[Model], ...] = (Organisation,)

    def key(self, instance: Organisation) -> str:
        return instance.code

    def all_keys(self) -> Iterator[str]:
        return _texts(Organisation.objects.all(), "code")

    def documents(self, keys: Iterable[str]) -> Iterator[SearchDocument]:
        found = Organisation.objects.filter(code__in=list(keys)).prefetch_related("villages")
        for organisation in found:
            villages = " ".join(village.name for village in organisation.villages.all())
            yield SearchDocument(
                id=f"{self.prefix}:{organisation.code}",
                kind=Kind.ORGANISATION,
                title=organisation.name,
                url=organisation.get_absolute_url(),
                body=f"{organisation.address}\n{villages}",
                organisation_code=organisation.code,
                organisation_name=organisation.name,
            )


class PageSource:
    prefix = "page"
    models: tuple[type[Model], ...] = (StandardPage, NewsPage)

    def key(self, instance: Page) -> str:
        return str(instance.pk)

    def all_keys(self) -> Iterator[str]:
        for model in self.models:
            yield from _texts(_public(model._default_manager.all()), "pk")

    def documents(self, keys: Iterable[str]) -> Iterator[SearchDocument]:
        numbers = _numbers(keys)
        for model in (StandardPage, NewsPage):
            for page in _public(model.objects.filter(pk__in=numbers)):
                words = page.body.stream_block.get_searchable_content(page.body)
                yield SearchDocument(
                    id=f"{self.prefix}:{page.pk}",
                    kind=Kind.PAGE,
                    title=page.title,
                    url=page.public_path,
                    body=_plain(" ".join([page.lead, *map(str, words)])),
                    date=page.date if isinstance(page, NewsPage) else None,
                )


SOURCES: tuple[Source, ...] = (DisclosureSource(), PetitionSource(), OrganisationSource(), PageSource())


def document_id(instance: Model) -> str:
    """Return the id of the document that shows the instance; "" for what is no content of its own."""
    for source in SOURCES:
        if isinstance(instance, source.models):
            return f"{source.prefix}:{source.key(instance)}"
    return ""


def documents_for(document_ids: Iterable[str]) -> dict[str, SearchDocument]:
    """Return, by id, the documents that may be shown now; a missing id has to leave the index."""
    wanted: dict[str, list[str]] = {}
    for one in document_ids:
        prefix, _, key = one.partition(":")
        wanted.setdefault(prefix, []).append(key)
    found: dict[str, SearchDocument] = {}
    for source in SOURCES:
        keys = wanted.get(source.prefix, [])
        for start in range(0, len(keys), BATCH):
            found.update((doc.id, doc) for doc in source.documents(keys[start : start + BATCH]))
    return found


def all_ids() -> Iterator[str]:
    """Yield the id of everything that may be shown now."""
    for source in SOURCES:
        for key in source.all_keys():
            yield f"{source.prefix}:{key}"


def _public(pages: Any) -> Any:
    """Live pages that no password or group hides; the same rule for every kind of page."""
    return pages.live().public()


def _texts(rows: QuerySet[Any], column: str) -> Iterator[str]:
    return map(str, rows.order_by("pk").values_list(column, flat=True).iterator(chunk_size=2000))


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal()]


def _plain(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text(" ")
