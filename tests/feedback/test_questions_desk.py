"""Staff write down what a letter says to the questions of its category."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role, User
from portal.feedback.models import Petition
from portal.feedback.models.questions import Question
from portal.feedback.services.answering import note_answers, open_questions
from portal.feedback.workflow import TransitionNotAllowed
from portal.ledger.models import Event
from tests.factories import make_user
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    made = Office()
    made.now = timezone.now()
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def on_paper(office: Office, **fields: Any) -> Petition:
    return office.petition(channel="paper", category="environment", **fields)


def address(petition: Petition) -> str:
    return reverse("feedback_desk_questions", args=[petition.code])


def sent(petition: Petition, **answers: str) -> dict[str, Any]:
    """The form as the browser sends it: every question that it showed, and what was filled in."""
    asked = {one.key: one for one in open_questions(petition, on=timezone.now())}
    plain = [one for one in asked.values() if not one.shown_if]
    return {"q-seen": [one.pk for one in plain], **{asked[key].name: value for key, value in answers.items()}}


def first_choice() -> Question:
    asked = Question.objects.asked_about("environment", on=timezone.localdate())
    return next(one for one in asked if one.choices and not one.shown_if)


def test_what_the_letter_says_is_written_down_and_the_rest_stays_open(office: Office) -> None:
    petition, client, question = on_paper(office), signed_in(office.handler), first_choice()
    page = client.get(address(petition)).content.decode()
    assert question.label in page
    assert "không suy đoán thay người gửi" in page
    answer = client.post(address(petition), sent(petition, **{question.key: question.choices[0]}))
    if answer.status_code == 200:  # the choice leads to further questions, which are asked now
        form = answer.context["form"]
        data = {"q-seen": [one.pk for one in form.questions], question.name: question.choices[0]}
        answer = client.post(address(petition), data)
    assert answer["Location"] == reverse("feedback_desk_case", args=[petition.code])
    stored = petition.question_answers.get()
    assert (stored.label, stored.text) == (question.label, question.choices[0])
    line = petition.acts.get(name="answers_noted")
    assert (line.actor, line.label) == (office.handler, "Ghi những gì thư nêu về các câu hỏi thêm")
    assert Event.objects.about(petition.subject).count() == 1
    assert client.get(address(petition)).status_code == 404


def test_a_wrong_answer_is_told_beside_its_field_and_nothing_is_stored(office: Office) -> None:
    petition, question = on_paper(office), first_choice()
    answer = signed_in(office.handler).post(address(petition), sent(petition, **{question.key: "Bịa ra"}))
    assert "Chọn trong danh sách." in answer.content.decode()
    assert not petition.question_answers.exists()


def test_a_letter_that_says_nothing_needs_no_answer(office: Office) -> None:
    petition = on_paper(office)
    answer = signed_in(office.handler).post(address(petition), sent(petition), follow=True)
    assert "Thư không nêu; chưa ghi gì." in answer.content.decode()
    assert not petition.acts.filter(name="answers_noted").exists()


def test_the_case_offers_it_until_somebody_has_written_it_down(office: Office) -> None:
    petition, client, question = on_paper(office), signed_in(office.handler), first_choice()
    case = reverse("feedback_desk_case", args=[petition.code])
    assert address(petition) in client.get(case).content.decode()
    given = [one for one in open_questions(petition, on=office.now) if one == question]
    from portal.feedback.models.questions import Given

    note_answers(
        petition=petition,
        by=office.handler,
        at=office.later(),
        given=[Given(given[0], [question.choices[0]])],
    )
    assert address(petition) not in client.get(case).content.decode()
    with pytest.raises(TransitionNotAllowed):
        note_answers(petition=petition, by=office.handler, at=office.later(), given=[])


def test_what_came_through_the_form_was_asked_there(office: Office) -> None:
    assert open_questions(office.petition(category="environment"), on=office.now) == []


@pytest.mark.parametrize("role", [Role.EDITOR, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_only_who_handles_the_case_writes_answers_down(office: Office, role: Role) -> None:
    petition = on_paper(office)
    user = make_user(role, office.organisation)
    assert signed_in(user).get(address(petition)).status_code in {302, 403, 404}
    other = make_user(Role.HANDLER)
    assert signed_in(other).get(address(petition)).status_code == 404


def test_parts_of_a_split_letter_can_be_asked_too(office: Office) -> None:
    letter = office.petition("split", category="environment")
    part = letter.parts.first()
    Petition.objects.filter(pk=part.pk).update(category="environment")
    assert open_questions(Petition.objects.get(pk=part.pk), on=timezone.now())
