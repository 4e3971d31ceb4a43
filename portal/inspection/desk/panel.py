"""What waits for the user in inspection, on the admin's first page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for
from portal.inspection import queues
from portal.inspection.desk.access import may_inspect
from portal.inspection.models import Finding, Flag, FlagState
from portal.inspection.workflow import FINDINGS_TOLD, AuditState, RemedyState

Line = tuple[str, int, str]


class InspectionPanel(Component):
    """Queues, remedies and flags for inspectors; for heads what their body has to answer."""

    name = "thanh-tra"
    template_name = "inspection/admin/panel.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"lines": waiting(parent_context["request"].user, timezone.localdate())}


def waiting(user: User, on: date) -> list[Line]:
    """What, how many, where; only what there is. Nine queries for inspectors, four for heads."""
    found = _for_inspectors(on) if may_inspect(user) else _for_heads(user, on)
    return [line for line in found if line[1]]


def _for_inspectors(on: date) -> list[Line]:
    lines: list[Line] = [
        (queue.label, queues.cases_of(queue, on).count(), reverse("inspection_queue", args=[queue.key]))
        for queue in queues.QUEUES
    ]
    overdue = Finding.objects.overdue(on=on).filter(audit__state__in=FINDINGS_TOLD)
    said = Finding.objects.filter(remedy_state=RemedyState.SAID_DONE)
    flags = Flag.objects.filter(state__in=(FlagState.NEW, FlagState.EXPLAINED))
    return [
        *lines,
        ("Quá hạn khắc phục", overdue.count(), reverse("inspection_audits")),
        ("Khắc phục chờ xác nhận", said.count(), reverse("inspection_audits")),
        ("Dấu hiệu chờ xem", flags.count(), reverse("inspection_flags")),
    ]


def _for_heads(user: User, on: date) -> list[Line]:
    bodies = organisations_for(user, Action.AUDIT_ANSWER)
    mine = Finding.objects.filter(organisation__in=bodies)
    unanswered = mine.filter(audit__state=AuditState.SENT, reply="")
    undone = mine.overdue(on=on).filter(audit__state__in=FINDINGS_TOLD)
    asked = Flag.objects.filter(organisation__in=bodies, state=FlagState.ASKED)
    return [
        ("Phát hiện kiểm tra chờ trả lời", unanswered.count(), reverse("inspection_audits")),
        ("Quá hạn khắc phục", undone.count(), reverse("inspection_audits")),
        ("Dấu hiệu chờ giải thích", asked.count(), reverse("inspection_flags")),
    ]
