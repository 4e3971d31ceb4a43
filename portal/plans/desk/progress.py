"""Tell how far a task is, with what shows it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from cms.disclosures.models import Obligation
from portal.core.checked_files import FIELD, checked_files, name_cut_off
from portal.core.subjects import public_links
from portal.plans.desk.access import plan_for
from portal.plans.desk.forms import ProgressForm
from portal.plans.desk.plans import crumbs
from portal.plans.models import Plan, Task
from portal.plans.refusals import PlanRefused
from portal.plans.services.progress import MOST_FILES, Told, report_progress


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    plan, _, rights = plan_for(request, pk)
    if not rights.writes:
        raise PermissionDenied
    task = get_object_or_404(Task, version=plan.current, key=key)
    initial = {"state": task.state, "percent": task.percent}
    form = ProgressForm(
        request.POST or None, request.FILES or None, initial=initial, obligations=_published(plan)
    )
    if request.method == "POST" and form.is_valid() and _told(request, plan, key, form):
        messages.success(request, "Đã ghi tiến độ; nội dung này công khai.")
        return redirect("plans_plan", pk)
    told = list(plan.progress.filter(key=key).prefetch_related("files"))
    links = public_links({one.subject for one in told if one.subject})
    context = {
        "plan": plan,
        "task": task,
        "form": form,
        "told": [(one, links.get(one.subject)) for one in told],
        "breadcrumbs_items": [*crumbs(plan, linked=True), {"url": "", "label": "Tiến độ"}],
    }
    return render(request, "plans/admin/progress.html", context)


def _told(request: HttpRequest, plan: Plan, key: str, form: ProgressForm) -> bool:
    """Store the report; False when a file or the service refuses something, which the form then says."""
    name_cut_off(request, form)
    if len(request.FILES.getlist(FIELD)) > MOST_FILES:
        form.add_error(FIELD, f"Nhiều nhất {MOST_FILES} tệp mỗi lần.")
        return False
    files = checked_files(request, form, lambda upload, number: upload)
    if form.errors:
        return False
    data = form.cleaned_data
    told = Told(
        state=data["state"],
        percent=data["percent"] or 0,
        text=data["text"],
        subject=form.subject,
        files=files,
        looked_at=data["looked_at"],
    )
    assert request.user.is_authenticated
    try:
        report_progress(plan=plan, key=key, by=request.user, at=timezone.now(), told=told)
    except PlanRefused as refusal:
        form.refuse(refusal)
        return False
    return True


def _published(plan: Plan) -> list[tuple[str, str]]:
    """What the unit has made public since the year began, to be pointed at."""
    found = Obligation.objects.for_list().filter(
        organisation=plan.organisation, disclosed_on__year__gte=plan.year
    )
    return [
        (one.subject, f"{one.duty.title}, {one.period_label}")
        for one in found.order_by("duty__title", "period")
    ]
