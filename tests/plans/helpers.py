"""A year opened for one commune, and people with each role."""

from dataclasses import dataclass
from datetime import UTC, datetime

from portal.accounts.models import Role, User
from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.models import PeriodicReport, Plan, PlanVersion
from portal.plans.services.drafting import TaskText, publish, send_to_head, start_draft
from portal.plans.services.opening import open_due
from tests.factories import make_organisation, make_user

OPENED = datetime(2026, 1, 21, 1, tzinfo=UTC)
AT = datetime(2026, 2, 5, 2, tzinfo=UTC)


@dataclass
class Unit:
    organisation: Organisation
    editor: User
    head: User
    plan: Plan

    @property
    def reports(self) -> list[PeriodicReport]:
        return list(
            PeriodicReport.objects.filter(organisation=self.organisation).order_by("due_on", "template_key")
        )


def make_unit(name: str = "Xã Mẫu", kind: str = OrganisationKind.COMMUNE, **fields: object) -> Unit:
    """An opened unit with an editor and a head."""
    body = make_organisation(name, kind, **fields)
    open_due(at=OPENED)
    editor, head = make_user(Role.EDITOR, body), make_user(Role.HEAD, body)
    return Unit(body, editor, head, Plan.objects.get(organisation=body))


def texts(version: PlanVersion) -> list[TaskText]:
    names = ("key", "code", "task", "product", "due_on", "lead", "cooperating", "unit")
    return [TaskText(**{name: getattr(task, name) for name in names}) for task in version.tasks.all()]


def published(unit: Unit, at: datetime = AT) -> PlanVersion:
    version = start_draft(plan=unit.plan, by=unit.editor, at=at)
    version = send_to_head(version=version, by=unit.editor, at=at, revision=version.revision)
    version = publish(version=version, by=unit.head, at=at, revision=version.revision)
    unit.plan.refresh_from_db()
    return version
