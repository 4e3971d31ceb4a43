"""Writing down what a letter on paper, a call or an e-mail says to the questions of its category."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from portal.feedback.desk import access
from portal.feedback.models import Petition
from portal.feedback.questions.forms import QuestionsForm
from portal.feedback.services.answering import note_answers, open_questions
from portal.feedback.services.entering import BY_STAFF, entered_by
from portal.feedback.workflow import TransitionNotAllowed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """The form, and what follows it: the slip of a letter that staff entered, else the case."""
    user = access.staff(request)
    petition = get_object_or_404(access.own_cases(user).with_list_data(), code=code)
    asked = open_questions(petition, on=timezone.now())
    if request.method != "POST":
        if not asked:
            raise Http404
        form = QuestionsForm(asked, QueryDict(), is_duty=False)
        form.errors.clear()
        return _page(request, petition, form)
    form = QuestionsForm(asked, request.POST, is_duty=False)
    if asked and form.fresh:
        form.without_errors_of_the_unseen()
        return _page(request, petition, form)
    if asked and not form.is_valid():
        return _page(request, petition, form)
    try:
        stored = note_answers(
            petition=petition, by=user, at=timezone.now(), given=form.given() if asked else ()
        )
    except TransitionNotAllowed as refusal:
        messages.warning(request, str(refusal))
    except PermissionDenied:
        raise Http404 from None
    else:
        messages.success(
            request, f"Đã ghi {len(stored)} câu trả lời." if stored else "Thư không nêu; chưa ghi gì."
        )
    return redirect(after(petition))


def after(petition: Petition) -> str:
    """Where the way leads once a case is written down."""
    has_slip = petition.channel in BY_STAFF and entered_by(petition) is not None
    name = "feedback_desk_slip" if has_slip else "feedback_desk_case"
    return reverse(name, args=[petition.code])


def next_step(petition: Petition) -> str:
    """The questions where the category has any, else what follows them."""
    if open_questions(petition, on=timezone.now()):
        return reverse("feedback_desk_questions", args=[petition.code])
    return after(petition)


def _page(request: HttpRequest, petition: Petition, form: QuestionsForm) -> HttpResponse:
    context = {
        "petition": petition,
        "form": form,
        "after": after(petition),
        "breadcrumbs_items": [
            {"url": reverse("feedback_desk"), "label": "Phản ánh"},
            {"url": reverse("feedback_desk_case", args=[petition.code]), "label": petition.code},
            {"url": "", "label": "Câu hỏi thêm"},
        ],
    }
    return render(request, "feedback/admin/questions.html", context)
