"""Audits at the desk: the list, a new one, and one with all that can be done; a head sees those of the own body."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for, somewhere
from portal.core.paging import paginate
from portal.inspection import workflow
from portal.inspection.desk.access import inspector, may_inspect
from portal.inspection.desk.audit_forms import (
    AUDIT_FORMS,
    FINDING_FORMS,
    AuditForm,
    FindingActForm,
    PlanForm,
)
from portal.inspection.desk.forms import DeskForm
from portal.inspection.models import Audit, Finding
from portal.inspection.services import audits, findings
from portal.inspection.services.audits import AuditRefused
from portal.inspection.workflow import AuditKind, AuditState, RemedyState

TITLE = "Các cuộc kiểm tra"
PER_PAGE = 30


def may_see(user: Any) -> bool:
    return isinstance(user, User) and (may_inspect(user) or somewhere(user, Action.AUDIT_ANSWER))


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_see(request.user):
        raise PermissionDenied
    return request.user


def readable(user: User) -> QuerySet[Audit]:
    """All audits for inspectors; for a head those of the own body that it may know of."""
    found = Audit.objects.select_related("lead", "signed_by").prefetch_related("bodies")
    return found if may_inspect(user) else found.known_to(organisations_for(user, Action.AUDIT_ANSWER))


@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    state, kind = request.GET.get("tinh-trang", ""), request.GET.get("hinh-thuc", "")
    found = readable(user).annotate(number=Count("findings", distinct=True))
    if state in AuditState.values:
        found = found.filter(state=state)
    if kind in AuditKind.values:
        found = found.filter(kind=kind)
    context = {
        "page_obj": paginate(request, found.order_by("-created_at", "-pk"), PER_PAGE),
        "states": AuditState.choices,
        "kinds": AuditKind.choices,
        "chosen": {"state": state, "kind": kind},
        "is_inspector": may_inspect(user),
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return render(request, "inspection/admin/audits.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_audit(request: HttpRequest) -> HttpResponse:
    user = inspector(request)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = audits.plan(by=user, at=timezone.now(), **form.arguments())
        except AuditRefused as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, f"Đã lập cuộc kiểm tra {made.code}.")
            return redirect("inspection_audit", made.code)
    context = {
        "form": form,
        "breadcrumbs_items": [
            {"url": reverse("inspection_audits"), "label": TITLE},
            {"url": "", "label": "Lập cuộc kiểm tra"},
        ],
    }
    return render(request, "inspection/admin/audit_new.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def audit_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One audit. POST does one act, named in the form; whoever may not do it now gets no form and no act."""
    user = _user(request)
    audit = get_object_or_404(readable(user), code=code)
    bound = None
    if request.method == "POST":
        bound = _bound(request, user, audit)
        if bound.is_valid() and _done(request, user, audit, bound):
            return redirect("inspection_audit", code)
    return render(request, "inspection/admin/audit.html", _context(user, audit, bound))


def _bound(request: HttpRequest, user: User, audit: Audit) -> AuditForm | FindingActForm:
    name = request.POST.get("act", "")
    if name in _allowed(user, audit):
        return AUDIT_FORMS[name][0](request.POST, audit=audit)
    if name in FINDING_FORMS:
        return FINDING_FORMS[name][0](request.POST)
    raise PermissionDenied


def _done(request: HttpRequest, user: User, audit: Audit, form: AuditForm | FindingActForm) -> bool:
    common: dict[str, Any] = {"by": user, "at": timezone.now(), **form.arguments()}
    try:
        if isinstance(form, FindingActForm):
            finding = get_object_or_404(_findings(user, audit), pk=form.cleaned_data["finding"])
            getattr(findings, form.act)(finding=finding, **common)
        else:
            room = audits if hasattr(audits, form.act) else findings
            getattr(room, form.act)(audit=audit, **common)
    except AuditRefused as refusal:
        _refuse(form, refusal)
        return False
    messages.success(request, "Đã ghi.")
    return True


def _refuse(form: DeskForm, refusal: AuditRefused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _allowed(user: User, audit: Audit) -> list[str]:
    """The acts that an inspector can take now."""
    if not may_inspect(user):
        return []
    found = set(workflow.possible(audit.state, audit.kind))
    if audit.state in workflow.EXAMINING:
        found |= {"check", "add_item"}
    if audit.state == AuditState.RUNNING:
        found.add("add_finding")
    if audit.state in workflow.PUBLISHABLE and audit.published_at is None:
        found.add("publish")
    return [name for name in AUDIT_FORMS if name in found]


def _findings(user: User, audit: Audit) -> QuerySet[Finding]:
    """All of them for inspectors; for a head those of the own body, once they were sent."""
    found = audit.findings.select_related("organisation", "audit")
    if may_inspect(user):
        return found
    if audit.state not in workflow.FINDINGS_TOLD:
        return found.none()
    return found.filter(organisation__in=organisations_for(user, Action.AUDIT_ANSWER))


def _context(user: User, audit: Audit, bound: AuditForm | FindingActForm | None) -> dict[str, Any]:
    inspects, today = may_inspect(user), timezone.localdate()
    acts = [
        (bound if bound is not None and bound.act == name else form(audit=audit, auto_id=f"{name}-%s"), label)
        for name, (form, label) in ((name, AUDIT_FORMS[name]) for name in _allowed(user, audit))
    ]
    return {
        "audit": audit,
        "is_inspector": inspects,
        "acts": acts,
        "items": audit.items.select_related("organisation") if inspects else [],
        "checks": audit.checks.all() if inspects else [],
        "findings": [_shown(user, item, bound, today) for item in _findings(user, audit)],
        "breadcrumbs_items": [
            {"url": reverse("inspection_audits"), "label": TITLE},
            {"url": "", "label": audit.code},
        ],
    }


def _shown(user: User, finding: Finding, bound: Any, today: Any) -> dict[str, Any]:
    """A finding with the acts that the user may take on it."""
    forms = []
    for name in _finding_acts(user, finding):
        form_class, label = FINDING_FORMS[name]
        mine = bound is not None and bound.act == name and bound.data.get("finding") == str(finding.pk)
        form = (
            bound if mine else form_class(initial={"finding": finding.pk}, auto_id=f"{name}-{finding.pk}-%s")
        )
        forms.append((form, label))
    return {"finding": finding, "forms": forms, "is_overdue": finding.is_overdue(today)}


def _finding_acts(user: User, finding: Finding) -> list[str]:
    state, found = finding.audit.state, []
    if organisations_for(user, Action.AUDIT_ANSWER).contains(finding.organisation):
        if state == AuditState.SENT:
            found.append("reply")
        if finding.remedy and finding.remedy_state in (RemedyState.OPEN, RemedyState.REOPENED):
            found.append("say_done")
    if may_inspect(user) and finding.remedy_state == RemedyState.SAID_DONE:
        found += ["confirm", "reopen"]
    return found
