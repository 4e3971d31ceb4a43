"""One petition as everybody may see it."""

from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.feedback.about import asked_item
from portal.feedback.about_page import page_stored
from portal.feedback.codes import normal_code
from portal.feedback.forms import TrackForm
from portal.feedback.models import Act, Attachment, Petition
from portal.feedback.workflow import Stage

# Acts that are the office's own affair, or that only the sender needs to know of.
_INTERNAL = frozenset({"draft_answer", "return_answer", "open_contact"})


def petition_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show status, deadlines and history; title and text only when they may be public."""
    petition = _listed(code)
    if petition.code != code:
        return redirect(petition, permanent=True)
    context = {
        "petition": petition,
        "history": history(petition.acts.all(), for_sender=False),
        "deadlines": deadlines(petition, timezone.localdate()),
        "asked": asked_item(petition.about) if petition.shows_asked else None,
        "about_page": page_stored(petition.about_page_id, petition.about_part)
        if petition.shows_asked
        else None,
        "answers": [answer for answer in petition.answers.all() if answer.published_at],
        "photos": [item for item in petition.attachments.all() if item.is_image and petition.photos_public],
        "crumbs": [("Phản ánh", "/phan-anh/"), (petition.code, "")],
    }
    return render(request, "feedback/detail.html", context)


def deadline_detail(request: HttpRequest, code: str, stage: str) -> HttpResponse:
    """Say, day by day, why a deadline is the date that it is."""
    petition = _listed(code)
    deadline = petition.deadline(stage) if stage in Stage.values else None
    if deadline is None:
        raise Http404
    context = {
        "petition": petition,
        "deadline": deadline,
        "crumbs": [
            ("Phản ánh", "/phan-anh/"),
            (petition.code, petition.get_absolute_url()),
            ("Vì sao là ngày này?", ""),
        ],
    }
    return render(request, "feedback/deadline.html", context)


def public_photo(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """Hand out a photo that the sender agreed to show, while the case itself is shown."""
    petition = _listed(code)
    if not (petition.shows_text and petition.photos_public):
        raise Http404
    photo = get_object_or_404(petition.attachments, pk=pk)
    if not photo.is_image:
        raise Http404
    return file_response(photo, inline=True)


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Lead from a code, however it is typed, to its page."""
    typed = request.POST if request.method == "POST" else request.GET
    form = TrackForm(typed if "ma" in typed else None)
    if form.is_bound and form.is_valid():
        code = normal_code(form.cleaned_data["ma"])
        petition = Petition.objects.listed().filter(code=code).first() if code else None
        if petition:
            return redirect(petition)
        form.add_error("ma", "Không có phản ánh nào mang mã này. Kiểm tra lại từng ký tự, dạng HY-XXXX-XXXX.")
    return render(request, "feedback/track.html", {"form": form, "crumbs": [("Tra cứu", "")]})


def file_response(attachment: Attachment, *, inline: bool = False) -> FileResponse:
    """Return the file under headers that keep a browser from running anything in it."""
    response = FileResponse(
        attachment.file.open("rb"),
        as_attachment=not inline,
        filename=attachment.name,
        content_type=attachment.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def history(acts: "Any", *, for_sender: bool) -> list[dict[str, object]]:
    """Return the acts as the timeline draws them, in the order in which they happened."""
    return [_line(act, for_sender) for act in acts if act.name not in _INTERNAL]


def _line(act: Act, for_sender: bool) -> dict[str, object]:
    note = act.note if act.note_is_public or (for_sender and act.note_for_sender) else ""
    title = act.label
    if act.to_organisation:
        title = f"{title}: {act.to_organisation.name}"
    actor = "Người gửi" if act.actor_role == "resident" else act.organisation.name
    return {"title": title, "when": act.at, "actor": actor, "text": note}


def deadlines(petition: Petition, today: date) -> list[dict[str, Any]]:
    """Return the clocks of the case in the order of the stages, with how each stands today."""
    order = [stage for stage in Stage.values if stage != Stage.FORWARD]
    found = {item.stage: item for item in petition.deadlines.all()}
    return [
        {"deadline": found[stage], "overdue": found[stage].is_overdue(today) and petition.is_open}
        for stage in order
        if stage in found
    ]


def _listed(code: str) -> Petition:
    return get_object_or_404(Petition.objects.listed().with_history(), code=normal_code(code))
