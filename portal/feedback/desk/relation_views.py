"""Merging and splitting at the desk: a page each, because both need more than a line of words."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages

from portal.feedback import services
from portal.feedback.codes import normal_code
from portal.feedback.desk import access
from portal.feedback.desk.relation_forms import MergeForm, SplitForm, chosen_parts, part_forms
from portal.feedback.models import Petition
from portal.feedback.services import Conflict, TransitionNotAllowed
from portal.feedback.services.privacy_gate import NoteRefused
from portal.feedback.services.relating import MOST_PARTS
from portal.statutes.calendar import CalendarCoverageError
from portal.statutes.cases import CaseError
from portal.statutes.services import NoRuleError

_REFUSALS = (TransitionNotAllowed, CaseError, NoRuleError, CalendarCoverageError)
_CHANGED = "Hồ sơ vừa được người khác cập nhật. Hãy xem lại rồi gửi lần nữa; những gì bạn viết vẫn còn."
_STARTING_PARTS = 2


def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the main case. `?vao=CODE` fills it in; the page then shows both letters side by side."""
    petition = _mine(request, code, "merge")
    form = MergeForm(request.POST or None, initial={"into": normal_code(request.GET.get("vao", ""))})
    if request.method == "POST" and form.is_valid():
        done = _done(
            request,
            form,
            services.merge,
            petition=petition,
            into=form.cleaned_data["into"],
            explanation=form.cleaned_data["explanation"],
            version=form.cleaned_data["version"],
        )
        if done is not None:
            messages.success(request, f"Hồ sơ {code} đã gộp vào {form.cleaned_data['into'].code}.")
            return redirect("feedback_desk_case", code)
    petition.refresh_from_db(fields=["version", "status", "excluded"])
    main = _shown_main(request, form)
    context = {"form": form, "main": main, **_context(petition, "Gộp vào hồ sơ khác")}
    return render(request, "feedback/admin/merge.html", context, status=_status(form))


def _shown_main(request: HttpRequest, form: MergeForm) -> Petition | None:
    """The main case as the user may read it: to compare before merging."""
    code = normal_code(str(form["into"].value() or ""))
    return access.readable(access.staff(request)).filter(code=code).first() if code else None


def split(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the parts. `phan` is how many the page shows; the button for one more keeps what was typed."""
    petition = _mine(request, code, "split")
    count = _count(request.POST.get("phan") or request.GET.get("phan") or "")
    more = request.method == "POST" and "more" in request.POST
    count = min(count + 1, MOST_PARTS) if more else count
    bound = request.POST if request.method == "POST" else None
    form, parts = SplitForm(bound), part_forms(petition, bound, count=count)
    if bound is not None and not more and _valid(form, parts):
        done = _done(
            request,
            form,
            services.split,
            petition=petition,
            parts=chosen_parts(parts),
            explanation=form.cleaned_data["explanation"],
            version=form.cleaned_data["version"],
        )
        if done is not None:
            messages.success(request, f"Hồ sơ {code} đã tách thành {done.parts.count()} phần.")
            return redirect("feedback_desk_case", code)
    petition.refresh_from_db(fields=["version", "status", "excluded"])
    context = {
        "form": form,
        "parts": parts,
        "count": count,
        "may_add": count < MOST_PARTS,
        "quiet": more,
        **_context(petition, "Tách thành nhiều phần"),
    }
    return render(request, "feedback/admin/split.html", context, status=200 if more else _status(form))


def _valid(form: SplitForm, parts: list[Any]) -> bool:
    valid = [form.is_valid(), *(part.is_valid() for part in parts)]
    if not all(valid):
        return False
    if sum(part.is_used for part in parts) < _STARTING_PARTS:
        form.add_error(None, "Cần ít nhất hai phần.")
        return False
    return True


def _count(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else _STARTING_PARTS


def _done(request: HttpRequest, form: Any, act: Any, **arguments: Any) -> Petition | None:
    try:
        done: Petition = act(by=access.staff(request), at=timezone.now(), **arguments)
        return done
    except Conflict:
        form.add_error(None, _CHANGED)
    except NoteRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    except _REFUSALS as refusal:
        form.add_error(None, str(refusal))
    return None


def _mine(request: HttpRequest, code: str, name: str) -> Petition:
    """Somebody else's case is answered like one that does not exist; one's own without the right is refused."""
    cases = access.readable(access.staff(request)).select_related("organisation__parent", "about_page")
    petition = get_object_or_404(cases, code=code)
    if not services.staff_role(access.staff(request), name, petition):
        raise PermissionDenied
    return petition


def _status(form: Any) -> int:
    return 409 if form.is_bound and _CHANGED in form.non_field_errors() else 200


def _context(petition: Petition, label: str) -> dict[str, Any]:
    return {
        "petition": petition,
        "label": label,
        "breadcrumbs_items": [
            {"url": reverse("feedback_desk"), "label": "Phản ánh"},
            {"url": reverse("feedback_desk_case", args=[petition.code]), "label": petition.code},
            {"url": "", "label": label},
        ],
    }
