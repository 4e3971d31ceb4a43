"""The desk: a list of cases, one case, what can be done to it, and what was sent with it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages

from portal.accounts.policies import Action, can, organisations_for
from portal.core.paging import paginate_by_key
from portal.core.sealing import SealBroken
from portal.feedback import services
from portal.feedback.desk import access, page
from portal.feedback.desk.doors import beside_case, doors_for
from portal.feedback.desk.forms import ActForm
from portal.feedback.desk.query import STATUSES, TABS, DeskQuery
from portal.feedback.desk.trail import Trail, trail_of, with_neighbours
from portal.feedback.models import Act, AnswerFile, Attachment, Contact, Petition
from portal.feedback.reminded import reminders_of
from portal.feedback.services import Conflict, TransitionNotAllowed, drafts
from portal.feedback.services.privacy_gate import NoteRefused
from portal.feedback.views.downloads import lead_to
from portal.feedback.workflow import TRANSITIONS, WITH_OWN_PAGE, Kind
from portal.organisations.models import Organisation
from portal.statutes.calendar import CalendarCoverageError
from portal.statutes.cases import CaseError
from portal.statutes.services import NoRuleError

# What services raise, with a Vietnamese message, when an act is not possible.
REFUSALS = (TransitionNotAllowed, CaseError, NoRuleError, CalendarCoverageError)
_NOT_YOURS = "Vai trò của bạn không được làm bước này với hồ sơ này."


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """List the cases of the user's organisations; inspectors list all. 404 for those who read none."""
    if not access.has_desk(access.staff(request)):
        raise Http404
    today = timezone.localdate()
    query = DeskQuery.from_parameters(request.GET)
    cases = access.readable(access.staff(request))
    counts = query.counts(cases, on=today)
    organisations = _organisations(request)
    return render(
        request,
        "feedback/admin/desk.html",
        {
            "page_obj": paginate_by_key(
                request, query.ordered(cases, on=today), Petition.objects.with_list_data(), query.per_page
            ),
            "query": query,
            "trail": trail_of(request),
            "handled": set(
                organisations_for(access.staff(request), Action.PETITION_HANDLE).values_list("pk", flat=True)
            ),
            "tabs": [(tab, label, counts[tab]) for tab, label in TABS.items()],
            "kinds": Kind.choices,
            "statuses": STATUSES,
            "organisations": organisations if len(organisations) > 1 else [],
            "today": today,
            "doors": doors_for(access.staff(request)),
            "breadcrumbs_items": [{"url": "", "label": "Phản ánh"}],
        },
    )


def _organisations(request: HttpRequest) -> list[tuple[str, str]]:
    everywhere = can(access.staff(request), Action.PETITION_READ_ALL)
    found = (
        Organisation.objects.all()
        if everywhere
        else organisations_for(access.staff(request), Action.PETITION_HANDLE)
    )
    return list(found.order_by("name").values_list("code", "name"))


@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _readable_or_404(request, code))


def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do one act; on failure show the case as it is now with the message and everything that was typed."""
    row = TRANSITIONS.get(name)
    if row is None or not row.roles & access.STAFF_ROLES or name in WITH_OWN_PAGE:
        raise Http404
    if request.method != "POST":
        return redirect("feedback_desk_case", code)
    petition = (
        access.readable(access.staff(request))
        .filter(code=code)
        .select_related("organisation__parent")
        .first()
    )
    if petition is None:
        return _gone(request, code, name)
    form = ActForm(row, petition, request.POST, request.FILES, today=timezone.localdate())
    if not services.staff_role(access.staff(request), name, petition):
        return _page(request, petition, bound=form, problem=_NOT_YOURS, status=403)
    return _act(request, petition, form)


def _act(request: HttpRequest, petition: Petition, form: ActForm) -> HttpResponse:
    row = form.row
    if not form.is_valid():
        seen = form.seen_version
        if seen is None:
            return _page(request, petition, bound=form, problem="Trang đã cũ. Hãy kiểm tra rồi gửi lại.")
        if seen != petition.version:
            return _conflict(request, petition, form, petition.acts.select_related("actor").last())
        form.focus_first_error()
        return _page(request, petition, bound=form)
    try:
        done = getattr(services, row.name)(
            petition=petition,
            by=access.staff(request),
            at=timezone.now(),
            version=form.seen_version,
            **form.arguments(),
        )
    except Conflict as conflict:
        return _conflict(request, petition, form, conflict.last_act)
    except PermissionDenied:
        return _page(request, petition, bound=form, problem=_NOT_YOURS, status=403)
    except NoteRefused as refusal:
        _keep(request, petition, form)
        form.add_error(refusal.field, str(refusal))
        form.focus_first_error()
        return _page(request, petition, bound=form)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _page(request, petition, bound=form)
    drafts.discard_draft(petition=done, user=access.staff(request), act=row.name)
    drafts.let_go(petition=done, user=access.staff(request))
    messages.success(request, f"Hồ sơ {done.code}: đã ghi “{row.label}”.")
    return _next(request, done)


def _keep(request: HttpRequest, petition: Petition, form: ActForm) -> None:
    """What was typed stays as a draft, so that a second person can read and let pass what the check found."""
    drafts.save_draft(
        petition=petition,
        user=access.staff(request),
        act=form.row.name,
        values={name: form.data.get(name, "") for name in ("text", "explanation") if name in form.fields},
        at=timezone.now(),
        version=form.seen_version or petition.version,
    )


def _next(request: HttpRequest, petition: Petition) -> HttpResponse:
    """Back to the case, or to the list when the act took the case out of the user's sight."""
    seen = access.readable(access.staff(request)).filter(pk=petition.pk).exists()
    answer = redirect("feedback_desk_case", petition.code) if seen else redirect("feedback_desk")
    answer["Location"] += trail_of(request).suffix
    return answer


