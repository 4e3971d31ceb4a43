"""The same figure across communes and years, from the reports that are public now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from cms.disclosures.integrity.catalogue import FIGURES, GROUPS, Figure
from cms.disclosures.models import AntiCorruptionReportPage, IntegrityFigure
from cms.disclosures.models.anticorruption import ReportScope
from portal.core.text import fold
from portal.organisations.models import Organisation, OrganisationKind


@dataclass(frozen=True, slots=True)
class Report:
    """One body's public report on one year, with its figures by key."""

    organisation: Organisation
    year: int
    address: str
    values: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Total:
    """One figure over all communes that state it, beside the year before and the province's own report."""

    figure: Figure
    value: Decimal | None
    stated_by: int
    before: Decimal | None
    province: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One commune's figure of a year and of the year before; None where its report does not state it."""

    report: Report
    value: Decimal
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before


def years_reported() -> list[int]:
    """Return the years that public yearly reports are about, the newest first."""
    return sorted(set(_yearly().values_list("reported_year", flat=True)), reverse=True)


def reports(*, years: Iterable[int] | None = None, organisation: Organisation | None = None) -> list[Report]:
    """Return the public yearly reports by folded name and year; of two on one year the later. Two queries."""
    pages = _yearly().select_related("organisation").order_by("first_disclosed_at", "pk")
    if years is not None:
        pages = pages.filter(reported_year__in=list(years))
    if organisation is not None:
        pages = pages.filter(organisation=organisation)
    newest = {(page.organisation_id, page.reported_year): page for page in pages}
    values = _values(pages)
    found = [
        Report(page.organisation, page.reported_year, page.public_path, values.get(page.pk, {}))
        for page in newest.values()
    ]
    return sorted(found, key=lambda report: (fold(report.organisation.name), report.year))


def of_communes(found: Iterable[Report], year: int) -> list[Report]:
    """Return the communes' reports on the year."""
    return [one for one in found if one.year == year and one.organisation.kind == OrganisationKind.COMMUNE]


def totals(found: Sequence[Report], year: int) -> list[tuple[str, list[Total]]]:
    """Return, by group, each figure of the year that any report states."""
    now, before = of_communes(found, year), of_communes(found, year - 1)
    province: dict[str, Decimal] = {}
    for report in found:
        if report.year == year and report.organisation.kind == OrganisationKind.PROVINCE:
            province = report.values
    groups = []
    for group in GROUPS:
        rows = [_total(figure, now, before, province) for figure in group.figures]
        if told := [row for row in rows if row.stated_by or row.province is not None]:
            groups.append((group.label, told))
    return groups


def compared(found: Sequence[Report], key: str, year: int) -> list[Compared]:
    """Return the communes that state the figure for the year, the largest first."""
    before = {report.organisation.pk: report.values.get(key) for report in of_communes(found, year - 1)}
    rows = [
        Compared(report, report.values[key], before.get(report.organisation.pk))
        for report in of_communes(found, year)
        if key in report.values
    ]
    return sorted(rows, key=lambda row: (-row.value, fold(row.report.organisation.name)))


def by_year(found: Sequence[Report]) -> list[tuple[str, list[tuple[Figure, list[Decimal | None]]]]]:
    """Return one body's figures by group, each with its value in every report, in the reports' order."""
    groups = []
    for group in GROUPS:
        rows = [
            (figure, [report.values.get(figure.key) for report in found])
            for figure in group.figures
            if any(figure.key in report.values for report in found)
        ]
        if rows:
            groups.append((group.label, rows))
    return groups


def summed(found: Iterable[Report], key: str) -> Decimal | None:
    """Return the sum of a figure; None when no report states it."""
    stated = [report.values[key] for report in found if key in report.values]
    return sum(stated, Decimal(0)) if stated else None


def _total(
    figure: Figure, now: Sequence[Report], before: Sequence[Report], province: Mapping[str, Decimal]
) -> Total:
    stated_by = sum(figure.key in report.values for report in now)
    return Total(
        figure, summed(now, figure.key), stated_by, summed(before, figure.key), province.get(figure.key)
    )


def _yearly() -> QuerySet[AntiCorruptionReportPage]:
    return AntiCorruptionReportPage.objects.live().public().filter(scope=ReportScope.YEAR)


def _values(pages: QuerySet[AntiCorruptionReportPage]) -> dict[int, dict[str, Decimal]]:
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = IntegrityFigure.objects.filter(page__in=pages.order_by().values("pk"), key__in=FIGURES)
    for page, key, value in rows.values_list("page_id", "key", "value"):
        found[page][key] = value
    return found
