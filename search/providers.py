"""The sources of the index: for each, what is published and which of its fields may be found."""

from collections import defaultdict
from collections.abc import Collection
from html import unescape
from typing import Any, cast

from django.db.models import Model, Prefetch, QuerySet
from django.utils.html import strip_tags
from django.utils.timezone import localdate
from wagtail.fields import StreamValue
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.disclosures.models import DisclosurePage, HeadContactsPage, words_of_documents
from cms.pages.models import NewsPage, StandardPage
from portal.feedback.models import Answer, Petition
from portal.inspection.models import Audit
from portal.organisations.models import Organisation
from portal.plans.models import Plan
from search.documents import Kind, SearchDocument
from search.sources import Source


class DisclosureSource(Source[DisclosurePage]):
    """Live disclosure pages. Their own `public_text` keeps residents' names out."""

    prefix = "disclosure"
    model = DisclosurePage

    def published(self) -> QuerySet[DisclosurePage]:
        pages = DisclosurePage.objects.live().public().select_related("organisation", "duty")
        return cast(QuerySet[DisclosurePage], cast(PageQuerySet, pages).specific())

    def document(self, item: DisclosurePage) -> SearchDocument:
        return SearchDocument(
            id=self.id_of(item),
            kind=Kind.DISCLOSURE,
            title=item.title,
            body=f"{_text(f'{item.duty.title}. {_disclosed(item)}')} {words_of_documents(item)}".strip(),
            code=item.decision_number,
            organisation_code=item.organisation.code,
            organisation_name=item.organisation.name,
            period=item.period,
            status="published",
            status_label="Đã công khai",
            url=item.public_path,
            date=localdate(item.first_disclosed_at) if item.first_disclosed_at else item.decision_date,
        )


def _disclosed(page: DisclosurePage) -> str:
    if isinstance(page, HeadContactsPage):
        # Found by office and position. Numbers and addresses are read on the page, where they are kept fresh.
        return f"{page.position}. {page.full_name} {page.office} {page.summary}"
    return page.public_text()


class PetitionSource(Source[Petition]):
    """Petitions whose text the public may read, with their published answers."""

    prefix = "petition"
    model = Petition
    key = "code"

    def published(self) -> QuerySet[Petition]:
        answers = Answer.objects.filter(published_at__isnull=False).only("petition_id", "text", "shown_text")
        return (
            Petition.objects.public()
            .select_related("organisation")
            .prefetch_related(Prefetch("answers", answers, to_attr="published_answers"))
        )

    def document(self, item: Petition) -> SearchDocument:
        answers: list[Answer] = item.published_answers  # type: ignore[attr-defined]
        received = localdate(item.received_at)
        return SearchDocument(
            id=self.id_of(item),
            kind=Kind.PETITION,
            title=item.open_title,
            body="\n".join(
                [
                    item.open_text,
                    item.open_place,
                    *(answer.open_text for answer in answers),
                    item.get_category_display(),
                    item.get_kind_display(),
                ]
            ),
            code=item.code,
            organisation_code=item.organisation.code,
            organisation_name=item.organisation.name,
            period=str(received.year),
            status=item.public_status,
            status_label=item.public_status_label,
            url=item.get_absolute_url(),
            date=received,
        )


class OrganisationSource(Source[Organisation]):
    """All organisations: their names and offices are public."""

    prefix = "organisation"
    model = Organisation
    key = "code"

    def published(self) -> QuerySet[Organisation]:
        return Organisation.objects.prefetch_related("villages", "former_names")

    def document(self, item: Organisation) -> SearchDocument:
        villages = ", ".join(village.name for village in item.villages.all())
        former = ", ".join(place.name for place in item.former_names.all())
        return SearchDocument(
            id=self.id_of(item),
            kind=Kind.ORGANISATION,
            title=item.name,
            body="\n".join(part for part in (item.address, former and f"Tên cũ: {former}", villages) if part),
            organisation_code=item.code,
            organisation_name=item.name,
            url=item.get_absolute_url(),
        )


