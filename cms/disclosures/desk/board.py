"""The desk's lists: what an organisation owes by urgency, and its pages by where they stand.

Every list is one query with its count, and what its rows need comes in a fixed number of further ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Q, QuerySet, TextChoices
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState, WorkflowState

from cms.disclosures.models import DisclosurePage, Obligation
from cms.disclosures.models.obligations import ObligationQuerySet
from cms.disclosures.register_query import RegisterQuery
from cms.disclosures.rights import Rights

# How far ahead “coming up” looks.
AHEAD = timedelta(days=30)


class Tab(TextChoices):
    AWAITING = "cho-duyet", "Chờ duyệt"
    LATE = "tre", "Trễ hạn"
    WEEK = "tuan-nay", "Đến hạn tuần này"
    SOON = "sap-toi", "30 ngày tới"
    DRAFTS = "ban-nhap", "Bản nháp"
    PUBLISHED = "da-cong-khai", "Đã công khai"
    ALL = "tat-ca", "Tất cả nghĩa vụ"


OF_PAGES = frozenset({Tab.AWAITING, Tab.DRAFTS})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the desk: what is owed, the page for it, and where that stands. Either may be missing."""

    obligation: Obligation | None
    page: DisclosurePage | None
    workflow: WorkflowState | None = None
    may_draft: bool = False
    may_publish: bool = False

    @property
    def subject(self) -> Any:
        """What names organisation, duty and period."""
        return self.obligation or self.page

    @property
    def waits(self) -> bool:
        return bool(self.workflow and self.workflow.status == WorkflowState.STATUS_IN_PROGRESS)

    @property
    def sent_back(self) -> bool:
        return bool(self.workflow and self.workflow.status == WorkflowState.STATUS_NEEDS_CHANGES)

    @property
    def comment(self) -> str:
        """What the head wrote when sending the draft back."""
        task = self.workflow.current_task_state if self.workflow else None
        return task.comment if task and task.status == TaskState.STATUS_REJECTED else ""

    @property
    def is_draft(self) -> bool:
        return bool(self.page and (self.page.has_unpublished_changes or not self.page.live))

    @property
    def may_begin(self) -> bool:
        one = self.obligation
        if one is None or self.page is not None or not self.may_draft:
            return False
        return one.disclosed_on is None and one.exempted_on is None


