"""Explaining and appealing at the desk of a head; deciding at that of an inspector."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from portal.accountability.appealing import AppealRefused, appeal, decide, disputable, explain, last_day
from portal.accountability.desk.appeal_forms import AppealForm, DecisionForm, ExplanationForm
from portal.accountability.formula import load
from portal.accountability.models import AppealState, RowAppeal, ScoreExplanation, ScoreSnapshot
from portal.accountability.rows import Row
from portal.accountability.snapshots import case_subjects, snapshots
from portal.accounts.models import User
from portal.accounts.policies import Action, can, organisations_for
from portal.core.paging import paginate
from portal.core.subjects import public_links
from portal.organisations.models import Organisation

TITLE = "Giải trình, khiếu nại điểm"
PER_PAGE = 30


def may_see(user: Any) -> bool:
    return isinstance(user, User) and (can(user, Action.SCORE_FREEZE) or _own(user).exists())


def _own(user: User) -> QuerySet[Organisation]:
    return organisations_for(user, Action.SCORE_APPEAL)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_see(request.user):
        raise PermissionDenied
    return request.user


def _readable(user: User) -> QuerySet[RowAppeal]:
    appeals = RowAppeal.objects.select_related("snapshot", "organisation", "made_by", "decided_by")
    return appeals if can(user, Action.SCORE_FREEZE) else appeals.filter(organisation__in=_own(user))


@require_GET
def appeal_list(request: HttpRequest) -> HttpResponse:
    """Appeals, those that wait first, and for a head the frozen results of the own bodies."""
    user = _user(request)
    results = [
        (snapshot, organisation)
        for organisation in _own(user)
        for snapshot in snapshots(organisation.kind)[:6]
        if snapshot.scores.filter(organisation=organisation).exists()
    ]
    context = {
        "page_obj": paginate(
            request, _readable(user).order_by("state", "-made_at", "-pk"), per_page=PER_PAGE
        ),
        "results": results,
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return render(request, "accountability/admin/appeals.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """One frozen result of the own body: explain it, and choose a row to appeal."""
    snapshot, organisation = _result(request, number, code)
    form = ExplanationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            explain(
                snapshot=snapshot,
                organisation=organisation,
                by=_user(request),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except AppealRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã công khai giải trình.")
            return redirect("accountability_result", number, code)
    rows = disputable(snapshot, organisation)
    page_obj = paginate(request, rows, per_page=PER_PAGE)
    context = {
        "snapshot": snapshot,
        "organisation": organisation,
        "form": form,
        "page_obj": page_obj,
        "rows": _named(organisation, list(page_obj.object_list)),
        "explanations": ScoreExplanation.objects.filter(
            snapshot__period=snapshot.period, organisation=organisation
        ),
        "last_day": last_day(snapshot),
        "breadcrumbs_items": [
            {"url": reverse("accountability_appeals"), "label": TITLE},
            {"url": "", "label": snapshot.period_label},
        ],
    }
    return render(request, "accountability/admin/result.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_row(request: HttpRequest, number: int, code: str, indicator: str, place: int) -> HttpResponse:
    snapshot, organisation = _result(request, number, code)
    row = next(
        (
            one
            for one in disputable(snapshot, organisation)
            if (one.indicator, one.place) == (indicator, place)
        ),
        None,
    )
    if row is None:
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = appeal(
                snapshot=snapshot,
                organisation=organisation,
                indicator=indicator,
                place=place,
                by=_user(request),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except AppealRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã gửi khiếu nại; khiếu nại và quyết định đều công khai.")
            return redirect("accountability_appeal", made.pk)
    context = {
        "snapshot": snapshot,
        "organisation": organisation,
        "form": form,
        "row": _named(organisation, [row])[0],
        "breadcrumbs_items": [
            {"url": reverse("accountability_appeals"), "label": TITLE},
            {"url": reverse("accountability_result", args=[number, code]), "label": snapshot.period_label},
            {"url": "", "label": "Khiếu nại một dòng"},
        ],
    }
    return render(request, "accountability/admin/appeal_form.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = _user(request)
    found = get_object_or_404(_readable(user), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide(appeal=found, by=user, at=timezone.now(), **form.values)
        except AppealRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi quyết định.")
            return redirect("accountability_appeal", pk)
    context = {
        "appeal": found,
        "label": _labels().get(found.indicator, found.indicator),
        "link": _link(found.organisation, found.place),
        "form": form if can(user, Action.SCORE_FREEZE) and found.state == AppealState.OPEN else None,
        "breadcrumbs_items": [
            {"url": reverse("accountability_appeals"), "label": TITLE},
            {"url": "", "label": f"Khiếu nại số {pk}"},
        ],
    }
    return render(request, "accountability/admin/appeal.html", context)


def _result(request: HttpRequest, number: int, code: str) -> tuple[ScoreSnapshot, Organisation]:
    user = _user(request)
    organisation = get_object_or_404(_own(user), code=code)
    return get_object_or_404(ScoreSnapshot, pk=number, kind=organisation.kind), organisation


def _named(organisation: Organisation, rows: list[Row]) -> list[dict[str, Any]]:
    """Rows with their indicator in words and what they are about."""
    subjects = case_subjects(organisation, {row.place for row in rows})
    links, labels = public_links(set(subjects.values())), _labels()
    return [
        {
            "row": row,
            "label": labels.get(row.indicator, row.indicator),
            "about": subjects.get(row.place, ""),
            "link": links.get(subjects.get(row.place, "")),
        }
        for row in rows
    ]


def _link(organisation: Organisation, place: int) -> Any:
    subjects = case_subjects(organisation, {place})
    return public_links(set(subjects.values())).get(subjects.get(place, ""))


def _labels() -> dict[str, str]:
    return {definition.key: definition.label for definition in load(on=timezone.localdate()).definitions}
