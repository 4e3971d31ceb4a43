"""Write, check what will be public, send."""

import logging
from dataclasses import fields as fields_of

from django import forms
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.feedback import services
from portal.feedback.forms import PetitionForm
from portal.feedback.models import Given
from portal.feedback.questions.forms import QuestionsForm, carried
from portal.feedback.services import Submission
from portal.feedback.services.likeness import similar_public
from portal.feedback.views.draft import Draft
from portal.feedback.views.prefill import initial_values
from portal.feedback.views.questions import answers_of, must_be_shown, questions_for

# Boxes to tick: a browser sends nothing for those that are not.
_CHOICES = ("is_public", "photos_public")
logger = logging.getLogger(__name__)

_NOT_SAVED = (
    "Cổng đang gặp sự cố nên chưa lưu được. Chưa có gì được gửi đi; những gì bạn viết vẫn còn ở đây. "
    "Hãy gửi lại sau ít phút."
)
_STALE = (
    "Trang mở quá lâu nên chưa gửi được. Những gì bạn viết vẫn còn; hãy gửi lại. Tệp vừa chọn cần chọn lại."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """One address for the three steps; `step` of the form says what the sender pressed."""
    if request.method != "POST":
        return _write(request, PetitionForm(initial=initial_values(request.GET)), Draft.new())
    draft = Draft.of(request)
    form = PetitionForm(request.POST, request.FILES, captcha_passed=bool(draft.passed))
    if request.POST.get("step") == "edit":
        return _write(
            request, PetitionForm(initial=_typed(request), captcha_passed=bool(draft.passed)), draft
        )
    return _check_and_go_on(request, form, draft)


def _check_and_go_on(request: HttpRequest, form: PetitionForm, draft: Draft) -> HttpResponse:
    valid, seen = form.is_valid(), bool(draft.passed)
    if "captcha" in form.fields and "captcha" not in form.errors:
        draft.pass_captcha()
    try:
        draft.take_files(request, form, at=timezone.now())
        if form.errors or not valid:
            return _write(request, form, draft)
        questions = questions_for(request, form)
        if questions is not None and must_be_shown(request, questions):
            return render(request, "feedback/questions.html", _asking(form, draft, questions))
        # Whoever comes straight here has not seen what will be public: they get the preview first.
        if request.POST.get("step") == "send" and seen:
            return _send(form, draft, answers_of(questions))
    except (DatabaseError, OSError):
        # The full disk or the locked database: everything typed is in the form that is shown again.
        logger.exception("a submission could not be stored")
        form.add_error(None, _NOT_SAVED)
        return _write(request, form, draft, status=503)
    shown = {**_preview(form, draft, answers_of(questions)), "typed_answers": carried(request.POST)}
    return render(request, "feedback/preview.html", shown)


def _asking(form: PetitionForm, draft: Draft, questions: QuestionsForm) -> dict[str, object]:
    known = {"form": form, "draft": draft, "questions": questions}
    return {**known, "carried": _CARRIED, "values": form.cleaned_data}


def _preview(form: PetitionForm, draft: Draft, given: tuple[Given, ...]) -> dict[str, object]:
    photos_public = form.will_be_public and form.cleaned_data["photos_public"]
    files = draft.files
    told = [(one.question.label, one.question.said(one.values), one.question.is_public) for one in given]
    return {
        "public_answers": [row for row in told if row[2] and form.will_be_public],
        "hidden_answers": [row for row in told if not (row[2] and form.will_be_public)],
        "form": form,
        "draft": draft,
        "carried": _CARRIED,
        "values": form.cleaned_data,
        "similar": similar_public(
            f"{form.cleaned_data['title']}\n{form.cleaned_data['place']}\n{form.cleaned_data['text']}",
            form.cleaned_data["organisation"],
            at=timezone.now(),
        ),
        "public_files": [file for file in files if photos_public and file.is_image],
        "hidden_files": [file for file in files if not (photos_public and file.is_image)],
    }


def _send(form: PetitionForm, draft: Draft, answers: tuple[Given, ...]) -> HttpResponse:
    fields = {name: form.cleaned_data[name] for name in _STORED}
    petition = services.submit(
        submission=Submission(
            key=draft.key, about=form.about(), about_page=form.asked_page, answers=answers, **fields
        ),
        at=timezone.now(),
    )
    token = services.private_link_token(petition)
    # After a redirect, going back or reloading cannot send again.
    response = redirect("feedback:private", token=token)
    response["Location"] += "?moi=1"
    return response


_HIDDEN = frozenset(
    name for name, field in PetitionForm.base_fields.items() if isinstance(field.widget, forms.HiddenInput)
)
# What of the form becomes part of the case, as the case's own fields name it.
_STORED = tuple(field.name for field in fields_of(Submission) if field.name in PetitionForm.base_fields)
# What the preview carries on unseen; the body, the text and the two choices have elements of their own there.
_CARRIED = tuple(
    name
    for name in PetitionForm.base_fields
    if name in _HIDDEN or (name in _STORED and name not in {"organisation", "text", *_CHOICES})
)


def _write(request: HttpRequest, form: PetitionForm, draft: Draft, status: int = 200) -> HttpResponse:
    if form.is_bound and draft.passed:
        # Solved once is enough: a mistake elsewhere must not cost another picture.
        form.fields.pop("captcha", None)
    context = {"form": form, "draft": draft, "files": _staged(draft), "typed_answers": carried(request.POST)}
    return render(request, "feedback/submit.html", context, status=status)


def _staged(draft: Draft) -> list[object]:
    try:
        return list(draft.files)
    except DatabaseError:
        return []


def _typed(request: HttpRequest) -> dict[str, object]:
    """Return what was typed, to be shown again as it was, right or wrong."""
    typed: dict[str, object] = {name: request.POST.get(name, "") for name in (*_STORED, *_HIDDEN)}
    for name in _CHOICES:
        typed[name] = name in request.POST
    return typed


def write_again(request: HttpRequest) -> HttpResponse:
    """Show the form again with all that was typed, and the files already kept, after its protection ran out."""
    draft = Draft.of(request)
    form = PetitionForm(initial=_typed(request), captcha_passed=bool(draft.passed))
    context = {"form": form, "draft": draft, "files": _staged(draft), "stale": _STALE}
    context["typed_answers"] = carried(request.POST)
    return render(request, "feedback/submit.html", context, status=403)
