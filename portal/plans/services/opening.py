"""Open a year: what every unit owes, by when and why. Idempotent, so that the worker may ask as often as it likes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from portal.core import page_cache
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft, record_many
from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.deadlines import Owed, plan_due, report_due
from portal.plans.models import (
    PeriodicReport,
    Plan,
    PlanRule,
    ProvincialPlan,
    ReportPeriod,
    ReportRule,
    ReportTemplate,
)
from portal.plans.states import ReportState, Who
from portal.statutes.calendar import WorkingCalendar
from portal.statutes.services import working_calendar

# The province itself sends its plan and report to nobody here.
OWING = (OrganisationKind.COMMUNE, OrganisationKind.DEPARTMENT)


@dataclass(slots=True)
class Opened:
    """How much one turn added."""

    plans: int = 0
    periods: int = 0
    reports: int = 0
    moved: int = 0


def is_for(who: str, organisation: Organisation) -> bool:
    return who in {Who.ALL, organisation.kind}


@transaction.atomic
def open_due(*, at: datetime) -> Opened:
    """Make what the provincial plans issued up to now ask for and nobody has made yet."""
    calendar, opened = working_calendar(), Opened()
    units = list(Organisation.objects.filter(kind__in=OWING).order_by("pk"))
    drafts: list[EventDraft] = []
    for provincial in ProvincialPlan.objects.filter(issued_on__lte=localdate(at)).order_by("year"):
        have = set(provincial.plans.values_list("organisation", flat=True))
        plans = new_plans(provincial, (unit for unit in units if unit.pk not in have), calendar)
        Plan.objects.bulk_create(plans)
        drafts += [plan_event(plan, at) for plan in plans]
        made = open_periods(provincial, calendar)
        opened.plans, opened.periods = opened.plans + len(plans), opened.periods + len(made)
    moved = moved_plans(calendar)
    opened.moved = len(moved)
    drafts += [plan_event(plan, at, was=was) for plan, was in moved]
    late = moved_reports(calendar)
    opened.moved += len(late)
    drafts += [report_event(report, at, was=was) for report, was in late]
    reports = new_reports(ReportPeriod.objects.all(), units)
    PeriodicReport.objects.bulk_create(reports)
    opened.reports = len(reports)
    drafts += [report_event(report, at) for report in reports]
    follow_templates()
    record_many(drafts)
    if drafts:
        page_cache.bump()
    return opened


def new_plans(
    provincial: ProvincialPlan, units: Iterable[Organisation], calendar: WorkingCalendar
) -> list[Plan]:
    """Unsaved: what the units owe for the year, by the rule that was in force on the provincial plan's day."""
    owed = _owed(provincial, calendar)
    if owed is None:
        return []
    return [
        Plan(organisation=unit, provincial=provincial, due_on=owed.due_on, trace=owed.trace) for unit in units
    ]


def _owed(provincial: ProvincialPlan, calendar: WorkingCalendar) -> Owed | None:
    rule = PlanRule.objects.in_force(on=provincial.issued_on).order_by("-effective_from").first()
    if rule is None:
        return None
    return plan_due(provincial.issued_on, rule.amount, rule.unit, rule.basis, calendar)


def open_periods(provincial: ProvincialPlan, calendar: WorkingCalendar) -> list[ReportPeriod]:
    """Store the periods of the year that do not exist yet."""
    year, made = provincial.year, []
    have = set(ReportPeriod.objects.values_list("code", flat=True))
    for rule in _report_rules(year):
        if rule.code(year) in have:
            continue
        first, last = rule.span(year)
        owed = report_due(rule.due_before(year), rule.basis, calendar)
        made.append(
            ReportPeriod(
                rule=rule,
                code=rule.code(year),
                label=f"{rule.label} {year}" if rule.suffix else f"Năm {year}",
                data_from=first,
                data_to=last,
                due_before=rule.due_before(year),
                due_on=owed.due_on,
                trace=owed.trace,
            )
        )
    return ReportPeriod.objects.bulk_create(made)


def _report_rules(year: int) -> list[ReportRule]:
    """One rule for each report: the latest in force on the last day of its data."""
    found: dict[str, ReportRule] = {}
    for rule in ReportRule.objects.order_by("effective_from"):
        last = rule.span(year)[1]
        if rule.effective_from <= last and (rule.effective_to is None or rule.effective_to >= last):
            found[rule.key] = rule
    return list(found.values())


