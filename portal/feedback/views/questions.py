"""The step between writing and checking: what is asked beside the letter, by its category."""

from django.http import HttpRequest
from django.utils.timezone import localdate

from portal.feedback.forms import PetitionForm
from portal.feedback.models.questions import Given, Question
from portal.feedback.questions.forms import QuestionsForm


def questions_for(request: HttpRequest, form: PetitionForm) -> QuestionsForm | None:
    """Return the form of the letter's category; None where nothing is asked, or a disclosure is asked for."""
    if form.asked:
        return None
    asked = Question.objects.asked_about(form.cleaned_data["category"], on=localdate())
    return QuestionsForm(asked, request.POST) if asked else None


def must_be_shown(request: HttpRequest, questions: QuestionsForm) -> bool:
    """Whether the sender has to see the questions before going on, or again.

    A letter that is sent without having been asked anything goes on where nothing has to be answered.
    """
    step = request.POST.get("step")
    if step == "questions":
        questions.errors.clear()
        return True
    if not questions.was_shown:
        questions.errors.clear() if step != "send" else None
        return step != "send" or questions.needs_answer
    if questions.fresh:
        questions.without_errors_of_the_unseen()
        return True
    return not questions.is_valid()


def answers_of(questions: QuestionsForm | None) -> tuple[Given, ...]:
    """Return what was answered; nothing where nothing was asked."""
    if questions is None or not questions.was_shown or not questions.is_valid():
        return ()
    return tuple(questions.given())
