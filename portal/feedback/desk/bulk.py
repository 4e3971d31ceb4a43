"""Acknowledging several cases at once. Nothing else is ever done to more than one case: answers least of all."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from portal.feedback import services
from portal.feedback.desk import access
from portal.feedback.desk.trail import trail_of
from portal.feedback.desk.views import REFUSALS
from portal.feedback.models import Petition
from portal.feedback.services import Conflict

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one case; `problem` says why it was not acknowledged."""

    code: str
    title: str = ""
    problem: str = ""


@require_POST
def acknowledge(request: HttpRequest) -> HttpResponse:
    """Acknowledge the ticked cases, each as an act and an event of its own, and say of each what became of it."""
    user = access.staff(request)
    if not access.has_desk(user):
        raise Http404
    ticked = list(dict.fromkeys(request.POST.getlist("ho-so")))
    if not ticked:
        answer = redirect("feedback_desk")
        answer["Location"] += trail_of(request).suffix
        return answer
    results = [_acknowledged(user, choice) for choice in ticked[:AT_ONCE]]
    context = {
        "done": [result for result in results if not result.problem],
        "refused": [result for result in results if result.problem],
        "left": ticked[AT_ONCE:],
        "trail": trail_of(request),
        "breadcrumbs_items": [
            {"url": reverse("feedback_desk"), "label": "Phản ánh"},
            {"url": "", "label": "Tiếp nhận"},
        ],
    }
    return render(request, "feedback/admin/acknowledged.html", context)


def _acknowledged(user: User, choice: str) -> Result:
    """`choice` is the code and the version that the user saw, as "HY-AAAA-BBBB:3"."""
    code, _, seen = choice[:40].partition(":")
    petition: Petition | None = (
        access.readable(user).filter(code=code).select_related("organisation__parent").first()
    )
    if petition is None or not seen.isdecimal():
        return Result(code, problem="Không có hồ sơ này trong danh sách của bạn.")
    try:
        services.acknowledge(petition=petition, by=user, at=timezone.now(), version=int(seen[:9]))
    except Conflict as conflict:
        last = conflict.last_act
        who = f": {last.label}" if last else ""
        return Result(code, petition.title, f"Hồ sơ vừa được người khác cập nhật{who}.")
    except PermissionDenied:
        return Result(code, petition.title, "Vai trò của bạn không được tiếp nhận hồ sơ này.")
    except REFUSALS as refusal:
        return Result(code, petition.title, str(refusal))
    return Result(code, petition.title)