def _conflict(request: HttpRequest, petition: Petition, form: ActForm, last: Act | None) -> HttpResponse:
    """Somebody else was faster: say who did what. The next attempt counts from what is shown now."""
    if last is None:
        return _page(request, petition, bound=form, problem="Hồ sơ vừa thay đổi.", status=409)
    if last.actor_id == access.staff(request).pk and last.name == form.row.name and not form.row.needs:
        # The second half of a double click.
        return _next(request, petition)
    if not access.readable(access.staff(request)).filter(pk=petition.pk).exists():
        return _gone(request, petition.code, form.row.name)
    return _page(request, petition, bound=form, problem=_what_happened(request, last), status=409)


def _what_happened(request: HttpRequest, last: Act) -> str:
    actor = "Bạn" if last.actor_id == access.staff(request).pk else page.who(last)
    at = timezone.localtime(last.at)
    return (
        f"{actor} vừa thực hiện “{last.label}” lúc {at:%H:%M} ngày {at:%d/%m/%Y}, trong khi bạn đang mở hồ sơ. "
        "Bước của bạn chưa được ghi; nội dung bạn viết vẫn còn bên dưới."
    )


def _gone(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """The case went to another organisation while the user was writing: give the text back."""
    last = access.handed_over(access.staff(request), code)
    if last is None:
        raise Http404
    form = ActForm(TRANSITIONS[name], last.petition, request.POST, today=timezone.localdate())
    return render(
        request,
        "feedback/admin/handed_over.html",
        {"code": code, "act": last, "who": page.who(last), "form": form, **_crumbs(code, trail_of(request))},
        status=409,
    )


@require_POST
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Show the sender's contact details once; every time is logged, for the sender too."""
    petition = _readable_or_404(request, code)
    if not services.staff_role(access.staff(request), page.OPEN_CONTACT, petition):
        return _page(request, petition, problem=_NOT_YOURS, status=403)
    try:
        details = services.open_contact(petition=petition, by=access.staff(request), at=timezone.now())
    except PermissionDenied:
        return _page(request, petition, problem=_NOT_YOURS, status=403)
    except Contact.DoesNotExist:
        return _page(request, petition, problem="Người gửi không để lại thông tin liên hệ.")
    except (SealBroken, *REFUSALS) as refusal:
        return _page(request, petition, problem=str(refusal))
    return _page(request, petition, details=details)


@require_GET
def attachment(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Hand out a file that came with a case."""
    petition = _readable_or_404(request, code)
    return lead_to(get_object_or_404(Attachment, pk=pk, petition=petition))


@require_GET
def document(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Hand out a document of an answer or of its draft."""
    petition = _readable_or_404(request, code)
    return lead_to(get_object_or_404(AnswerFile, pk=pk, answer__petition=petition))


def _readable_or_404(request: HttpRequest, code: str) -> Petition:
    """Somebody else's case is answered like one that does not exist."""
    return get_object_or_404(
        access.readable(access.staff(request)).select_related("organisation__parent"), code=code
    )


def _crumbs(code: str, trail: Trail) -> dict[str, list[dict[str, str]]]:
    return {
        "breadcrumbs_items": [
            {"url": trail.back, "label": "Phản ánh"},
            {"url": "", "label": code},
        ]
    }


def _page(
    request: HttpRequest,
    petition: Petition,
    *,
    bound: ActForm | None = None,
    problem: str = "",
    details: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    shown = page.build(page.load(petition), access.staff(request), today=today, bound=bound)
    offered = bound is None or any(offer.form is bound for offer in shown.acts)
    return render(
        request,
        "feedback/admin/case.html",
        {
            "case": shown,
            "petition": shown.petition,
            "beside": beside_case(petition),
            "reminders": reminders_of(petition.subject),
            "problem": problem,
            "details": details,
            # The act is no longer possible: its text must not be lost with its form.
            "lost": None if offered else bound,
            "today": today,
            "lock": drafts.lock_of(petition, at=timezone.now()),
            "trail": with_neighbours(
                trail_of(request), request, access.readable(access.staff(request)), petition.code, on=today
            ),
            **_crumbs(petition.code, trail_of(request)),
        },
        status=status,
    )
