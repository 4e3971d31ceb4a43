"""A unit's own plan: what it owes, the draft, the head's decision."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from portal.plans.comparing import changes
from portal.plans.desk.access import entering, own_bodies, plan_for, writes_somewhere
from portal.plans.desk.forms import ReasonForm, TaskFormSet, VersionForm
from portal.plans.models import PeriodicReport, Plan, PlanVersion, frozen
from portal.plans.refusals import EditedMeanwhile, PlanRefused
from portal.plans.services import drafting
from portal.plans.services.opening import is_for
from portal.plans.states import VersionState

TITLE = "Kế hoạch, báo cáo của đơn vị"
_FIELDS = ("key", "code", "task", "product", "due_on", "lead", "cooperating", "unit")


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What the user's own bodies owe and where it stands; whoever only oversees is led to the province."""
    user, today = entering(request), timezone.localdate()
    bodies = own_bodies(user)
    if not writes_somewhere(user):
        return redirect("plans_province")
    plans = (
        Plan.objects.filter(organisation__in=bodies).for_list(on=today).order_by("-provincial__year", "pk")
    )
    reports = PeriodicReport.objects.filter(organisation__in=bodies).for_list(on=today)
    context = {
        "plans": plans,
        "reports": reports,
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return render(request, "plans/admin/own.html", context)


@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan in force with its tasks, what is in the making, and what can be done next."""
    plan, _, rights = plan_for(request, pk)
    today = timezone.localdate()
    draft = plan.versions.exclude(state=VersionState.PUBLISHED).first()
    tasks = list(plan.current.tasks.all()) if plan.current else []
    context = {
        "plan": plan,
        "rights": rights,
        "draft": draft if rights.writes else None,
        "versions": plan.versions.filter(state=VersionState.PUBLISHED),
        "tasks": [(task, task.is_overdue(today)) for task in tasks],
        "late": plan.published_on is None and plan.due_on < today,
        "breadcrumbs_items": crumbs(plan),
    }
    return render(request, "plans/admin/plan.html", context)


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    plan, user, _ = plan_for(request, pk)
    drafting.start_draft(plan=plan, by=user, at=timezone.now())
    return redirect("plans_edit", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the draft: all tasks on one page; saved as it is, or saved and sent to the head."""
    plan, _, rights = plan_for(request, pk)
    if not rights.writes:
        raise PermissionDenied
    version = _open_version(plan)
    if version.state != VersionState.DRAFT:
        return redirect("plans_review", pk)
    form = VersionForm(request.POST or None, version=version)
    tasks = _formset(request, version)
    differences: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid() & tasks.is_valid():
        try:
            return _saved(request, version, form, tasks)
        except EditedMeanwhile as refusal:
            form.refuse(refusal)
            differences = _against_stored(version, form, tasks)
        except PlanRefused as refusal:
            if not tasks.refuse(refusal):
                form.refuse(refusal)
    context = {
        "plan": plan,
        "version": version,
        "form": form,
        "tasks": tasks,
        "differences": differences,
        "wrong": [f.prefix for f in tasks.forms if f.errors] if tasks.is_bound else [],
        "breadcrumbs_items": [*crumbs(plan, linked=True), {"url": "", "label": "Soạn"}],
    }
    return render(request, "plans/admin/edit.html", context)


def _saved(request: HttpRequest, version: PlanVersion, form: VersionForm, tasks: Any) -> HttpResponse:
    """Save, and send when asked; raises what the services refuse."""
    user, at = entering(request), timezone.now()
    held = drafting.save_draft(
        version=version,
        by=user,
        at=at,
        revision=form.cleaned_data["revision"],
        document=form.cleaned_data["document"],
        reason=form.cleaned_data.get("reason", ""),
        tasks=tasks.texts,
    )
    if "send" not in request.POST:
        messages.success(request, "Đã lưu bản nháp.")
        return redirect("plans_edit", version.plan_id)
    try:
        drafting.send_to_head(version=held, by=user, at=at, revision=held.revision)
    except PlanRefused as refusal:
        messages.error(request, f"Đã lưu nháp nhưng chưa trình được: {refusal}")
        return redirect("plans_edit", version.plan_id)
    messages.success(request, "Đã trình người đứng đầu.")
    return redirect("plans_plan", version.plan_id)


def _against_stored(version: PlanVersion, form: VersionForm, tasks: Any) -> list[dict[str, Any]]:
    """How the typed text differs from what somebody else saved; saving once more is then a decision."""
    fresh = PlanVersion.objects.get(pk=version.pk)
    form.data = {**form.data.dict(), "revision": str(fresh.revision)}  # type: ignore[attr-defined]
    typed = [
        {**{name: getattr(text, name) for name in _FIELDS}, "due_on": text.due_on.isoformat()}
        for text in tasks.texts
    ]
    return changes([frozen(task) for task in fresh.tasks.all()], typed)


def _formset(request: HttpRequest, version: PlanVersion) -> Any:
    unit = version.plan.organisation
    items = [item for item in version.plan.provincial.items.all() if is_for(item.who, unit)]
    stored = [{name: getattr(task, name) for name in _FIELDS} for task in version.tasks.all()]
    return TaskFormSet(
        request.POST or None,
        prefix="tasks",
        # What was sent is taken as it is: another editor may have stored more or fewer tasks since.
        initial=None if request.method == "POST" else stored,
        form_kwargs={
            "plan": version.plan,
            "codes": [(item.code, f"{item.code} – {item.task[:70]}") for item in items],
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits for the head: publish it, or give it back with a reason."""
    plan, _, rights = plan_for(request, pk)
    if not rights.writes:
        raise PermissionDenied
    version = _open_version(plan)
    if version.state != VersionState.WAITING:
        return redirect("plans_plan", pk)
    form = ReasonForm(request.POST if "send_back" in request.POST else None)
    if request.method == "POST":
        try:
            if _decided(request, version, form):
                return redirect("plans_plan", pk)
        except PlanRefused as refusal:
            if form.is_bound:
                form.refuse(refusal)
            else:
                messages.error(request, str(refusal))
    tasks = list(version.tasks.all())
    before = [frozen(task) for task in plan.current.tasks.all()] if plan.current else []
    answered = {task.code for task in tasks}
    context = {
        "plan": plan,
        "version": version,
        "rights": rights,
        "form": form,
        "tasks": tasks,
        "changes": changes(before, [frozen(task) for task in tasks]) if before else [],
        "unanswered": [
            item
            for item in plan.provincial.items.all()
            if is_for(item.who, plan.organisation) and item.code not in answered
        ],
        "breadcrumbs_items": [*crumbs(plan, linked=True), {"url": "", "label": "Duyệt"}],
    }
    return render(request, "plans/admin/review.html", context)


def _decided(request: HttpRequest, version: PlanVersion, form: ReasonForm) -> bool:
    """Do what the head chose; False when the form lacks something."""
    user, at = entering(request), timezone.now()
    if "publish" in request.POST:
        revision = request.POST.get("revision", "")
        drafting.publish(
            version=version, by=user, at=at, revision=int(revision) if revision.isdecimal() else -1
        )
        messages.success(request, "Đã ban hành; kế hoạch đã hiện trên trang công khai.")
        return True
    if form.is_bound and form.is_valid():
        drafting.send_back(version=version, by=user, at=at, reason=form.cleaned_data["reason"])
        messages.success(request, "Đã trả lại để sửa.")
        return True
    return False


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    plan, user, _ = plan_for(request, pk)
    try:
        drafting.discard_draft(version=_open_version(plan), by=user)
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã bỏ bản nháp.")
    return redirect("plans_plan", pk)


def _open_version(plan: Plan) -> PlanVersion:
    version = (
        plan.versions.exclude(state=VersionState.PUBLISHED)
        .select_related("plan__organisation", "plan__provincial")
        .first()
    )
    if version is None:
        raise Http404
    return version


def crumbs(plan: Plan, *, linked: bool = False) -> list[dict[str, str]]:
    label = f"{plan.organisation.name}, {plan.year}"
    return [
        {"url": reverse("plans_own"), "label": TITLE},
        {"url": reverse("plans_plan", args=[plan.pk]) if linked else "", "label": label},
    ]
