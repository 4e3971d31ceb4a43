"""How projects are found: read from the address, applied to pages, written back into links."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Count, Q, QuerySet, Sum

from cms.disclosures.price_keys import search_text
from portal.core.filters import AddressFilters
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from cms.disclosures.models.projects import InvestmentProjectPage

ORDERS = {
    "": ("-decision_date", "-pk"),
    "von": ("-capital_million", "-pk"),
    "han": ("ends_planned", "pk"),
}
ORDER_LABELS = [("von", "Vốn lớn nhất"), ("han", "Hạn hoàn thành sớm nhất")]
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class ProjectQuery(AddressFilters):
    """Words, organisation slug, status, "1" for late ones only, order; "" does not filter."""

    NAMES: ClassVar = {
        "text": "q",
        "organisation": "don-vi",
        "status": "tinh-trang",
        "late": "cham",
        "order": "xep",
    }

    text: str = ""
    organisation: str = ""
    status: str = ""
    late: str = ""
    order: str = ""

    def apply(
        self, projects: "QuerySet[InvestmentProjectPage]", *, on: date, over: frozenset[Any]
    ) -> "QuerySet[InvestmentProjectPage]":
        """Return the projects that match; `over` are the statuses in which nothing can be late any more."""
        found = projects
        if self.organisation:
            found = found.filter(organisation__slug=self.organisation)
        if self.status:
            found = found.filter(status=self.status)
        if self.late == "1":
            unfinished = Q(ends_planned__lt=on, ends_actual=None)
            unstarted = Q(starts_planned__lt=on, starts_actual=None)
            found = found.filter(unfinished | unstarted).exclude(status__in=over)
        words = search_text(self.text).split()[:_MOST_WORDS]
        if self.text and not words:
            return found.none()
        for word in words:
            found = found.filter(folded__contains=f" {word}")
        return found.order_by(*ORDERS.get(self.order, ORDERS[""]))

    def choices(self, projects: "QuerySet[InvestmentProjectPage]") -> dict[str, list[tuple[str, str]]]:
        """Return the options of the filters that depend on what there is. One query."""
        bodies = Organisation.objects.filter(pk__in=projects.order_by().values("organisation"))
        return {"organisations": list(bodies.order_by("name").values_list("slug", "name"))}


def summary(projects: "QuerySet[InvestmentProjectPage]") -> dict[str, Any]:
    """Return the number of the projects and their capital in million đồng. One query."""
    return projects.order_by().aggregate(number=Count("pk"), capital=Sum("capital_million"))
