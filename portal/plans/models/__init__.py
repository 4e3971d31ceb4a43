"""Plans of the province and of its units, and the reports about them."""

from portal.plans.models.compiled import CompiledReport
from portal.plans.models.plan import EvidenceFile, Plan, PlanQuerySet, PlanVersion, Progress, Task, frozen
from portal.plans.models.provincial import (
    PlanRule,
    ProvincialItem,
    ProvincialPlan,
    ReportPeriod,
    ReportRule,
)
from portal.plans.models.report import PeriodicReport, ReportTemplate, Submission, TemplateField

__all__ = [
    "CompiledReport",
    "EvidenceFile",
    "PeriodicReport",
    "Plan",
    "PlanQuerySet",
    "PlanRule",
    "PlanVersion",
    "Progress",
    "ProvincialItem",
    "ProvincialPlan",
    "ReportPeriod",
    "ReportRule",
    "ReportTemplate",
    "Submission",
    "Task",
    "TemplateField",
    "frozen",
]