class Board:
    """The desk of one user on one day, narrowed by the filters of the address."""

    def __init__(self, rights: Rights, query: RegisterQuery, on: date) -> None:
        self.rights, self.query, self.on = rights, query, on

    # ---- the lists

    def obligations(self) -> ObligationQuerySet:
        return self.query.narrow(Obligation.objects.filter(organisation__in=self.rights.reads))

    def by_urgency(self) -> dict[str, Q]:
        """Return the condition of each list of obligations but the last."""
        week_end = self.on + timedelta(days=6 - self.on.weekday())
        disclosed = Q(disclosed_on__isnull=False, disclosed_on__lte=self.on)
        open_ = ~disclosed & ~Q(exempted_on__isnull=False, exempted_on__lte=self.on)
        return {
            Tab.LATE: open_ & Q(due_on__lt=self.on),
            Tab.WEEK: open_ & Q(due_on__gte=self.on, due_on__lte=week_end),
            Tab.SOON: open_ & Q(due_on__gt=week_end, due_on__lte=self.on + AHEAD),
            Tab.PUBLISHED: disclosed,
        }

    def pages(self) -> QuerySet[DisclosurePage]:
        chosen = {
            "organisation__slug": self.query.organisation,
            "duty__key": self.query.item,
            "period": self.query.period,
        }
        narrowed = {name: value for name, value in chosen.items() if value}
        return DisclosurePage.objects.filter(organisation__in=self.rights.reads, **narrowed)

    def awaiting(self) -> QuerySet[DisclosurePage]:
        return self.pages().filter(_waiting())

    def drafts(self) -> QuerySet[DisclosurePage]:
        return self.pages().filter(has_unpublished_changes=True).exclude(_waiting())

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each list. Three queries."""
        found = self.obligations().aggregate(
            **{
                _name(tab): Count("pk", filter=condition, distinct=True)
                for tab, condition in self.by_urgency().items()
            },
            everything=Count("pk", distinct=True),
        )
        return {
            **{tab: found[_name(tab)] for tab in self.by_urgency()},
            Tab.ALL: found["everything"],
            Tab.AWAITING: self.awaiting().count(),
            Tab.DRAFTS: self.drafts().count(),
        }

    def opens_on(self, counts: dict[str, int]) -> str:
        """Return the list to show when the address names none: the most urgent one that is not empty."""
        if self.query.status:
            return Tab.ALL
        approves = [Tab.AWAITING] if self.rights.publishes else []
        urgent = [*approves, Tab.LATE, Tab.WEEK, Tab.SOON, Tab.DRAFTS]
        return next((tab for tab in urgent if counts[tab]), Tab.ALL)

    def listed(self, tab: str) -> QuerySet[Any]:
        """Return the list in its order: what is most urgent, or newest, first."""
        if tab == Tab.AWAITING:
            return self._page_list(self.awaiting()).order_by("latest_revision_created_at", "pk")
        if tab == Tab.DRAFTS:
            return self._page_list(self.drafts()).order_by("-latest_revision_created_at", "pk")
        owed = self.query.apply(
            Obligation.objects.for_list().filter(organisation__in=self.rights.reads), on=self.on
        )
        if tab == Tab.ALL:
            return owed.order_by("disclosed_on", "due_on", "organisation__name", "pk")
        found = owed.filter(self.by_urgency()[tab])
        newest_first = tab == Tab.PUBLISHED
        order = "-disclosed_on" if newest_first else "due_on"
        return found.order_by(order, "organisation__name", "pk")

    @staticmethod
    def _page_list(pages: QuerySet[DisclosurePage]) -> QuerySet[DisclosurePage]:
        return pages.select_related("organisation", "duty", "refused_schedule")

    # ---- the rows of one page of a list

    def rows(self, found: Sequence[Any]) -> list[Row]:
        """Return the rows; three queries, however many there are."""
        of_pages = bool(found) and isinstance(found[0], DisclosurePage)
        pages = list(found) if of_pages else self._pages_for(found)
        owed = self._obligations_for(found) if of_pages else list(found)
        by_subject = {_key_of_page(page): page for page in reversed(pages)}
        by_key = {_key(one): one for one in owed}
        workflows = workflows_of(pages)
        pairs = (
            ((by_key.get(_key_of_page(page)), page) for page in found)
            if of_pages
            else ((one, one.fulfilled_by or by_subject.get(_key(one))) for one in found)
        )
        return [self._row(obligation, page, workflows) for obligation, page in pairs]

    def _row(
        self,
        obligation: Obligation | None,
        page: DisclosurePage | None,
        workflows: dict[int, WorkflowState],
    ) -> Row:
        body = obligation.organisation_id if obligation else page.organisation_id if page else None
        return Row(
            obligation=obligation,
            page=page,
            workflow=workflows.get(page.pk) if page else None,
            may_draft=body in self.rights.drafts,
            may_publish=body in self.rights.publishes,
        )

    def _pages_for(self, owed: Iterable[Obligation]) -> list[DisclosurePage]:
        """The newest page of each item first; pages that fulfil something come with their obligation."""
        rows = list(owed)
        return list(
            DisclosurePage.objects.filter(
                organisation__in={row.organisation_id for row in rows},
                duty__key__in={row.duty_key for row in rows},
                period__in={row.period for row in rows},
            )
            .select_related("duty", "refused_schedule")
            .order_by("-pk")
        )

    def _obligations_for(self, pages: Iterable[DisclosurePage]) -> list[Obligation]:
        found = list(pages)
        owed = Obligation.objects.for_list().filter(
            organisation__in={page.organisation_id for page in found},
            duty_key__in={page.duty.key for page in found},
            period__in={page.period for page in found},
        )
        return list(owed.with_status(on=self.on))


def workflows_of(pages: Iterable[DisclosurePage]) -> dict[int, WorkflowState]:
    """Return the open workflow of each page that has one. One query."""
    wanted = [str(page.pk) for page in pages]
    active = WorkflowState.objects.active().filter(object_id__in=wanted, base_content_type=_page_type())
    return {
        int(state.object_id): state for state in active.select_related("current_task_state", "requested_by")
    }


def _waiting() -> Q:
    """The pages that wait for somebody's approval."""
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, base_content_type=_page_type()
    )
    as_text = Cast("pk", CharField(max_length=255))
    pages = DisclosurePage.objects.annotate(as_text=as_text).filter(as_text__in=states.values("object_id"))
    return Q(pk__in=pages.values("pk"))


def _page_type() -> ContentType:

    return ContentType.objects.get_for_model(Page)


def _name(tab: str) -> str:
    return Tab(tab).name.lower()


def _key(obligation: Obligation) -> tuple[int, str, str, str]:
    return obligation.organisation_id, obligation.duty_key, obligation.period, obligation.occurrence


def _key_of_page(page: DisclosurePage) -> tuple[int, str, str, str]:
    return page.organisation_id, page.duty.key, page.period, page.occurrence
