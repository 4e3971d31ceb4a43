"""Corruption prevention across communes and years: figures side by side, to read and to download."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cms.disclosures.integrity import comparison
from cms.disclosures.integrity.catalogue import CHOICES, FIGURES, HEADLINES, Figure
from cms.disclosures.integrity.comparison import Report
from cms.disclosures.numbers import vi_number
from portal.core.exports import csv_response
from portal.core.paging import paginate
from portal.organisations.models import Organisation

PER_PAGE = 40
MOST_BARS = 20
CSV_HEADING = [
    "Năm",
    "Đơn vị",
    "Mã đơn vị",
    "Loại",
    "Mã chỉ tiêu",
    "Chỉ tiêu",
    "Giá trị",
    "Đơn vị tính",
    "Báo cáo",
]
TITLE = "Phòng, chống tham nhũng trong toàn tỉnh"


def overview(request: HttpRequest) -> HttpResponse:
    """Show a year's figures of all communes together, or one body's figures over the years."""
    years = comparison.years_reported()
    year = _chosen_year(request, years)
    organisation = Organisation.objects.filter(slug=_slug(request)).first() if _slug(request) else None
    context: dict[str, Any] = {
        "title": TITLE,
        "years": [(str(one), f"Năm {one}") for one in years],
        "year": year,
        "figures": CHOICES,
        "chosen_slug": _slug(request),
        "organisation": organisation,
        "crumbs": [("Công khai", "/cong-khai/"), (TITLE, "")],
    }
    context |= _body_screen(organisation) if organisation else _year_screen(request, year, years)
    return render(request, "disclosures/integrity_overview.html", context)


def figure(request: HttpRequest, key: str) -> HttpResponse:
    """Show one figure of a year across communes, beside the year before."""
    chosen = FIGURES.get(key)
    if chosen is None:
        raise Http404("no such figure")
    years = comparison.years_reported()
    year = _chosen_year(request, years)
    found = comparison.reports(years=(year, year - 1))
    rows = comparison.compared(found, key, year)
    context = {
        "figure": chosen,
        "figures": CHOICES,
        "years": [(str(one), f"Năm {one}") for one in years],
        "year": year,
        "page_obj": paginate(request, rows, PER_PAGE),
        "bars": [
            {
                "label": row.report.organisation.name,
                "value": row.value,
                "text": vi_number(row.value),
                "url": row.report.address,
            }
            for row in rows[:MOST_BARS]
            if row.value > 0
        ],
        "total": sum((row.value for row in rows), Decimal(0)),
        "reports": len(comparison.of_communes(found, year)),
        "crumbs": [
            ("Công khai", "/cong-khai/"),
            (TITLE, reverse("disclosures:integrity")),
            (chosen.label, ""),
        ],
    }
    return render(request, "disclosures/integrity_figure.html", context)


def figures_csv(request: HttpRequest) -> HttpResponse:
    """The figures as rows; `nam`, `don-vi` and `chi-tieu` narrow them down."""
    slug, key, year = _slug(request), request.GET.get("chi-tieu", ""), request.GET.get("nam", "")
    years = [int(year)] if _is_year(year) else None
    root = request.build_absolute_uri("/").rstrip("/")
    rows = [
        [
            report.year,
            report.organisation.name,
            report.organisation.code,
            report.organisation.get_kind_display(),
            one.key,
            one.label,
            f"{report.values[one.key].normalize():f}",
            one.unit,
            f"{root}{report.address}",
        ]
        for report in comparison.reports(years=years)
        if not slug or report.organisation.slug == slug
        for one in _stated(report, key)
    ]
    return csv_response("phong-chong-tham-nhung", CSV_HEADING, rows)


def _year_screen(request: HttpRequest, year: int, years: Sequence[int]) -> dict[str, Any]:
    found = comparison.reports()
    communes = comparison.of_communes(found, year)
    headlines = [FIGURES[key] for key in HEADLINES]
    rows = [
        {"report": report, "cells": [(one, report.values.get(one.key)) for one in headlines]}
        for report in communes
    ]
    groups = comparison.totals(found, year)
    total = Organisation.objects.communes().count()
    return {
        "groups": groups,
        "has_before": any(row.before is not None for _, rows in groups for row in rows),
        "has_province": any(row.province is not None for _, rows in groups for row in rows),
        "headlines": headlines,
        "page_obj": paginate(request, rows, PER_PAGE),
        "reported": len(communes),
        "communes": total,
        "silent": max(total - len(communes), 0),
        "recovery": [_recovery(comparison.of_communes(found, one), one) for one in reversed(years)],
    }


def _recovery(found: Sequence[Report], year: int) -> dict[str, Any]:
    """Return a year's share of what was to be recovered, for a chart."""
    due = comparison.summed(found, "amount_to_recover") or Decimal(0)
    done = comparison.summed(found, "amount_recovered") or Decimal(0)
    share = float(done / due * 100) if due else None
    told = f"{vi_number(done)} / {vi_number(due)} triệu đồng"
    return {"label": f"Năm {year}", "value": share, "text": told if due else "Chưa có số liệu"}


def _body_screen(organisation: Organisation) -> dict[str, Any]:
    found = comparison.reports(organisation=organisation)
    return {"reports": found, "groups": comparison.by_year(found)}


def _stated(report: Report, key: str) -> list[Figure]:
    return [one for one in FIGURES.values() if one.key in report.values and key in ("", one.key)]


def _chosen_year(request: HttpRequest, years: Sequence[int]) -> int:
    """Return the year of the address when there are reports on it, else the newest."""
    asked = request.GET.get("nam", "")
    if _is_year(asked) and int(asked) in years:
        return int(asked)
    return years[0] if years else timezone.localdate().year - 1


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4


def _slug(request: HttpRequest) -> str:
    slug = request.GET.get("don-vi", "").strip()[:120]
    return slug if slug.isascii() and "\x00" not in slug else "-"
