"""Publish many disclosures at once, for imports and samples: the same derivations, the same ledger code."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Model, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.models import Page, Revision

from cms.disclosures import events
from cms.disclosures.models import (
    DisclosurePage,
    LandPriceTablePage,
    Obligation,
    PoorHousehold,
    PoorHouseholdListPage,
    PoorHouseholdTotal,
    PublishedVersion,
)
from cms.disclosures.services.fulfilment import let_document_date
from cms.disclosures.services.households import HouseholdRow, household_objects, total_objects
from cms.disclosures.services.obligations import STARTED, new_obligation
from cms.disclosures.services.prices import PriceRow, store_prices
from cms.disclosures.services.publication import trigger_of
from cms.disclosures.services.structure import ensure_sections
from cms.disclosures.services.versions import version_fields
from cms.disclosures.tree import insert_pages
from portal.core import page_cache
from portal.core.text import slugify_vi
from portal.ledger.kinds import ActorRole
from portal.ledger.services import EventDraft, record_many
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.duties import Start, duty_deadline, version_for_period, version_on
from portal.statutes.duty_versions import duties_by_key
from portal.statutes.models import DisclosureDuty
from portal.statutes.services import working_calendar


@dataclass(frozen=True, slots=True)
class DisclosureDraft:
    """An unsaved page with its organisation set, when it became public, and the rows that are no child objects.

    Child objects hang on the page as usual: `page.lines = [BudgetLine(…)]`, `page.attachments = […]`.
    """

    page: DisclosurePage
    at: datetime
    households: Sequence[HouseholdRow] = ()
    prices: Sequence[PriceRow] = ()
    actor_role: str = ActorRole.HEAD


@dataclass(frozen=True, slots=True)
class PublishedBatch:
    """The saved pages, and the ledger events in the order of time; already written unless record=False."""

    pages: list[DisclosurePage] = field(default_factory=list)
    events: list[EventDraft] = field(default_factory=list)


@transaction.atomic
def publish_many(drafts: Sequence[DisclosureDraft], *, record: bool = True) -> PublishedBatch:
    """Save and publish the pages with their children, revisions, obligations and events.

    A few milliseconds a page. It does not validate the pages, does not send content_changed, and does not
    feed the admin's search: rebuild the indexes afterwards. With record=False the caller merges the events
    with others in the order of time and writes them in the same transaction.
    """
    if not drafts:
        return PublishedBatch()
    drafts = sorted(drafts, key=lambda draft: draft.at)
    sections = ensure_sections()
    duties, calendar = duties_by_key(), working_calendar()
    placed: dict[Page, list[DisclosurePage]] = defaultdict(list)
    for draft in drafts:
        _complete(draft, duties, calendar)
        placed[sections[draft.page.organisation.pk]].append(draft.page)
    insert_pages(placed=placed)
    pages = [draft.page for draft in drafts]
    _insert_children(pages)
    _insert_households(drafts)
    _insert_prices(drafts)
    _insert_revisions(drafts)
    written = _fulfil(drafts, duties, calendar)
    if record:
        record_many(written)
    page_cache.bump()
    return PublishedBatch(pages, written)


def _complete(
    draft: DisclosureDraft, duties: dict[str, list[DisclosureDuty]], calendar: WorkingCalendar
) -> None:
    """Fill what a single publication would fill."""
    page = draft.page
    versions = duties[page.duty_key()]
    decided = page.decision_date or timezone.localdate(draft.at)
    page.duty = version_on(versions, decided)
    page.derive()
    page.duty = version_for_period(versions, page.period, decided, calendar)
    page.slug = page.slug or slugify_vi(page.slug_source())
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = draft.at
    page.latest_revision_created_at = page.first_disclosed_at = draft.at


def _insert_children(parents: Sequence[Model]) -> None:
    """Insert the in-memory children of all parents, and theirs, one statement per kind of child."""
    by_model: dict[type[Model], list[Model]] = defaultdict(list)
    for parent in parents:
        for relation in get_all_child_relations(type(parent)):
            name = relation.get_accessor_name()
            # Only what hangs on the parent in memory; asking the relation would query.
            for order, child in enumerate(parent.__dict__.get("_cluster_related_objects", {}).get(name, [])):
                setattr(child, relation.field.attname, parent.pk)
                if hasattr(child, "sort_order"):
                    child.sort_order = order
                by_model[relation.related_model].append(child)
            # A new parent has no other children: whoever writes their revisions need not ask the database.
            parent.__dict__.setdefault("_cluster_related_objects", {}).setdefault(name, [])
    for model, children in by_model.items():
        model._default_manager.bulk_create(children, batch_size=500)
        if issubclass(model, ClusterableModel):
            _insert_children(children)


def _insert_households(drafts: Iterable[DisclosureDraft]) -> None:
    rows: list[PoorHousehold] = []
    totals: list[PoorHouseholdTotal] = []
    for draft in drafts:
        if isinstance(draft.page, PoorHouseholdListPage):
            rows += household_objects(draft.page, draft.households)
            totals += total_objects(draft.page, draft.households)
    PoorHousehold.objects.bulk_create(rows, batch_size=500)
    PoorHouseholdTotal.objects.bulk_create(totals, batch_size=500)


def _insert_prices(drafts: Iterable[DisclosureDraft]) -> None:
    for draft in drafts:
        page = draft.page
        if isinstance(page, LandPriceTablePage):
            page.price_set = store_prices(page=page, rows=draft.prices, at=draft.at)
            LandPriceTablePage.objects.filter(pk=page.pk).update(price_set=page.price_set)


def _insert_revisions(drafts: Sequence[DisclosureDraft]) -> None:
    """Give each page the revision that went live, so that its history begins where it began."""
    base = ContentType.objects.get_for_model(Page)
    Revision.objects.bulk_create(
        [
            Revision(
                content_type=draft.page.content_type,
                base_content_type=base,
                object_id=str(draft.page.pk),
                created_at=draft.at,
                object_str=str(draft.page),
                content=draft.page.serializable_data(),
            )
            for draft in drafts
        ],
        batch_size=200,
    )
    own = Revision.objects.filter(
        base_content_type=base, object_id=Cast(OuterRef("pk"), CharField(max_length=255))
    ).order_by("-pk")
    newest = Subquery(own.values("pk")[:1])
    pages = {draft.page.pk: draft.page for draft in drafts}
    ids = list(pages)
    for start in range(0, len(ids), 500):
        stored = Page.objects.filter(pk__in=ids[start : start + 500])
        stored.update(latest_revision_id=newest, live_revision_id=newest)
        for pk, revision in stored.values_list("pk", "live_revision_id"):
            pages[pk].live_revision_id = revision


def _keep_version(page: DisclosurePage, obligation: Obligation) -> None:
    """What is owed under an earlier version of the duty is published under it."""
    if page.duty.pk != obligation.duty.pk:
        page.duty = obligation.duty
        DisclosurePage.objects.filter(pk=page.pk).update(duty=obligation.duty)


def _fulfil(
    drafts: Sequence[DisclosureDraft], versions: dict[str, list[DisclosureDuty]], calendar: WorkingCalendar
) -> list[EventDraft]:
    """Fulfil the obligations, making those that a decision gave rise to; return events in order of time."""
    known = {
        (row.organisation_id, row.duty_key, row.period, row.occurrence): row
        for row in Obligation.objects.select_related("organisation", "duty")
    }
    new: list[Obligation] = []
    changed: list[Obligation] = []
    written: list[EventDraft] = []
    published: list[PublishedVersion] = []
    for draft in drafts:
        page, today = draft.page, timezone.localdate(draft.at)
        key = (page.organisation.pk, page.duty.key, page.period, page.occurrence)
        if key not in known:
            start = Start(trigger_of(page, calendar) or today, document=page.decision_number)
            known[key] = new_obligation(
                organisation=page.organisation,
                duty=page.duty,
                period=page.period,
                start=start,
                deadline=duty_deadline(page.duty, start, calendar),
                occurrence=page.occurrence,
            )
            new.append(known[key])
            written.append(events.duty_due(known[key], draft.at))
        obligation = known[key]
        first = obligation.disclosed_on is None
        if first:
            dated = let_document_date(
                obligation,
                page,
                versions[page.duty.key],
                on=today,
                at=draft.at,
                actor_role=draft.actor_role,
                calendar=calendar,
            )
            written += [dated] if dated else []
            obligation.fulfilled_by, obligation.disclosed_on = page, today
            changed.append(obligation)
        _keep_version(page, obligation)
        version = PublishedVersion(**version_fields(page, at=draft.at, correction=None, last=None))
        published.append(version)
        written += events.disclosed(page, version, first=first, at=draft.at, actor_role=draft.actor_role)
    old = [obligation for obligation in changed if obligation.pk]
    Obligation.objects.bulk_create(new, batch_size=500)
    Obligation.objects.bulk_update(old, [*STARTED, "fulfilled_by", "disclosed_on"], batch_size=200)
    PublishedVersion.objects.bulk_create(published, batch_size=500)
    return written
