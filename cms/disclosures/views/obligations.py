"""Staff views about what is owed: record an event, correct it, ask that a duty does not apply, decide over it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from cms.disclosures import services
from cms.disclosures.models import Exemption, Obligation, Reminder
from cms.disclosures.obligation_forms import AnnounceForm, CorrectForm, ExemptionForm, ReasonForm
from cms.disclosures.register.as_of import AsOf
from cms.disclosures.register.obligation_page import obligation_screen
from cms.disclosures.rights import AnyUser, rights_of
from portal.accounts.models import User
from portal.accounts.policies import Action, can, organisations_for
from portal.core.paging import paginate

PER_PAGE = 30
REMINDERS_SHOWN = 100


def announce_event(request: HttpRequest) -> HttpResponse:
    """Record the event that a duty arises on; the duty's due date follows."""
    if not organisations_for(request.user, Action.DUTY_ANNOUNCE).exists():
        raise PermissionDenied
    now = timezone.now()
    known = {"organisation": "don-vi", "duty": "muc", "period": "ky"}
    initial = {field: request.GET.get(name, "") for field, name in known.items()}
    form = AnnounceForm(
        request.POST or None, user=_staff(request), today=timezone.localdate(now), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            obligation = services.announce(**form.cleaned_data, by=_staff(request), at=now)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, f"Đã ghi nhận. Hạn công khai: {obligation.due_on:%d/%m/%Y}.")
            return redirect("disclosure_obligation", obligation.pk)
    context = {"form": form, "breadcrumbs_items": _crumbs("Ghi nhận sự kiện")}
    return render(request, "disclosures/admin/announce.html", context)


def obligation_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one obligation with what the user may do about it."""
    obligation, acts = _opened(request, pk)
    return _desk(request, obligation, [(name, act, act.empty(obligation)) for name, act in acts.items()])


def obligation_act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one act about an obligation; a refusal shows the form again with what was typed."""
    obligation, acts = _opened(request, pk)
    if request.method != "POST":
        return redirect("disclosure_obligation", pk)
    if name not in acts:
        raise PermissionDenied
    form = acts[name].empty(obligation, request.POST)
    if form.is_valid():
        try:
            acts[name].run(obligation, form.cleaned_data, request)
        except ValidationError as error:
            put_errors(form, error)
        else:
            messages.success(request, acts[name].done)
            return redirect("disclosure_obligation", pk)
    shown = [(key, act, form if key == name else act.empty(obligation)) for key, act in acts.items()]
    return _desk(request, obligation, shown)


def exemptions(request: HttpRequest) -> HttpResponse:
    """List the requests that a duty should not apply: those of one's own body, and those to decide."""
    decides = organisations_for(request.user, Action.DUTY_OVERSEE)
    reads = rights_of(request.user).reads
    if not reads and not decides.exists():
        raise PermissionDenied
    rows = (
        Exemption.objects.filter(obligation__organisation__in=[*reads, *decides.values_list("pk", flat=True)])
        .exclude(ground="abolished")
        .select_related("obligation__organisation", "obligation__duty")
        .order_by("approved_at", "refused_at", "-proposed_at", "-pk")
    )
    context = {
        "page_obj": paginate(request, rows, PER_PAGE),
        "breadcrumbs_items": _crumbs("Đề nghị không áp dụng"),
    }
    return render(request, "disclosures/admin/exemptions.html", context)


def waiting_for(user: AnyUser) -> int:
    """Return how many requests wait for the user's decision; none about a body of their own."""
    decides = organisations_for(user, Action.DUTY_OVERSEE).exclude(memberships__user=user.pk)
    return Exemption.objects.waiting().filter(obligation__organisation__in=decides).count()


# ---- what one may do about an obligation


class Act:
    """One thing that somebody may do: its name on the page, its form and its service."""

    def __init__(
        self,
        label: str,
        done: str,
        form: Callable[..., forms.Form],
        run: Callable[[Obligation, dict[str, Any], HttpRequest], object],
    ) -> None:
        self.label, self.done, self._form, self.run = label, done, form, run

    def empty(self, obligation: Obligation, data: Any = None) -> forms.Form:
        if self._form is CorrectForm:
            return CorrectForm(data, obligation=obligation)
        return self._form(data)


def _opened(request: HttpRequest, pk: int) -> tuple[Obligation, dict[str, Act]]:
    obligation = get_object_or_404(Obligation.objects.for_list(), pk=pk)
    organisation = obligation.organisation
    may_read = organisation.pk in rights_of(request.user).reads
    announces = can(request.user, Action.DUTY_ANNOUNCE, organisation)
    if not (may_read or announces):
        raise PermissionDenied
    return obligation, _acts(request, obligation, announces=announces)


