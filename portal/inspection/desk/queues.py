"""The inspectors' queues: how many wait in each, and the cases of one, to be opened or reminded of."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from portal.accounts.models import User
from portal.accounts.policies import Action, organisations_for, somewhere
from portal.core.exports import streamed_csv
from portal.core.paging import paginate, paginate_by_key
from portal.core.subjects import public_links
from portal.core.text import fold
from portal.feedback.models import Petition
from portal.feedback.vocabulary import Kind
from portal.inspection import queues
from portal.inspection.desk.access import inspector, may_inspect
from portal.inspection.desk.forms import DeskForm, words
from portal.inspection.models import Reminder
from portal.inspection.services.audits import AuditRefused
from portal.inspection.services.reminders import remind
from portal.organisations.models import Organisation

TITLE = "Hàng đợi của thanh tra"
REGISTER = "Sổ nhắc việc"
PER_PAGE = 30
MOST_AT_ONCE = 50


class RemindForm(DeskForm):
    act = "remind"
    text = words(
        "Lời nhắc", "Gửi cho người thụ lý và người đứng đầu đơn vị; không ghi tên người gửi phản ánh."
    )


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    inspector(request)
    today = timezone.localdate()
    context = {
        "queues": [(queue, queues.cases_of(queue, today).count()) for queue in queues.QUEUES],
        "missing": queues.missing_duties(today).count(),
        "duties": queues.DUTIES,
        "breadcrumbs_items": [{"url": "", "label": TITLE}],
    }
    return render(request, "inspection/admin/queues.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest, key: str) -> HttpResponse:
    """One queue; POST reminds the bodies of the chosen matters."""
    user = inspector(request)
    form = RemindForm(request.POST or None)
    chosen = [text.replace("\x00", "") for text in request.POST.getlist("subject")[:MOST_AT_ONCE]]
    if request.method == "POST":
        if not chosen:
            form.add_error(None, "Chọn ít nhất một hồ sơ.")
        elif form.is_valid():
            _remind_all(request, user, chosen, form.cleaned_data["text"])
            return redirect(request.get_full_path())
    context = _rows(request, key) | {
        "form": form,
        "chosen": set(chosen),
        "breadcrumbs_items": [
            {"url": reverse("inspection_queues"), "label": TITLE},
            {"url": "", "label": _label(key)},
        ],
    }
    return render(request, "inspection/admin/queue.html", context)


def _label(key: str) -> str:
    if key == queues.DUTIES:
        return "Công khai còn thiếu"
    if key not in queues.BY_KEY:
        raise Http404
    return queues.BY_KEY[key].label


def _rows(request: HttpRequest, key: str) -> dict[str, Any]:
    today, label = timezone.localdate(), _label(key)
    name = request.GET.get("don-vi", "").replace("\x00", "").strip()[:100]
    kind = request.GET.get("loai", "")
    shown: dict[str, Any] = {"key": key, "label": label, "body": name, "kind": kind, "kinds": Kind.choices}
    if key == queues.DUTIES:
        found = _of_bodies(queues.missing_duties(today), name).select_related("organisation", "duty")
        page = paginate(request, found.order_by("due_on", "pk"), PER_PAGE)
        rows = [(item.subject, "", item.duty.title, item.organisation.name, item.due_on) for item in page]
        return shown | {"page_obj": page, "rows": rows, "kinds": [], "meaning": "Quá hạn mà chưa công khai."}
    cases = _of_bodies(queues.cases_of(queues.BY_KEY[key], today), name)
    if kind in Kind.values:
        cases = cases.filter(kind=kind)
    ordered = cases.order_by("next_due_on", "pk")
    page = paginate_by_key(request, ordered, Petition.objects.select_related("organisation"), PER_PAGE)
    rows = [
        (case.subject, case.code, case.get_kind_display(), case.organisation.name, case.next_due_on)
        for case in page
    ]
    return shown | {"page_obj": page, "rows": rows, "meaning": queues.BY_KEY[key].meaning}


def _of_bodies(found: QuerySet[Any], name: str) -> QuerySet[Any]:
    if not name:
        return found
    bodies = Organisation.objects.only("name")
    return found.filter(organisation__in=[body.pk for body in bodies if fold(name) in fold(body.name)])


def _remind_all(request: HttpRequest, user: User, subjects: list[str], text: str) -> None:
    done = 0
    for subject in dict.fromkeys(subjects):
        try:
            remind(subject=subject, by=user, at=timezone.now(), text=text)
        except AuditRefused as refusal:
            messages.error(request, f"{subject.removeprefix('petition:')}: {refusal}")
        else:
            done += 1
    if done:
        messages.success(request, f"Đã nhắc {done} việc.")


@require_GET
def queue_csv(request: HttpRequest, key: str) -> StreamingHttpResponse:
    inspector(request)
    today, label = timezone.localdate(), _label(key)
    if key == queues.DUTIES:
        found = queues.missing_duties(today).select_related("organisation", "duty").order_by("due_on", "pk")
        rows = ([i.organisation.name, i.duty.title, i.due_on.isoformat()] for i in found.iterator(1000))
        return streamed_csv(key, ["don_vi", "noi_dung", "han"], rows)
    cases = (
        queues.cases_of(queues.BY_KEY[key], today)
        .select_related("organisation")
        .order_by("next_due_on", "pk")
    )
    lines = (
        [
            c.organisation.name,
            c.code,
            c.get_kind_display(),
            c.next_due_on.isoformat() if c.next_due_on else "",
            label,
        ]
        for c in cases.iterator(1000)
    )
    return streamed_csv(key, ["don_vi", "ma", "loai", "han", "hang_doi"], lines)


def may_read_register(user: Any) -> bool:
    return isinstance(user, User) and (
        may_inspect(user) or somewhere(user, Action.DUTY_OVERSEE) or somewhere(user, Action.AUDIT_ANSWER)
    )


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Who was reminded when of what: all for inspectors, the own body's and those below for heads."""
    user = request.user
    if not isinstance(user, User) or not may_read_register(user):
        raise PermissionDenied
    found = Reminder.objects.select_related("organisation", "to_user", "sent_by")
    if not may_inspect(user):
        own = organisations_for(user, Action.AUDIT_ANSWER) | organisations_for(user, Action.DUTY_OVERSEE)
        found = found.filter(organisation__in=own)
    name = request.GET.get("don-vi", "").replace("\x00", "").strip()[:100]
    by_hand = request.GET.get("cach") == "tay"
    if by_hand:
        found = found.by_hand()
    page = paginate(request, _of_bodies(found, name).order_by("-at", "-pk"), PER_PAGE)
    links = public_links({item.subject for item in page})
    context = {
        "page_obj": page,
        "items": [(item, links.get(item.subject)) for item in page],
        "body": name,
        "by_hand": by_hand,
        "breadcrumbs_items": [{"url": "", "label": REGISTER}],
    }
    return render(request, "inspection/admin/reminders.html", context)
