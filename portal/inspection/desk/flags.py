"""Flags: the inspectors' list, one flag with its evidence, and what a body's head sees and says."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from portal.accountability.presentation import percent
from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for, somewhere
from portal.core.paging import paginate
from portal.core.text import fold
from portal.inspection.desk.access import may_inspect
from portal.inspection.desk.forms import DeskForm, words
from portal.inspection.flags.measured import false_positives
from portal.inspection.flags.registry import BY_KEY
from portal.inspection.models import Flag, FlagState
from portal.inspection.services import flags as services

TITLE = "Dấu hiệu bất thường"
PER_PAGE = 30
EVIDENCE_SHOWN = 50


class AskForm(DeskForm):
    act = "ask"
    question = words("Câu hỏi cho đơn vị", "Đơn vị đọc được câu hỏi và các hồ sơ nêu trong dấu hiệu.")


class ExplainForm(DeskForm):
    act = "explain"
    text = words("Giải thích của đơn vị", "Thanh tra đọc được; không công khai.")


class DecideForm(DeskForm):
    act = "decide"
    confirmed = forms.ChoiceField(
        label="Kết luận",
        choices=[("no", FlagState.DISMISSED.label), ("yes", FlagState.CONFIRMED.label)],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một kết luận."},
    )
    reason = words("Lý do")

    def clean_confirmed(self) -> bool:
        return bool(self.cleaned_data["confirmed"] == "yes")


FORMS: dict[str, type[DeskForm]] = {form.act: form for form in (AskForm, ExplainForm, DecideForm)}
_LABELS = {"ask": "Hỏi đơn vị", "explain": "Gửi giải thích", "decide": "Ghi kết luận"}


def may_see(user: Any) -> bool:
    return isinstance(user, User) and (may_inspect(user) or somewhere(user, Action.AUDIT_ANSWER))


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_see(request.user):
        raise PermissionDenied
    return request.user


def readable(user: User) -> QuerySet[Flag]:
    """All flags for inspectors; for a head those of the own bodies that an inspector has asked about."""
    flags = Flag.objects.select_related("organisation", "explained_by", "decided_by")
    if may_inspect(user):
        return flags
    return flags.told_to_bodies().filter(organisation__in=organisations_for(user, Action.AUDIT_ANSWER))


@require_GET
def flag_list(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    flags, chosen = _filtered(readable(user), request)
    context = {
        "page_obj": paginate(request, flags, PER_PAGE),
        "states": FlagState.choices,
        "rules": [(key, rule.name) for key, rule in BY_KEY.items()],
        "chosen": chosen,
        "is_inspector": may_inspect(user),
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return render(request, "inspection/admin/flags.html", context)


def _filtered(flags: QuerySet[Flag], request: HttpRequest) -> tuple[QuerySet[Flag], dict[str, str]]:
    """What the address asks for; anything unknown is left out of the filter."""
    state, rule = request.GET.get("tinh-trang", ""), request.GET.get("quy-tac", "")
    body = request.GET.get("don-vi", "").replace("\x00", "").strip()[:100]
    if state in FlagState.values:
        flags = flags.filter(state=state)
    if rule in BY_KEY:
        flags = flags.filter(rule=rule)
    if body:
        named = [
            pk
            for pk, name in flags.values_list("organisation", "organisation__name")
            if fold(body) in fold(name)
        ]
        flags = flags.filter(organisation__in=set(named))
    return flags, {"state": state, "rule": rule, "body": body}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def flag_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One flag with its evidence, meaning and innocent causes; POST asks, explains or decides."""
    user = _user(request)
    flag = get_object_or_404(readable(user), pk=pk)
    bound = None
    if request.method == "POST":
        form_class = FORMS.get(request.POST.get("act", ""))
        if form_class is None or form_class.act not in _allowed(user, flag):
            raise PermissionDenied
        bound = form_class(request.POST)
        if bound.is_valid() and _done(request, user, flag, bound):
            return redirect("inspection_flag", pk)
    return render(request, "inspection/admin/flag.html", _context(user, flag, bound))


def _done(request: HttpRequest, user: User, flag: Flag, form: DeskForm) -> bool:
    try:
        getattr(services, form.act)(flag=flag, by=user, at=timezone.now(), **form.cleaned_data)
    except services.FlagRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Đã ghi.")
    return True


def _allowed(user: User, flag: Flag) -> list[str]:
    if flag.is_decided:
        return []
    inspects = may_inspect(user)
    answers = flag.asked_at is not None and organisations_for(user, Action.AUDIT_ANSWER).contains(
        flag.organisation
    )
    return [*(["ask", "decide"] if inspects else []), *(["explain"] if answers else [])]


def _chance(value: float) -> str:
    return "dưới 1 phần nghìn" if value < 0.001 else f"{percent(value).shown} %"


def _context(user: User, flag: Flag, bound: DeskForm | None) -> dict[str, Any]:
    acts = [
        (
            bound if bound is not None and bound.act == name else FORMS[name](auto_id=f"{name}-%s"),
            _LABELS[name],
        )
        for name in _allowed(user, flag)
    ]
    return {
        "flag": flag,
        "rule": flag.described,
        "group_share": percent(flag.group_share),
        "chance": _chance(flag.chance),
        "wrong": false_positives().get(flag.rule),
        "evidence": [
            (subject.removeprefix("petition:"), subject.startswith("petition:"))
            for subject, _ in flag.evidence[:EVIDENCE_SHOWN]
        ],
        "more": max(0, len(flag.evidence) - EVIDENCE_SHOWN),
        "acts": acts,
        "is_inspector": may_inspect(user),
        "breadcrumbs_items": [
            {"url": reverse("inspection_flags"), "label": TITLE},
            {"url": "", "label": flag.described.name},
        ],
    }
