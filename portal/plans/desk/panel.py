"""What waits for the user in plans and reports, on the admin's first page."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for
from portal.plans.desk.access import overseen, own_bodies
from portal.plans.models import PeriodicReport, Plan, PlanVersion
from portal.plans.states import ReportState, VersionState

AHEAD = timedelta(days=30)
MOST = 6
Line = tuple[str, str, bool]


class PlansPanel(Component):
    """Plans and reports that are due, that wait for a head, and that wait for the province."""

    name = "ke-hoach"
    template_name = "plans/admin/panel.html"
    order = 95

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"lines": waiting(parent_context["request"].user, timezone.localdate())}


def waiting(user: User, on: date) -> list[Line]:
    """What to do, where, and whether it is late; a few lines. Five queries at most."""
    bodies = own_bodies(user)
    found: list[Line] = []
    plans = Plan.objects.owed().filter(organisation__in=bodies, due_on__lte=on + AHEAD)
    for plan in plans.select_related("organisation", "provincial").order_by("due_on", "pk")[:MOST]:
        text = f"Ban hành kế hoạch {plan.year}, hạn {plan.due_on:%d/%m/%Y}: {plan.organisation.name}"
        found.append((text, reverse("plans_plan", args=[plan.pk]), plan.due_on < on))
    reports = PeriodicReport.objects.filter(organisation__in=bodies, due_on__lte=on + AHEAD).owed()
    reports = reports.exclude(state=ReportState.WAITING).for_list(on=on).order_by("due_on", "pk")
    for report in reports[:MOST]:
        what = "Bổ sung" if report.state == ReportState.RETURNED else "Gửi"
        name = report.template.title[:1].lower() + report.template.title[1:]
        text = f"{what} {name}, {report.period.label.lower()}, hạn {report.due_on:%d/%m/%Y}"
        found.append((text, reverse("plans_report", args=[report.pk]), report.due_on < on))
    return [*found, *_for_heads(user), *_for_the_province(user)]


def _for_heads(user: User) -> list[Line]:
    bodies = organisations_for(user, Action.PLAN_APPROVE)
    versions = PlanVersion.objects.filter(plan__organisation__in=bodies, state=VersionState.WAITING)
    reports = PeriodicReport.objects.filter(organisation__in=bodies, state=ReportState.WAITING)
    lines = [
        (f"Duyệt kế hoạch {one.plan.year}", reverse("plans_review", args=[one.plan_id]), False)
        for one in versions.select_related("plan__provincial").order_by("pk")[:MOST]
    ]
    return lines + [
        (f"Duyệt báo cáo {one.period.label.lower()}", reverse("plans_report", args=[one.pk]), False)
        for one in reports.select_related("period").order_by("due_on", "pk")[:MOST]
    ]


def _for_the_province(user: User) -> list[Line]:
    sent = PeriodicReport.objects.filter(organisation__in=overseen(user), state=ReportState.SUBMITTED).count()
    address = f"{reverse('plans_province_reports')}?tinh-trang={ReportState.SUBMITTED}"
    return [(f"{sent} báo cáo chờ tỉnh nhận", address, False)] if sent else []
