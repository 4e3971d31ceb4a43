"""A unit's periodic report: written, sent by the head, accepted or returned by the province."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portal.accounts.models import User
from portal.plans.desk.access import Rights, report_for
from portal.plans.desk.forms import ReasonForm
from portal.plans.desk.plans import TITLE
from portal.plans.desk.report_form import ReportForm, shown_answers
from portal.plans.models import PeriodicReport
from portal.plans.refusals import EditedMeanwhile, PlanRefused
from portal.plans.services import reporting
from portal.plans.states import WRITABLE, ReportState

Deed = Callable[[PeriodicReport, User, datetime, str], object]
# What a button does: who may press it, with a reason or without, and what is said afterwards.
_DEEDS: dict[str, tuple[str, Deed, str]] = {
    "send": (
        "approves",
        lambda report, by, at, _: reporting.send_report(
            report=report, by=by, at=at, revision=report.revision
        ),
        "Đã gửi báo cáo lên tỉnh.",
    ),
    "send_back": (
        "approves",
        lambda report, by, at, why: reporting.send_report_back(
            report=report, by=by, at=at, reason=why, revision=report.revision
        ),
        "Đã trả lại để sửa.",
    ),
    "accept": (
        "oversees",
        lambda report, by, at, _: reporting.accept_report(
            report=report, by=by, at=at, revision=report.revision
        ),
        "Đã nhận báo cáo.",
    ),
    "return": (
        "oversees",
        lambda report, by, at, why: reporting.return_report(
            report=report, by=by, at=at, reason=why, revision=report.revision
        ),
        "Đã trả lại báo cáo để đơn vị bổ sung.",
    ),
}
_WITH_REASON = {"send_back", "return"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the report while it is the unit's; read it, and decide about it, afterwards."""
    found, user, rights = report_for(request, pk)
    if rights.writes and found.state in WRITABLE:
        return _write(request, found, user)
    deed = next((name for name in _DEEDS if name in request.POST), "")
    form = ReasonForm(request.POST if deed in _WITH_REASON else None)
    if request.method == "POST" and deed and (not form.is_bound or form.is_valid()):
        _, act, done = _DEEDS[deed]
        reason = form.cleaned_data["reason"] if form.is_bound else ""
        try:
            act(_as_read(request, found), user, timezone.now(), reason)
        except PlanRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
            return redirect("plans_report", pk)
    return render(
        request, "plans/admin/report.html", _context(found, rights, form, request.GET.get("lan", ""))
    )


def _as_read(request: HttpRequest, found: PeriodicReport) -> PeriodicReport:
    """The report as the user read it: a decision about another text is refused."""
    revision = request.POST.get("revision", "")
    found.revision = int(revision) if revision.isdecimal() else -1
    return found


def _context(found: PeriodicReport, rights: Rights, form: ReasonForm, chosen: str) -> dict[str, object]:
    submissions = list(found.submissions.all())
    # The province reads what was sent, never what the unit is writing.
    shown = next((one for one in submissions if str(one.number) == chosen), None)
    if shown is None and not rights.writes and submissions:
        shown = submissions[0]
    values = shown.values if shown else found.values if rights.writes else {}
    waiting = found.state == ReportState.WAITING and rights.approves
    sent = found.state == ReportState.SUBMITTED and rights.oversees
    return {
        "report": found,
        "rights": rights,
        "answers": shown_answers(found, values),
        "readable": rights.writes or bool(submissions),
        "submissions": submissions,
        "shown": shown,
        "form": form if waiting or sent else None,
        "decides": [("send", "Gửi tỉnh"), ("send_back", "Trả lại để sửa")]
        if waiting
        else [("accept", "Nhận báo cáo"), ("return", "Trả lại để bổ sung")],
        "breadcrumbs_items": crumbs(found, rights),
    }


def _write(request: HttpRequest, found: PeriodicReport, user: User) -> HttpResponse:
    form = ReportForm(request.POST or None, report=found)
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, found, user, form)
        except EditedMeanwhile as refusal:
            form.refuse(refusal)
            _at_revision(form, PeriodicReport.objects.get(pk=found.pk))
        except PlanRefused as refusal:
            form.refuse(refusal)
    context = {
        "report": found,
        "form": form,
        "breadcrumbs_items": crumbs(found, None),
    }
    return render(request, "plans/admin/report_edit.html", context)


def _saved(request: HttpRequest, found: PeriodicReport, user: User, form: ReportForm) -> HttpResponse:
    held = reporting.save_report(
        report=found, by=user, revision=form.cleaned_data["revision"], values=form.answers
    )
    if "propose" not in request.POST:
        messages.success(request, "Đã lưu bản nháp.")
        return redirect("plans_report", found.pk)
    try:
        reporting.propose_report(report=held, by=user, at=timezone.now(), revision=held.revision)
    except PlanRefused:
        # What was typed is kept as a draft; the form says what lacks.
        _at_revision(form, held)
        raise
    messages.success(request, "Đã trình người đứng đầu.")
    return redirect("plans_report", found.pk)


def _at_revision(form: ReportForm, held: PeriodicReport) -> None:
    """Let the form be saved once more over what is stored now: its reader has been told."""
    form.data = {**form.data.dict(), "revision": str(held.revision)}  # type: ignore[attr-defined]


def crumbs(found: PeriodicReport, rights: Rights | None) -> list[dict[str, str]]:
    start = {"url": reverse("plans_own"), "label": TITLE}
    if rights and not rights.writes:
        start = {"url": reverse("plans_province_reports"), "label": "Toàn tỉnh: báo cáo"}
    return [start, {"url": "", "label": f"{found.period.label}, {found.organisation.name}"}]
