"""Freeze and correct: inspectors only."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from portal.accountability.desk.forms import CorrectionForm
from portal.accountability.formula import scored_since
from portal.accountability.freezing import (
    KINDS,
    FreezeRefused,
    compute_correction,
    correct,
    difference,
    freeze,
    score_changes,
)
from portal.accountability.models import ScoreSnapshot
from portal.accountability.periods import Period, choices
from portal.accountability.presentation import points
from portal.accountability.services import first_day
from portal.accountability.snapshots import latest_snapshot
from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.core.paging import paginate

CHANGES_SHOWN = 200
PER_PAGE = 30
TITLE = "Chốt điểm"


def may_freeze(request: HttpRequest) -> bool:
    return can(request.user, Action.SCORE_FREEZE)


def _inspector(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_freeze(request):
        raise PermissionDenied
    return request.user


@require_GET
def snapshot_list(request: HttpRequest) -> HttpResponse:
    _inspector(request)
    context = {
        "page_obj": paginate(request, ScoreSnapshot.objects.order_by("-pk"), per_page=PER_PAGE),
        "open": [
            (period, kind.value, kind.label)
            for period in _over()
            for kind in KINDS
            if latest_snapshot(period.code, kind) is None
        ],
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return render(request, "accountability/admin/snapshots.html", context)


@require_POST
def freeze_period(request: HttpRequest) -> HttpResponse:
    user = _inspector(request)
    period = next((item for item in _over() if item.code == request.POST.get("period")), None)
    kind = request.POST.get("kind", "")
    if period is None or kind not in KINDS:
        messages.error(request, "Không có kỳ đã kết thúc như vậy.")
        return redirect("accountability_snapshots")
    try:
        snapshot = freeze(period=period, by=user, at=timezone.now(), kind=kind)
    except FreezeRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("accountability_snapshots")
    messages.success(request, f"Đã chốt {snapshot}.")
    return redirect("accountability_snapshot", snapshot.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def snapshot_detail(request: HttpRequest, number: int) -> HttpResponse:
    """The snapshot with what it changed, and the correction: first its difference, then for good."""
    user = _inspector(request)
    snapshot = get_object_or_404(ScoreSnapshot, pk=number)
    form = CorrectionForm(request.POST or None)
    preview: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        try:
            if "correct" in request.POST:
                reason = form.cleaned_data["reason"]
                new = correct(
                    snapshot=snapshot, by=user, at=timezone.now(), reason=reason, adjustments=form.adjustments
                )
                messages.success(request, "Đã đính chính; lần chốt trước vẫn được giữ và công khai.")
                return redirect("accountability_snapshot", new.pk)
            preview = _preview(snapshot, form)
        except FreezeRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "snapshot": snapshot,
        "changes": snapshot.changes.all()[:CHANGES_SHOWN],
        "form": form,
        "preview": preview,
        "breadcrumbs_items": [
            {"url": reverse("accountability_snapshots"), "label": TITLE},
            {"url": "", "label": str(snapshot)},
        ],
    }
    return render(request, "accountability/admin/snapshot.html", context)


def _preview(snapshot: ScoreSnapshot, form: CorrectionForm) -> dict[str, Any]:
    draft = compute_correction(snapshot, form.adjustments)
    changes = difference(snapshot, draft)
    return {
        "is_ready": True,
        "changes": changes[:CHANGES_SHOWN],
        "total": len(changes),
        "scores": [(code, points(old), points(new)) for code, old, new in score_changes(snapshot, draft)][
            :CHANGES_SHOWN
        ],
    }


def _over() -> list[Period]:
    today, began = timezone.localdate(), first_day()
    if began is None:
        return []
    return [period for period in choices(max(began, scored_since()), today) if period.end < today]
