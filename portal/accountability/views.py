"""The public league and each organisation's score."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from portal.accountability import league
from portal.accountability.comparing import history, neighbours, standing_in
from portal.accountability.formula import Formula, load
from portal.accountability.improving import improvements
from portal.accountability.models import AppealState, RowAppeal, ScoreExplanation
from portal.accountability.presentation import csv_cells, csv_header, detail, json_line, points, read_row
from portal.accountability.rows import Row
from portal.accountability.scoring import OrganisationScore
from portal.accountability.services import ledger_state
from portal.core.exports import csv_response
from portal.core.paging import paginate
from portal.organisations.models import Organisation, OrganisationKind

CHANNELS = {
    "web": "Cổng thông tin",
    "paper": "Đơn giấy",
    "phone": "Điện thoại",
    "reception": "Tiếp công dân",
    "email": "Thư điện tử",
    "sms": "Tin nhắn SMS",
    "zalo": "Zalo",
}


def league_table(request: HttpRequest) -> HttpResponse:
    query = league.parse(request.GET, timezone.localdate())
    events, _ = ledger_state()
    snapshot, lines = league.shown(query)
    context = {
        "query": query,
        "total": len(lines),
        "page_obj": (page_obj := paginate(request, lines, league.PER_PAGE)),
        "lines": page_obj.object_list,
        "sorts": league.sorts(timezone.localdate()),
        "snapshot": snapshot,
        "as_of": None if snapshot else league.as_of(query, events),
        "json_url": _with_query(reverse("accountability:league_json"), query),
        "types": [(value, label) for value, (label, _, _) in league.TYPES.items()],
        "periods": [(period.code, period.label) for period in query.periods],
        "csv_url": _with_query(reverse("accountability:league_csv"), query),
        "formula": load(on=query.period.end),
        "events": events,
        "crumbs": [("Chấm điểm", "")],
    }
    return render(request, "accountability/league.html", context)


def league_csv(request: HttpRequest) -> HttpResponse:
    """The lines of the page with the same address parameters, digit for digit."""
    query = league.parse(request.GET, timezone.localdate())
    _, lines = league.shown(query)
    cells = [csv_cells(line) for line in lines]
    return csv_response(f"cham-diem-{query.period.code}", csv_header(load(on=query.period.end)), cells)


def league_json(request: HttpRequest) -> JsonResponse:
    """The same lines for programs: numbers as numbers, null where there is nothing to tell."""
    query = league.parse(request.GET, timezone.localdate())
    snapshot, lines = league.shown(query)
    period, formula = query.period, load(on=query.period.end)
    return JsonResponse(
        {
            "period": period.code,
            "from": period.start.isoformat(),
            "to": period.end.isoformat(),
            "frozen": snapshot.pk if snapshot else None,
            "formula": {"version": formula.version, "sha256": formula.digest},
            "organisations": [json_line(line) for line in lines],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    scored = {kind for _, kind, _ in league.TYPES.values()}
    organisation = get_object_or_404(Organisation, slug=slug, kind__in=scored)
    query = league.parse(request.GET, timezone.localdate())
    standing = standing_in(query.period, organisation.kind)
    score = standing.of(organisation)
    context = {
        "snapshot": standing.snapshot,
        "explanations": ScoreExplanation.objects.filter(
            organisation=organisation, snapshot__period=query.period.code
        ),
        "appeals": RowAppeal.objects.of_period(query.period.code).filter(organisation=organisation),
        "history": history(organisation, query.periods, standing),
        "neighbours": neighbours(organisation, standing.scores),
        "organisation": organisation,
        "query": query,
        "periods": [(period.code, period.label) for period in query.periods],
        "formula": load(on=query.period.end),
        "is_department": organisation.kind == OrganisationKind.DEPARTMENT,
        "crumbs": [("Chấm điểm", reverse("accountability:league")), (organisation.name, "")],
        **(_score_context(score, organisation, load(on=query.period.end)) if score else {}),
        "improvements": improvements(organisation, score, query.period.start, query.period.end)
        if score
        else [],
    }
    return render(request, "accountability/organisation.html", context)


def appeal_list(request: HttpRequest) -> HttpResponse:
    """Every appeal with its words and its decision, the newest first."""
    appeals = RowAppeal.objects.select_related("snapshot", "organisation")
    numbers = dict(appeals.order_by().values_list("state").annotate(number=Count("pk")))
    page_obj = paginate(request, appeals)
    labels = {one.key: one.label for one in load(on=timezone.localdate()).definitions}
    context = {
        "page_obj": page_obj,
        "items": [
            (item, labels.get(item.indicator, item.indicator), own_row(read_row(item.line)))
            for item in page_obj
        ],
        "counts": [(label, numbers.get(state, 0)) for state, label in AppealState.choices],
        "crumbs": [("Chấm điểm", reverse("accountability:league")), ("Khiếu nại điểm", "")],
    }
    return render(request, "accountability/appeals.html", context)


def own_row(row: Row) -> dict[str, date | None]:
    """The days of a row, for readers."""
    return {
        name: date.fromisoformat(text) if text else None
        for name, text in (("due", row.due), ("done", row.done))
    }


def _score_context(
    score: OrganisationScore, organisation: Organisation, formula: Formula
) -> dict[str, object]:
    values = [detail(value) for value in score.indicators]
    chart = [
        {
            "label": value.label_vi,
            "value": None if value.raw is None else 100 * value.raw,
            "low": None if value.low is None else 100 * value.low,
            "high": None if value.high is None else 100 * value.high,
        }
        for value in score.indicators
    ]
    return {
        "score": score,
        "points": points(score.score),
        "low": points(score.low),
        "high": points(score.high),
        "values": list(zip(values, formula.definitions, strict=True)),
        "chart": chart,
        "channels": [(CHANNELS.get(key, key), number) for key, number in sorted(score.channels.items())],
        "per_thousand": _per_thousand(score.received, organisation.population),
    }


def _per_thousand(number: int, population: int | None) -> str:
    return points(1000 * number / population).shown if population else ""


def _with_query(address: str, query: league.Query) -> str:
    parameters = urlencode(query.address)
    return f"{address}?{parameters}" if parameters else address