def templates_of(period: ReportPeriod, templates: Iterable[ReportTemplate]) -> list[ReportTemplate]:
    """The forms asked for the period: of each the newest version in force when its data ends."""
    found: dict[str, ReportTemplate] = {}
    for template in sorted(templates, key=lambda one: one.version):
        until = template.effective_to
        if template.effective_from <= period.data_to and (until is None or until >= period.data_to):
            found[template.key] = template
    return list(found.values())


def new_reports(periods: Iterable[ReportPeriod], units: Sequence[Organisation]) -> list[PeriodicReport]:
    """Unsaved: the reports that the units owe for the periods and that do not exist yet."""
    templates, wanted = list(ReportTemplate.objects.all()), list(periods)
    have: dict[int, set[tuple[int, str]]] = defaultdict(set)
    stored = PeriodicReport.objects.filter(period__in=wanted)
    for period, unit, key in stored.values_list("period", "organisation", "template_key"):
        have[period].add((unit, key))
    return [
        PeriodicReport(
            organisation=unit,
            period=period,
            template=template,
            template_key=template.key,
            due_on=period.due_on,
        )
        for period in wanted
        for template in templates_of(period, templates)
        for unit in units
        if template.asks(unit) and (unit.pk, template.key) not in have[period.pk]
    ]


def follow_templates() -> None:
    """Reports that nobody has begun take the newest version of their form."""
    templates = list(ReportTemplate.objects.all())
    for period in ReportPeriod.objects.all():
        for template in templates_of(period, templates):
            untouched = PeriodicReport.objects.filter(
                period=period, template_key=template.key, state=ReportState.OWED
            )
            untouched.exclude(template=template).update(template=template)


def moved_plans(calendar: WorkingCalendar) -> list[tuple[Plan, date]]:
    """Plans still owed whose last day a changed calendar moved, stored, each with the day that it had."""
    moved: list[tuple[Plan, date]] = []
    for provincial in ProvincialPlan.objects.all():
        owed = _owed(provincial, calendar)
        if owed is None:
            continue
        stale = provincial.plans.filter(published_on=None).exclude(due_on=owed.due_on)
        for plan in stale.select_related("organisation", "provincial"):
            moved.append((plan, plan.due_on))
            plan.due_on, plan.trace = owed.due_on, owed.trace
    Plan.objects.bulk_update([plan for plan, _ in moved], ["due_on", "trace"])
    return moved


def moved_reports(calendar: WorkingCalendar) -> list[tuple[PeriodicReport, date]]:
    """Reports never sent whose last day a changed calendar moved, stored, each with the day that it had."""
    moved: list[tuple[PeriodicReport, date]] = []
    for period in ReportPeriod.objects.select_related("rule"):
        owed = report_due(period.due_before, period.rule.basis, calendar)
        if owed.due_on == period.due_on:
            continue
        for report in period.reports.filter(first_sent_on=None).select_related("organisation", "period"):
            moved.append((report, report.due_on))
            report.due_on = owed.due_on
        period.due_on, period.trace = owed.due_on, owed.trace
        period.save(update_fields=["due_on", "trace"])
    PeriodicReport.objects.bulk_update([report for report, _ in moved], ["due_on"])
    return moved


def plan_event(plan: Plan, at: datetime, was: date | None = None) -> EventDraft:
    payload: dict[str, object] = {"due": plan.due_on.isoformat(), "basis": plan.trace.get("basis", "")}
    if was is not None:
        payload["was"] = was.isoformat()
    return EventDraft(
        kind=EventKind.PLAN_DUE,
        organisation=plan.organisation,
        subject=plan.subject,
        actor_role=ActorRole.SYSTEM,
        at=at,
        payload=payload,
    )


def report_event(report: PeriodicReport, at: datetime, was: date | None = None) -> EventDraft:
    payload: dict[str, object] = {"due": report.due_on.isoformat(), "period": report.period.code}
    if was is not None:
        payload["was"] = was.isoformat()
    return EventDraft(
        kind=EventKind.REPORT_DUE,
        organisation=report.organisation,
        subject=report.subject,
        actor_role=ActorRole.SYSTEM,
        at=at,
        payload=payload,
    )
