"""The sender's pages. They set no cookie, write no log of their own, and stay in no cache.

They carry no token against forgery: nothing here rests on a cookie that another site could use in somebody's name,
and with `no-referrer` browsers send no origin to compare.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from portal.confidential import services
from portal.confidential.arriving import clean_files, keep_in_memory
from portal.confidential.forms import CodeForm, MessageForm, TipForm
from portal.confidential.models import Tip, TipKey

_PASSED = TimestampSigner(salt="confidential.captcha-passed")
_PASSED_FOR = 24 * 3600  # seconds
_CRUMBS = [("Tố cáo bảo mật", "/to-cao/")]

View = Callable[..., HttpResponse]


def untraced(view: View) -> View:
    """Headers of every page of this room, and no page of it in an error report."""

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @sensitive_post_parameters()
    @sensitive_variables()
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keep_in_memory(request)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return wrapped


@untraced
def about(request: HttpRequest) -> HttpResponse:
    """What is protected here, and what is not."""
    context = {"key": TipKey.objects.current(), "crumbs": [("Tố cáo bảo mật", "")]}
    return render(request, "confidential/about.html", context)


@untraced
def send(request: HttpRequest) -> HttpResponse:
    key = TipKey.objects.current()
    if key is None:
        return render(request, "confidential/closed.html", {"crumbs": [*_CRUMBS, ("Gửi", "")]}, status=503)
    if request.method != "POST":
        return _form(request, TipForm(), key, nonce=secrets.token_urlsafe(24), passed="")
    nonce = request.POST.get("nonce", "")[:100] or secrets.token_urlsafe(24)
    passed = _still_passed(request.POST.get("passed", ""), nonce)
    form = TipForm(request.POST, request.FILES, captcha_passed=bool(passed))
    valid = form.is_valid()
    text = form.whole_text()
    code = services.code_for(nonce, text) if form.cleaned_data.get("text") else ""
    if code and (known := services.find(code)) is not None:
        # The button was pressed twice; the captcha of the first time is used up.
        return _done(request, known, code)
    if "captcha" in form.fields and "captcha" not in form.errors:
        passed = _PASSED.sign(nonce)
    files = clean_files(request, form)
    if not valid or form.errors:
        form.fields.pop("captcha" if passed else "", None)
        return _form(request, form, key, nonce=nonce, passed=passed)
    return _done(request, services.submit(code=code, text=text, files=files, at=timezone.now()), code)


def _still_passed(token: str, nonce: str) -> str:
    try:
        return token if _PASSED.unsign(token, max_age=_PASSED_FOR) == nonce else ""
    except BadSignature:
        return ""


def _form(request: HttpRequest, form: TipForm, key: TipKey, *, nonce: str, passed: str) -> HttpResponse:
    context = {"form": form, "key": key, "nonce": nonce, "passed": passed, "crumbs": [*_CRUMBS, ("Gửi", "")]}
    return render(request, "confidential/send.html", context)


def _done(request: HttpRequest, tip: Tip, code: str) -> HttpResponse:
    """The code is shown once, in the answer to the form: an address with it would stay in the browser's history."""
    context = {"tip": tip, "code": code, "crumbs": [*_CRUMBS, ("Đã gửi", "")]}
    return render(request, "confidential/done.html", context)


@untraced
def follow(request: HttpRequest) -> HttpResponse:
    """Read the answers and write more; the code travels in the form, never in the address."""
    crumbs = [*_CRUMBS, ("Theo dõi", "")]
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "confidential/code.html", {"form": form, "crumbs": crumbs})
    code = form.cleaned_data["code"]
    tip = services.find(code)
    if tip is None:
        form.add_error("code", "Không có tin nào với mã này. Hãy xem lại từng tiếng.")
        return render(request, "confidential/code.html", {"form": form, "crumbs": crumbs})
    message, sent = MessageForm(), False
    if request.POST.get("step") == "write":
        message = MessageForm(request.POST, request.FILES)
        sent = _write(request, message, code)
        if sent:
            message = MessageForm()
    context = {
        "tip": Tip.objects.get(pk=tip.pk),
        "code": code,
        "lines": services.conversation(tip, code),
        "form": message,
        "sent": sent,
        "crumbs": crumbs,
    }
    return render(request, "confidential/tip.html", context)


def _write(request: HttpRequest, message: MessageForm, code: str) -> bool:
    message.is_valid()
    files = clean_files(request, message)
    if message.errors:
        return False
    try:
        services.write(code=code, text=message.cleaned_data["text"], files=files, at=timezone.now())
    except services.TooMuch:
        message.add_error(None, "Hồ sơ này đã có quá nhiều tin nhắn và tệp. Hãy chờ Thanh tra trả lời.")
        return False
    return True
