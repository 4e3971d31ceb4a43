"""The Inspectorate's side in the admin: lists, clocks and sealed packages, for sessions that proved to hold the key."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.confidential import boxes, services, workflow
from portal.confidential.desk_forms import AnswerForm, KeyForm, LetterForm, ReplyBoxForm
from portal.confidential.keeping import kept_until
from portal.confidential.models import Tip, TipKey
from portal.confidential.workflow import TransitionNotAllowed
from portal.core.paging import paginate

PER_PAGE = 30
_OPEN_FOR = timedelta(hours=4)
_CHALLENGE, _OPENED = "tips_challenge", "tips_opened"
_READER = Path(__file__).parent / "reader" / "doc_to_cao.py"
View = Callable[..., HttpResponseBase]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"url": "", "label": label}]


def may_see(request: HttpRequest) -> bool:
    """Whether the room exists at all for this person."""
    return services.may_handle(request.user)


def is_open(request: HttpRequest) -> bool:
    """Whether this session proved, not long ago, that it can open the current key's boxes."""
    opened = request.session.get(_OPENED) or {}
    until = parse_datetime(opened.get("until", "")) if opened.get("until") else None
    return until is not None and timezone.now() < until


def inspectors_only(view: View) -> View:
    """Others are told that there is no such page."""

    @never_cache
    @sensitive_post_parameters()
    @sensitive_variables()
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(request):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def with_key(view: View) -> View:
    @inspectors_only
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_open(request):
            return redirect("tips_unlock")
        return view(request, *args, **kwargs)

    return wrapped


@inspectors_only
def unlock(request: HttpRequest) -> HttpResponse:
    """A sealed challenge; who answers it holds the key. Answering for a key that waits confirms it."""
    waiting = TipKey.objects.filter(confirmed_on__isnull=True).order_by("-pk").first()
    key = waiting or TipKey.objects.current()
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and key is not None and form.is_valid():
        if _answered(request, key, form.cleaned_data["answer"]):
            return redirect("tips")
        form.add_error("answer", "Chưa đúng. Câu thách thức đã đổi; hãy trả lời câu mới bên dưới.")
    challenge = _new_challenge(request, key) if key else ""
    context = {
        "key": key,
        "waits": waiting is not None,
        "challenge": challenge,
        "form": form,
        "breadcrumbs_items": _crumbs("Tố cáo bảo mật"),
    }
    return render(request, "confidential/admin/unlock.html", context)


def _new_challenge(request: HttpRequest, key: TipKey) -> str:
    answer = secrets.token_hex(16)
    request.session[_CHALLENGE] = {"key": key.pk, "digest": hashlib.sha256(answer.encode()).hexdigest()}
    return base64.b64encode(
        boxes.seal(boxes.Inside("challenge", answer.encode()), bytes(key.public))
    ).decode()


def _answered(request: HttpRequest, key: TipKey, answer: str) -> bool:
    asked = request.session.pop(_CHALLENGE, None) or {}
    digest = hashlib.sha256(answer.strip().encode()).hexdigest()
    if asked.get("key") != key.pk or not secrets.compare_digest(asked.get("digest", ""), digest):
        return False
    now = timezone.now()
    if key.confirmed_on is None:
        services.confirm_key(key=key, by=_user(request), at=now)
    request.session[_OPENED] = {"until": (now + _OPEN_FOR).isoformat()}
    return True


@with_key
def index(request: HttpRequest) -> HttpResponse:
    tips = Tip.objects.order_by("-waits_for_us", "received_on", "number")
    today = timezone.localdate()
    page = paginate(request, tips, per_page=PER_PAGE)
    overdue = list(Tip.objects.overdue(on=today)[:PER_PAGE])
    context = {
        "page_obj": page,
        "today": today,
        "overdue": overdue,
        "breadcrumbs_items": _crumbs("Tố cáo bảo mật"),
    }
    return render(request, "confidential/admin/index.html", context)


@with_key
def detail(request: HttpRequest, number: str) -> HttpResponse:
    tip = get_object_or_404(Tip.objects.select_related("key"), number=number)
    return _detail(request, tip, LetterForm())


def _detail(
    request: HttpRequest, tip: Tip, form: LetterForm, status: int = 200, box: ReplyBoxForm | None = None
) -> HttpResponse:
    context = {
        "tip": tip,
        "parts": tip.parts.all(),
        "clocks": services.clocks(tip),
        "acts": [row for row in workflow.TABLE if tip.status in row.sources],
        "form": form,
        "box": box or ReplyBoxForm(number=tip.number),
        "kept_until": kept_until(tip),
        "today": timezone.localdate(),
        "breadcrumbs_items": [{"url": reverse("tips"), "label": "Tố cáo bảo mật"}, *_crumbs(tip.number)],
    }
    return render(request, "confidential/admin/tip.html", context, status=status)