class StandardPageSource(Source[StandardPage]):
    """Live standing texts."""

    prefix = "page"
    model = StandardPage

    def published(self) -> QuerySet[StandardPage]:
        return cast(QuerySet[StandardPage], StandardPage.objects.live().public())

    def document(self, item: StandardPage) -> SearchDocument:
        return SearchDocument(
            id=self.id_of(item),
            kind=Kind.PAGE,
            title=item.title,
            body=_text(f"{item.lead} {_streamed(item.body)}"),
            url=item.public_path,
            date=localdate(item.last_published_at) if item.last_published_at else None,
        )


class NewsSource(Source[NewsPage]):
    """Live news."""

    prefix = "news"
    model = NewsPage

    def published(self) -> QuerySet[NewsPage]:
        return cast(QuerySet[NewsPage], NewsPage.objects.live().public())

    def document(self, item: NewsPage) -> SearchDocument:
        return SearchDocument(
            id=self.id_of(item),
            kind=Kind.PAGE,
            title=item.title,
            body=_text(f"{item.lead} {_streamed(item.body)}"),
            period=str(item.date.year),
            url=item.public_path,
            date=item.date,
        )


class PlanSource(Source[Plan]):
    """Plans in force with their tasks; what is only drafted is in no document."""

    prefix = "plan"
    model = Plan

    def published(self) -> QuerySet[Plan]:
        return (
            Plan.objects.filter(current__isnull=False)
            .select_related("organisation", "provincial", "current")
            .prefetch_related("current__tasks")
        )

    def document(self, item: Plan) -> SearchDocument:
        assert item.current is not None
        return SearchDocument(
            id=self.id_of(item),
            kind=Kind.PLAN,
            title=f"Kế hoạch {item.year} của {item.organisation.name}",
            body="\n".join(f"{task.task}. {task.product}" for task in item.current.tasks.all()),
            code=item.current.document,
            organisation_code=item.organisation.code,
            organisation_name=item.organisation.name,
            period=str(item.year),
            url=item.get_absolute_url(),
            date=item.published_on,
        )


class AuditSource(Source[Audit]):
    """Published audits with their findings; what is kept internal is in no document."""

    prefix = "audit"
    model = Audit

    def published(self) -> QuerySet[Audit]:
        return Audit.objects.published().prefetch_related("bodies", "findings")

    def document(self, item: Audit) -> SearchDocument:
        bodies = list(item.bodies.all())
        one = bodies[0] if len(bodies) == 1 else None
        findings = "\n".join(f"{finding.text} {finding.remedy}" for finding in item.findings.all())
        return SearchDocument(
            id=self.id_of(item),
            kind=Kind.AUDIT,
            title=item.title,
            body="\n".join([", ".join(body.name for body in bodies), item.scope, item.conclusion, findings]),
            code=item.code,
            organisation_code=one.code if one else "",
            organisation_name=one.name if one else "",
            period=str(item.end.year),
            url=item.get_absolute_url(),
            date=localdate(item.signed_at) if item.signed_at else None,
        )


SOURCES: tuple[Source[Model], ...] = (  # type: ignore[assignment]
    OrganisationSource(),
    StandardPageSource(),
    NewsSource(),
    DisclosureSource(),
    PetitionSource(),
    PlanSource(),
    AuditSource(),
)


def source_of(instance: Model) -> Source[Model] | None:
    """Return the source that makes a document of the object, if any does."""
    specific = cast(Any, instance).specific_deferred if type(instance) is Page else instance
    return next((source for source in SOURCES if isinstance(specific, source.model)), None)


def load(document_ids: Collection[str]) -> list[SearchDocument]:
    """Return the documents of those ids that exist and are published."""
    keys: dict[str, list[str]] = defaultdict(list)
    for document_id in document_ids:
        prefix, _, key = document_id.partition(":")
        keys[prefix].append(key)
    return [document for source in SOURCES for document in source.load(keys.get(source.prefix, ()))]


def _text(html: str) -> str:
    """Return the words of rich text; the tags between two words become a space."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def _streamed(body: StreamValue) -> str:
    return " ".join(str(part) for part in body.stream_block.get_searchable_content(body))
