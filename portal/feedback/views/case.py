"""One petition as everybody may see it."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.feedback.about import asked_item
from portal.feedback.about_page import page_stored
from portal.feedback.codes import normal_code
from portal.feedback.forms import TrackForm
from portal.feedback.models import AnswerFile, Attachment, Petition
from portal.feedback.services.supporting import may_be_supported
from portal.feedback.views import relations
from portal.feedback.views.downloads import file_response
from portal.feedback.views.later import withdrawn_page
from portal.feedback.views.timeline import changes, deadlines, history, without_reasons
from portal.feedback.workflow import Stage
from portal.statutes.days import day_by_day
from portal.statutes.services import working_calendar
from portal.statutes.terms import Terms


def petition_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show status, deadlines and history; title and text only when they may be public."""
    petition = Petition.objects.listed().with_history().filter(code=normal_code(code)).first()
    if petition is None:
        return withdrawn_page(request, code) or relations.merged_page(request, code)
    if petition.code != code:
        return redirect(petition, permanent=True)
    context = {
        "petition": petition,
        "history": history(petition.acts.all(), for_sender=False, in_full=petition.shows_text),
        "deadlines": deadlines(petition, timezone.localdate()),
        "asked": asked_item(petition.about) if petition.shows_asked else None,
        "about_page": page_stored(petition.about_page_id, petition.about_part)
        if petition.shows_asked
        else None,
        "related": relations.public_relations(petition),
        "may_support": may_be_supported(petition),
        "answers": [answer for answer in petition.answers.all() if answer.published_at],
        "open_answers": petition.question_answers.filter(is_public=True) if petition.shows_text else [],
        "photos": [
            item
            for item in petition.attachments.all()
            if item.is_image and item.may_be_served and petition.photos_public and not item.staff_only
        ],
        "crumbs": [("Phản ánh", "/phan-anh/"), (petition.code, "")],
    }
    return render(request, "feedback/detail.html", context)


def _photos(petition: Petition) -> list[Attachment]:
    if not petition.photos_public:
        return []
    return [
        item
        for item in petition.attachments.all()
        if item.is_image and item.may_be_served and not item.staff_only
    ]


def deadline_detail(request: HttpRequest, code: str, stage: str) -> HttpResponse:
    """Say, day by day, why a deadline is the date that it is."""
    petition = _listed(code)
    deadline = petition.deadline(stage) if stage in Stage.values else None
    if deadline is None:
        raise Http404
    context = {
        "petition": petition,
        "deadline": deadline,
        "days": day_by_day(Terms.from_dict(deadline.terms), working_calendar()) if deadline.terms else [],
        "changes": changes(petition.acts.all(), stage),
        "trace": deadline.trace if petition.shows_text else without_reasons(deadline),
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
    photo = get_object_or_404(petition.attachments.filter(staff_only=False), pk=pk)
    if not photo.is_image:
        raise Http404
    return file_response(photo, inline=True, public=True)


def public_document(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """Hand out a public document of a published answer, while the case itself is shown."""
    petition = _listed(code)
    if not petition.shows_text:
        raise Http404
    held = AnswerFile.objects.filter(answer__petition=petition, answer__published_at__isnull=False)
    return file_response(get_object_or_404(held, pk=pk, is_public=True), public=True)


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Lead from a code, however it is typed, to its page."""
    typed = request.POST if request.method == "POST" else request.GET
    form = TrackForm(typed if "ma" in typed else None)
    if form.is_bound and form.is_valid():
        code = normal_code(form.cleaned_data["ma"])
        petition = Petition.objects.followable().filter(code=code).first() if code else None
        if petition:
            return redirect(petition)
        form.add_error("ma", "Không có phản ánh nào mang mã này. Kiểm tra lại từng ký tự, dạng HY-XXXX-XXXX.")
    return render(request, "feedback/track.html", {"form": form, "crumbs": [("Tra cứu", "")]})


def _listed(code: str) -> Petition:
    return get_object_or_404(Petition.objects.listed().with_history(), code=normal_code(code))
