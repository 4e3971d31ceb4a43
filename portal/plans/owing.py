"""Plans and periodic reports that units owe, for whoever reminds of them."""

from collections.abc import Iterator
from datetime import date

from portal.core.owed import Owed
from portal.plans.models import PeriodicReport, Plan

PLAN, REPORT = "plan", "report"


def plans(first: date, last: date) -> Iterator[Owed]:
    found = Plan.objects.owed().filter(due_on__range=(first, last))
    for plan in found.select_related("organisation__parent", "provincial").order_by("pk"):
        yield Owed(PLAN, plan.subject, f"Kế hoạch thực hiện {plan.year}", plan.organisation, plan.due_on)


def reports(first: date, last: date) -> Iterator[Owed]:
    found = PeriodicReport.objects.owed().filter(due_on__range=(first, last))
    for report in found.select_related("organisation__parent", "period", "template").order_by("pk"):
        label = f"{report.template.title}, {report.period.label.lower()}"
        yield Owed(REPORT, report.subject, label, report.organisation, report.due_on)
