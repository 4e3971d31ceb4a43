"""Following a public case by e-mail: the form, the link that confirms, the link that stops."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.feedback.codes import normal_code
from portal.feedback.follow_form import FollowForm
from portal.feedback.models import Petition
from portal.feedback.services import following


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Take an address and say that a letter is under way; the same words whatever the address."""
    petition = get_object_or_404(
        Petition.objects.public().select_related("organisation"), code=normal_code(code)
    )
    form = FollowForm(request.POST if request.method == "POST" else None)
    asked = False
    if form.is_bound and form.is_valid():
        try:
            following.ask_to_follow(petition=petition, address=form.cleaned_data["email"], at=timezone.now())
            asked = True
        except following.TooMany:
            form.add_error(None, "Vừa có nhiều người đăng ký theo dõi hồ sơ này. Hãy thử lại sau một giờ.")
    return _page(request, "form", {"petition": petition, "form": form, "asked": asked})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one more tap, so that a program that opens every link of a letter confirms nothing."""
    now = timezone.now()
    try:
        if request.method == "POST":
            follower = following.confirm(token=token, at=now)
            return _page(request, "confirmed", {"petition": follower.petition})
        petition, _ = following.read_link(token, at=now)
    except following.LinkSpent:
        return _page(request, "spent", {}, status=410)
    return _page(request, "confirm", {"petition": petition, "token": token})


# A mail program posts here by itself (RFC 8058), without a page or a cookie of ours; the token is the proof.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End following with one tap or one click; a second one finds it ended."""
    if request.method != "POST":
        return _page(request, "stop", {"token": token})
    known = following.stop(token=token)
    return _page(request, "stopped" if known else "spent", {}, status=200 if known else 410)


def _page(request: HttpRequest, step: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    petition = context.get("petition")
    crumbs = [("Phản ánh", "/phan-anh/")]
    if petition is not None:
        crumbs.append((petition.code, petition.get_absolute_url()))
    context |= {"step": step, "crumbs": [*crumbs, ("Theo dõi", "")]}
    response = render(request, "feedback/follow.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "strict-origin"
    return response
