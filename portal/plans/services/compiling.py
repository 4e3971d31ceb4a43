"""Put a period's figures together and keep them; the files are drawn from what was kept."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from portal.accountability.models import AppealState, RowAppeal, ScoreSnapshot
from portal.accountability.scoring import OrganisationScore
from portal.accountability.snapshots import case_subjects, latest_snapshot, snapshot_rows, snapshot_scores
from portal.core.subjects import public_links
from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.compiling import excel, figures, word
from portal.plans.models import CompiledReport, PeriodicReport, Plan, ReportPeriod
from portal.plans.refusals import PlanRefused

Writer = Callable[[dict[str, Any], str], bytes]
# kind of figures, ending -> who draws the file
WRITERS: dict[tuple[str, str], Writer] = {
    ("unit", "docx"): word.unit_report,
    ("unit", "xlsx"): excel.unit_workbook,
    ("province", "docx"): word.province_report,
    ("province", "xlsx"): excel.province_workbook,
}


@transaction.atomic
def compile_report(*, period: ReportPeriod, organisation: Organisation, at: datetime) -> CompiledReport:
    """Return the report of the period as it stands; a new row only where the figures are not those of the last one.

    The province's report is the summary of its communes. Raises PlanRefused while the period is not frozen, or where
    it says nothing of the body.
    """
    # Two who compile at once must not take one number.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    is_province = organisation.kind == OrganisationKind.PROVINCE
    kind = OrganisationKind.COMMUNE if is_province else organisation.kind
    snapshot = latest_snapshot(period.code, kind)
    if snapshot is None:
        raise PlanRefused(f"{period.label} chưa chốt điểm nên chưa lập được báo cáo.")
    found = _province(snapshot, period) if is_province else _unit(snapshot, organisation)
    digest = figures.digest(found)
    made = CompiledReport.objects.filter(period=period, organisation=organisation)
    last = made.order_by("-number").first()
    if last is not None and last.digest == digest:
        return last
    number = (made.aggregate(Max("number"))["number__max"] or 0) + 1
    return CompiledReport.objects.create(
        period=period, organisation=organisation, number=number, made_at=at, figures=found, digest=digest
    )


def draw(report: CompiledReport, ending: str) -> bytes:
    """Return the report as .docx or .xlsx. Raises KeyError for another ending."""
    return WRITERS[report.figures["kind"], ending](report.figures, report.digest)


def _unit(snapshot: ScoreSnapshot, organisation: Organisation) -> dict[str, Any]:
    everybody = snapshot_scores(snapshot)
    score = next((one for one in everybody if one.organisation_code == organisation.code), None)
    if score is None:
        raise PlanRefused(f"Kỳ đã chốt không có điểm của {organisation.name}.")
    rows = list(snapshot_rows(snapshot, organisation.code))
    failed = {row.place for row in rows if row.value < 1}
    subjects = case_subjects(organisation, failed)
    # Only what everybody may know of is named: the report may be handed on.
    links = public_links(set(subjects.values()))
    named = {place: links[subject].label for place, subject in subjects.items() if subject in links}
    before = _before(snapshot)
    return figures.of_unit(
        snapshot,
        score,
        everybody,
        rows,
        named,
        name=organisation.name,
        before=before.get(organisation.code),
    )


def _province(snapshot: ScoreSnapshot, period: ReportPeriod) -> dict[str, Any]:
    names = dict(snapshot.scores.values_list("code", "name"))
    decided = RowAppeal.objects.of_period(snapshot.period)
    return figures.of_province(
        snapshot,
        snapshot_scores(snapshot),
        names,
        snapshot_rows(snapshot),
        before={code: score.score for code, score in _before(snapshot).items()},
        appeals={str(state): decided.filter(state=state).count() for state in AppealState.values},
        missing=_missing(period, snapshot),
    )


def _before(snapshot: ScoreSnapshot) -> dict[str, OrganisationScore]:
    """The scores of the frozen period before, by code."""
    older = ScoreSnapshot.objects.filter(kind=snapshot.kind, end__lt=snapshot.end).current()
    found = older.order_by("-end", "-pk").first()
    return {score.organisation_code: score for score in snapshot_scores(found)} if found else {}


def _missing(period: ReportPeriod, snapshot: ScoreSnapshot) -> list[dict[str, Any]]:
    """What units owed by the end of the day on which the period was frozen and had not done then."""
    on = snapshot.created_at.date()
    plans = Plan.objects.of_year(period.data_to.year).filter(published_on__isnull=True, due_on__lt=on)
    reports = PeriodicReport.objects.owed().filter(period=period, due_on__lt=on)
    return [
        {"label": "Kế hoạch thực hiện chưa ban hành", "number": plans.count()},
        {"label": "Báo cáo định kỳ chưa gửi", "number": reports.count()},
    ]
