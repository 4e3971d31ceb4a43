"""Where everybody reads about a plan that the ledger names; reports have no page of their own."""

from collections.abc import Collection, Mapping

from portal.core.subjects import PublicLink
from portal.plans.models import Plan

PREFIX = "plan"


def public_plans(subjects: Collection[str]) -> Mapping[str, PublicLink]:
    """Return the links of plans that have been published."""
    codes = {subject.split(":")[1] for subject in subjects if subject.count(":") == 2}
    plans = Plan.objects.filter(organisation__code__in=codes, current__isnull=False)
    links = {
        plan.subject: PublicLink(
            f"Kế hoạch {plan.year} của {plan.organisation.name}", plan.get_absolute_url()
        )
        for plan in plans.select_related("organisation", "provincial")
    }
    return {subject: links[subject] for subject in subjects if subject in links}