@with_key
@require_POST
def act(request: HttpRequest, number: str) -> HttpResponse:
    """One act of the table, or a plain message; the text is sealed before it is stored."""
    tip = get_object_or_404(Tip, number=number)
    form = LetterForm(request.POST)
    name = request.POST.get("act", "")
    if not form.is_valid():
        return _detail(request, tip, form, status=400)
    try:
        _do(name, tip, _user(request), form)
    except (TransitionNotAllowed, services.TooMuch) as problem:
        form.add_error("text", str(problem) or "Hồ sơ này đã có quá nhiều tin nhắn.")
        return _detail(request, tip, form, status=409)
    messages.success(request, "Đã ghi nhận.")
    return redirect("tips_tip", number=tip.number)


def _do(name: str, tip: Tip, user: User, form: LetterForm) -> None:
    text, now = form.cleaned_data["text"], timezone.now()
    if name in workflow.TRANSITIONS:
        services.act(name, tip=tip, by=user, at=now, text=text)
    elif text:
        services.reply(tip=tip, by=user, text=text, at=now)
    else:
        raise TransitionNotAllowed("Hãy viết nội dung gửi cho người tố cáo.")


@with_key
def package(request: HttpRequest, number: str) -> HttpResponse:
    """The sealed boxes of one tip, for the program on the Inspectorate's own computer."""
    tip = get_object_or_404(Tip, number=number)
    parts = [
        {
            "place": part.place,
            "author": part.get_author_display(),
            "on": part.on.isoformat(),
            "sealed": base64.b64encode(bytes(part.sealed)).decode(),
        }
        for part in tip.parts.all()
    ]
    response = JsonResponse(
        {
            "format": "hung-yen-to-cao-goi-1",
            "number": tip.number,
            "mailbox": base64.b64encode(bytes(tip.mailbox)).decode(),
            "parts": parts,
        }
    )
    response["Content-Disposition"] = f'attachment; filename="tin-{tip.number}.json"'
    return response


@with_key
@require_POST
def sealed_reply(request: HttpRequest, number: str) -> HttpResponse:
    """A reply that was written and sealed on the Inspectorate's own computer: the portal never has its words."""
    tip = get_object_or_404(Tip, number=number)
    box = ReplyBoxForm(request.POST, request.FILES, number=tip.number)
    if not box.is_valid():
        return _detail(request, tip, LetterForm(), status=400, box=box)
    try:
        services.reply_sealed(
            tip=tip, by=_user(request), at=timezone.now(), sealed=box.sealed, for_sender=box.for_sender
        )
    except services.TooMuch:
        box.add_error("file", "Hồ sơ này đã có quá nhiều tin nhắn.")
        return _detail(request, tip, LetterForm(), status=409, box=box)
    messages.success(request, "Đã gửi hộp trả lời.")
    return redirect("tips_tip", number=tip.number)


@inspectors_only
def reader(request: HttpRequest) -> FileResponse:
    return FileResponse(_READER.open("rb"), as_attachment=True, content_type="text/x-python")


@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    """An administrator enters the public half of a key; it is used once an inspector has confirmed it."""
    user = _user(request)
    if not can(user, Action.STRUCTURE_EDIT):
        raise Http404
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        TipKey.objects.create(
            organisation=form.cleaned_data["organisation"],
            public=form.cleaned_data["public"],
            entered_by=user,
            entered_on=timezone.localdate(),
        )
        messages.success(
            request, "Đã nhập. Khoá được dùng sau khi một thanh tra viên giữ khoá riêng xác nhận."
        )
        return redirect("tips_keys")
    known = TipKey.objects.select_related("organisation").order_by("-pk")[:50]
    context = {"form": form, "keys": known, "breadcrumbs_items": _crumbs("Khoá nhận tố cáo")}
    return render(request, "confidential/admin/keys.html", context)


urlpatterns = [
    path("", index, name="tips"),
    path("mo-khoa/", unlock, name="tips_unlock"),
    path("khoa/", keys, name="tips_keys"),
    path("chuong-trinh/", reader, name="tips_reader"),
    path("<slug:number>/", detail, name="tips_tip"),
    path("<slug:number>/viec/", act, name="tips_act"),
    path("<slug:number>/goi/", package, name="tips_package"),
    path("<slug:number>/hop-tra-loi/", sealed_reply, name="tips_sealed_reply"),
]