def _acts(request: HttpRequest, obligation: Obligation, *, announces: bool) -> dict[str, Act]:
    """Return the acts that fit the obligation's state and the user's rights, by name."""
    oversees = services.may_oversee(_staff(request), obligation.organisation)
    found: dict[str, Act] = {}
    movable = oversees or services.start_is_movable(obligation, timezone.localdate())
    if announces and movable and services.was_announced(obligation):
        found["sua"] = Act(
            "Sửa sự kiện đã ghi nhận", "Đã sửa; hạn cũ vẫn còn trong lịch sử.", CorrectForm, _correct
        )
    standing = obligation.exemptions.in_force().first()
    waiting = obligation.exemptions.waiting().first()
    if standing and oversees:
        found["bai-bo"] = Act("Bãi bỏ việc không áp dụng", "Nghĩa vụ lại có hiệu lực.", ReasonForm, _lift)
    if obligation.disclosed_on or standing:
        return found
    if waiting and oversees:
        found["chap-thuan"] = Act("Chấp thuận đề nghị", "Đã chấp thuận.", forms.Form, _approve)
        found["tu-choi"] = Act("Từ chối đề nghị", "Đã từ chối.", ReasonForm, _refuse)
    elif oversees:
        found["khong-ap-dung"] = Act("Quyết định không áp dụng", "Đã ghi nhận.", ExemptionForm, _exempt)
    elif not waiting and can(request.user, Action.DISCLOSURE_PUBLISH, obligation.organisation):
        found["de-nghi"] = Act(
            "Đề nghị không áp dụng",
            "Đã gửi đề nghị. Lãnh đạo tỉnh hoặc thanh tra sẽ quyết định.",
            ExemptionForm,
            _propose,
        )
    return found


def _correct(obligation: Obligation, given: dict[str, Any], request: HttpRequest) -> object:
    return services.correct_announcement(
        obligation=obligation, **given, by=_staff(request), at=timezone.now()
    )


def _propose(obligation: Obligation, given: dict[str, Any], request: HttpRequest) -> object:
    return services.propose_exemption(obligation=obligation, **given, by=_staff(request), at=timezone.now())


def _exempt(obligation: Obligation, given: dict[str, Any], request: HttpRequest) -> object:
    return services.exempt(obligation=obligation, **given, by=_staff(request), at=timezone.now())


def _approve(obligation: Obligation, given: dict[str, Any], request: HttpRequest) -> object:
    exemption = _one(obligation.exemptions.waiting())
    return services.approve_exemption(exemption=exemption, by=_staff(request), at=timezone.now())


def _refuse(obligation: Obligation, given: dict[str, Any], request: HttpRequest) -> object:
    exemption = _one(obligation.exemptions.waiting())
    return services.refuse_exemption(exemption=exemption, **given, by=_staff(request), at=timezone.now())


def _lift(obligation: Obligation, given: dict[str, Any], request: HttpRequest) -> object:
    exemption = _one(obligation.exemptions.in_force())
    return services.lift_exemption(exemption=exemption, **given, by=_staff(request), at=timezone.now())


def _one(found: Any) -> Exemption:
    exemption: Exemption | None = found.first()
    if exemption is None:
        raise ValidationError("Đề nghị này vừa được xử lý.")
    return exemption


def _staff(request: HttpRequest) -> User:
    """Return who acts; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


# ---- pages


def _desk(
    request: HttpRequest, obligation: Obligation, shown: list[tuple[str, "Act", forms.Form]]
) -> HttpResponse:
    today = timezone.localdate()
    screen = obligation_screen(obligation.pk, AsOf.on(today))
    if screen is None:
        raise Http404
    movable = services.start_is_movable(obligation, today) or services.may_oversee(
        _staff(request), obligation.organisation
    )
    context = {
        **screen,
        "acts": shown,
        "reminders": Reminder.objects.filter(obligation=obligation).select_related("user", "message")[
            :REMINDERS_SHOWN
        ],
        "announce_address": _announce_address(request, obligation) if movable else "",
        "breadcrumbs_items": _crumbs("Nghĩa vụ"),
    }
    return render(request, "disclosures/admin/obligation.html", context)


def _announce_address(request: HttpRequest, obligation: Obligation) -> str:
    """Return where to record the real date of an assumed one; "" when there is nothing to record, or no right to."""
    if not obligation.is_assumed or obligation.disclosed_on:
        return ""
    if not can(request.user, Action.DUTY_ANNOUNCE, obligation.organisation):
        return ""
    known = {"don-vi": obligation.organisation.slug, "muc": obligation.duty_key, "ky": obligation.period}
    return f"{reverse('disclosure_announce')}?{urlencode(known)}"


def put_errors(form: forms.Form, error: ValidationError) -> None:
    """Show a service's refusal beside the fields that the form has, and the rest above them."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"url": reverse("disclosure_calendar"), "label": "Lịch công khai"}, {"url": "", "label": label}]
