"""Writing at the desk: drafts kept before they are sent, templates put in, and who is writing just now.

Each address takes a form of the case's page and leads back to it; asked by the page's script it answers in JSON.
"""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from portal.accounts.models import User
from portal.feedback import answer_text, services
from portal.feedback.desk import access
from portal.feedback.desk.page import name_of
from portal.feedback.desk.trail import trail_of
from portal.feedback.models import AnswerTemplate, Petition
from portal.feedback.services import drafts
from portal.feedback.workflow import TRANSITIONS, WITH_OWN_PAGE, Transition
from portal.statutes.wording import short_date

# The needs of acts that are words.
TEXTS = ("text", "explanation")


@require_POST
def save(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Keep what is typed for an act."""
    row, petition = _row(name), _case(request, code)
    user, now = access.staff(request), timezone.now()
    draft = drafts.save_draft(
        petition=petition, user=user, act=name, values=_typed(request, row), at=now, version=_version(request)
    )
    lock = drafts.hold(petition=petition, user=user, at=now)
    if _is_script(request):
        other = "" if lock.user_id == user.pk else name_of(lock.user)
        return JsonResponse(
            {
                "saved": f"{timezone.localtime(now):%H:%M:%S}" if draft else "",
                "writer": other,
                "changed": petition.version != _version(request),
            }
        )
    messages.success(request, "Đã lưu bản nháp. Chỉ bạn đọc được.")
    return _back(request, code, name)


@require_POST
def discard(request: HttpRequest, code: str, name: str) -> HttpResponse:
    petition, user = _case(request, code), access.staff(request)
    _row(name)
    drafts.discard_draft(petition=petition, user=user, act=name)
    drafts.let_go(petition=petition, user=user)
    messages.success(request, "Đã bỏ bản nháp.")
    return _back(request, code, name)


@require_POST
def insert_template(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Put a template's words below what is already typed, and keep all of it as the draft."""
    row, petition = _row(name), _case(request, code)
    values = _typed(request, row)
    fitting = AnswerTemplate.objects.fitting(
        organisation=petition.organisation, kind=petition.kind, category=petition.category
    )
    chosen = request.POST.get("mau", "")
    template = fitting.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdecimal() else None
    if template is not None and "text" in row.needs:
        words = answer_text.fill(template.text, case_facts(petition))
        values["text"] = f"{values['text'].rstrip()}\n\n{words}".lstrip("\n")
    else:
        messages.warning(request, "Hãy chọn một mẫu trả lời.")
    drafts.save_draft(
        petition=petition,
        user=access.staff(request),
        act=name,
        values=values,
        at=timezone.now(),
        version=_version(request),
    )
    return _back(request, code, name)


@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Say that the user is writing here; `viec=tiep-quan` takes over from whoever is, `viec=thoi` gives up."""
    petition, user, wish = _case(request, code), access.staff(request), request.POST.get("viec", "")
    if wish == "thoi":
        drafts.let_go(petition=petition, user=user)
        return _back(request, code)
    lock = drafts.hold(petition=petition, user=user, at=timezone.now(), take_over=wish == "tiep-quan")
    if lock.user_id == user.pk:
        messages.success(request, "Đồng nghiệp thấy bạn đang soạn ở hồ sơ này.")
    else:
        messages.warning(request, f"{name_of(lock.user)} đang soạn ở hồ sơ này.")
    return _back(request, code)


def case_facts(petition: Petition) -> dict[str, str]:
    """What the fields of a template become for this case."""
    due = petition.answer_deadline
    return {
        "mã": petition.code,
        "loại": petition.get_kind_display().lower(),
        "tiêu đề": petition.title,
        "lĩnh vực": petition.get_category_display().lower(),
        "ngày nhận": short_date(timezone.localtime(petition.effective_at).date()),
        "hạn": short_date(due.due_on) if due and due.due_on else "",
        "cơ quan": petition.organisation.name,
        "nơi xảy ra": petition.place,
    }


def _row(name: str) -> Transition:
    row = TRANSITIONS.get(name)
    if (
        row is None
        or not row.roles & access.STAFF_ROLES
        or name in WITH_OWN_PAGE
        or not set(TEXTS) & set(row.needs)
    ):
        raise Http404
    return row


def _case(request: HttpRequest, code: str) -> Petition:
    """A case that the user handles or reviews. Who may only read (an inspector) writes nothing here."""
    user: User = access.staff(request)
    cases = access.readable(user).select_related("organisation__parent").prefetch_related("deadlines")
    petition = get_object_or_404(cases, code=code)
    if not any(services.staff_role(user, name, petition) for name in ("draft_answer", "decide_dispute")):
        raise Http404
    return petition


def _typed(request: HttpRequest, row: Transition) -> dict[str, str]:
    """The words of the form as they were typed; files and choices are not kept."""
    return {need: request.POST.get(need, "").replace("\r\n", "\n") for need in TEXTS if need in row.needs}


def _version(request: HttpRequest) -> int:
    seen = request.POST.get("version", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _back(request: HttpRequest, code: str, name: str = "") -> HttpResponse:
    answer = redirect("feedback_desk_case", code)
    answer["Location"] += trail_of(request).suffix + (f"#buoc-{name}" if name else "")
    return answer
