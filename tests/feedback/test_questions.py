"""What is asked beside the letter: by category, by the answers so far, in the words of the day it was asked."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Role
from portal.feedback.models import Petition, Question, QuestionAnswer
from portal.feedback.questions.branching import shown
from portal.feedback.questions.forms import QuestionsForm, carried
from portal.feedback.services.erasing import Erased, covered, private_text
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "/phan-anh/gui/"
START = date(2025, 7, 1)


@pytest.fixture
def commune() -> Organisation:
    return make_organisation("Xã Hỏi")


def asked(category: str) -> dict[str, Question]:
    return {one.key: one for one in Question.objects.asked_about(category, on=timezone.localdate())}


def letter(commune: Organisation, **fields: Any) -> dict[str, Any]:
    key = CaptchaStore.generate_key()
    return {
        "captcha_0": key, "captcha_1": CaptchaStore.objects.get(hashkey=key).response,
        "kind": "report", "organisation": commune.slug, "category": "environment", "title": "Ồn ào ở xóm",
        "text": "Xưởng chạy cả đêm.", "is_public": "on",
        "step": "preview", **fields,
    }  # fmt: skip


def carried_from(response: Any) -> dict[str, Any]:
    """The hidden fields of the page, as a browser without JavaScript would send them again."""
    import re

    body = response.content.decode()
    form = body[body.index('action="/phan-anh/gui/"') :]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    text = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', form, re.DOTALL)
    return {**found, **({"text": text.group(1)} if text else {})}


# ---- which questions


def test_each_of_the_five_matters_has_its_questions_and_the_others_none() -> None:
    assert set(Question.objects.values_list("category", flat=True)) == {
        "health", "education", "procedures", "environment", "conduct",
    }  # fmt: skip
    kinds = set(Question.objects.values_list("kind", flat=True))
    assert kinds == {"choice", "several", "short", "number", "date", "yes_no"}
    for question in Question.objects.all():
        question.full_clean()
    assert not asked("roads")


def test_a_question_follows_only_from_the_answer_that_it_names() -> None:
    questions = list(asked("environment").values())

    def keys(**typed: list[str]) -> list[str]:
        return [one.key for one in shown(questions, {key.replace("_", "-"): v for key, v in typed.items()})]

    assert "on-luc-nao" not in keys()
    assert "on-luc-nao" not in keys(o_nhiem_gi=["Rác thải"])
    assert keys(o_nhiem_gi=["Rác thải", "Tiếng ồn"])[1] == "on-luc-nao"


def test_what_is_not_asked_opens_nothing() -> None:
    first = Question(key="a", kind="yes_no", label="A")
    second = Question(key="b", kind="yes_no", label="B", shown_if="a", shown_when="Có")
    third = Question(key="c", kind="short", label="C", shown_if="b", shown_when="Có")
    assert shown([first, second, third], {"a": ["Không"], "b": ["Có"]}) == [first]
    assert shown([first, second, third], {"a": ["Có"], "b": ["Có"]}) == [first, second, third]


# ---- the form


def data(**values: Any) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, value in values.items():
        found.setlist(name, value if isinstance(value, list) else [value])
    return found


@pytest.mark.parametrize(
    ("category", "key", "typed", "says"),
    [
        ("procedures", "so-lan-bo-sung", "ba", "Chỉ ghi chữ số"),
        ("procedures", "so-lan-bo-sung", "-1", "không thể âm"),
        ("procedures", "so-lan-bo-sung", "9" * 20, "quá lớn"),
        ("health", "ngay-kham", "31/02/2026", "Ngày chưa đúng"),
        ("health", "noi-kham", "Trên mây", "Chọn trong danh sách"),
        ("environment", "nguon-o-dau", "x" * 301, "300"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(category: str, key: str, typed: str, says: str) -> None:
    questions = asked(category)
    form = QuestionsForm(list(questions.values()), data(**{questions[key].name: typed}))
    assert says in str(form.errors[questions[key].name])
    assert list(form.errors) == [questions[key].name]


def test_answers_are_kept_in_words_with_unit_and_date() -> None:
    health = asked("health")
    form = QuestionsForm(
        list(health.values()),
        data(
            **{
                health["ngay-kham"].name: "05/03/2026",
                health["viec-y-te"].name: ["Chờ quá lâu", "Thái độ phục vụ"],
                health["cho-bao-lau"].name: "90",
            }
        ),
    )
    assert form.is_valid()
    assert [one.question.said(one.values) for one in form.given()] == [
        "05/03/2026", "Chờ quá lâu; Thái độ phục vụ", "90 phút",
    ]  # fmt: skip


def test_what_pages_carry_on_is_bounded() -> None:
    many = data(**{"q-1": ["x" * 5000] * 500, "title": "y", "q-x": "z"})
    found = carried(many)
    assert len(found) == 120
    assert {name for name, _ in found} == {"q-1"}
    assert max(len(value) for _, value in found) == 600


# ---- the steps, without JavaScript


def test_the_way_from_the_letter_over_its_questions_to_the_case(
    client: Client, commune: Organisation
) -> None:
    questions = asked("environment")
    noise, when = questions["o-nhiem-gi"], questions["on-luc-nao"]
    page = client.post(ADDRESS, letter(commune))
    assert "Vài câu hỏi thêm" in page.content.decode()
    assert not page.context["questions"].errors
    assert when.label not in page.content.decode()

    page = client.post(ADDRESS, {**carried_from(page), noise.name: ["Tiếng ồn"], "step": "preview"})
    body = page.content.decode()
    assert "Thêm câu hỏi theo câu trả lời" in body
    assert when.label in body
    assert f'value="Tiếng ồn" id="id_{noise.name}_3" checked' in body or "checked" in body

    source = questions["nguon-o-dau"]
    answers = {noise.name: ["Tiếng ồn"], when.name: ["Ban đêm sau 22 giờ"], source.name: "Xưởng cuối xóm"}
    page = client.post(ADDRESS, {**carried_from(page), **answers, "step": "preview"})
    body = page.content.decode()
    assert "Xem lại trước khi gửi" in body
    public, hidden = body.index("Mọi người sẽ thấy"), body.index("Chỉ người xử lý thấy")
    assert public < body.index("Ban đêm sau 22 giờ") < hidden < body.index("Xưởng cuối xóm")
    assert not Petition.objects.exists()

    changed = client.post(ADDRESS, {**carried_from(page), "step": "questions"})
    assert "Vài câu hỏi thêm" in changed.content.decode()
    sent = client.post(ADDRESS, {**carried_from(page), "organisation": commune.slug, "step": "send"})
    assert sent.status_code == 302
    petition = Petition.objects.get()
    assert [(one.text, one.is_public) for one in petition.question_answers.all()] == [
        ("Tiếng ồn", True), ("Ban đêm sau 22 giờ", True), ("Xưởng cuối xóm", False),
    ]  # fmt: skip
    told = "".join(Event.objects.values_list("payload", flat=True))
    assert "Xưởng" not in told
    assert "Ban đêm" not in json.dumps(told)


def test_a_mistake_keeps_what_was_typed_and_nothing_is_stored(client: Client, commune: Organisation) -> None:
    number = asked("procedures")["so-lan-bo-sung"]
    page = client.post(ADDRESS, letter(commune, category="procedures"))
    page = client.post(ADDRESS, {**carried_from(page), number.name: "ba lần", "step": "preview"})
    body = page.content.decode()
    assert "Chỉ ghi chữ số" in body
    assert 'value="ba lần"' in body
    assert "Xưởng chạy cả đêm." in body
    assert not Petition.objects.exists()


def test_going_back_to_the_letter_keeps_the_answers(client: Client, commune: Organisation) -> None:
    source = asked("environment")["nguon-o-dau"]
    page = client.post(ADDRESS, letter(commune))
    page = client.post(ADDRESS, {**carried_from(page), source.name: "Ao làng", "step": "edit"})
    body = page.content.decode()
    assert "Gửi phản ánh, kiến nghị" in body
    assert f'name="{source.name}" value="Ao làng"' in body


def test_a_matter_without_questions_goes_straight_to_the_preview(
    client: Client, commune: Organisation
) -> None:
    page = client.post(ADDRESS, letter(commune, category="roads"))
    assert "Xem lại trước khi gửi" in page.content.decode()


# ---- versions and administration


def test_what_was_answered_keeps_its_words_and_the_next_version_is_another_row(commune: Organisation) -> None:
    question = asked("health")["cho-bao-lau"]
    petition = make_petition(commune)
    QuestionAnswer.objects.create(
        petition=petition, question=question, label=question.label, values=["5"], text="5 phút", position=1
    )
    question.label = "Bạn chờ mấy tiếng?"
    with pytest.raises(ValidationError, match="Đã có người trả lời"):
        question.full_clean()
    question.refresh_from_db()
    question.effective_to = date(2026, 6, 30)
    question.full_clean()
    question.save()
    follower = Question.objects.get(pk=question.pk)
    follower.pk, follower.label, follower.unit = None, "Bạn chờ mấy tiếng?", "giờ"
    follower.effective_from, follower.effective_to = date(2026, 7, 1), None
    follower.full_clean()
    follower.save()
    assert petition.question_answers.get().label == "Bạn chờ bao lâu?"
    on_day = {d: next(q.label for q in Question.objects.asked_about("health", on=d) if q.key == "cho-bao-lau")
              for d in (date(2026, 6, 30), date(2026, 7, 1))}  # fmt: skip
    assert list(on_day.values()) == ["Bạn chờ bao lâu?", "Bạn chờ mấy tiếng?"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "choice", "options": "Một"}, "options"),
        ({"kind": "short", "is_public": True}, "is_public"),
        ({"shown_if": "khong-co", "shown_when": "Có"}, "shown_if"),
        ({"shown_if": "qua-hen", "shown_when": "Có lẽ"}, "shown_when"),
        ({"shown_if": "ma-ho-so", "shown_when": "x"}, "shown_if"),
        ({"key": "qua-hen"}, "effective_from"),
        ({"effective_to": date(2020, 1, 1)}, "effective_to"),
    ],
)
def test_a_question_that_cannot_work_is_refused_beside_the_field(fields: dict[str, Any], field: str) -> None:
    known = {"key": "moi", "category": "procedures", "position": 99, "kind": "short", "label": "Mới?"}
    with pytest.raises(ValidationError) as refused:
        Question(**{**known, "effective_from": date(2026, 1, 1), **fields}).full_clean()
    assert field in refused.value.message_dict


def test_the_database_refuses_public_words() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.create(
            key="x", category="land", kind="short", label="x", is_public=True, effective_from=START
        )


@pytest.mark.parametrize(("role", "status"), [(Role.ADMINISTRATOR, 200), (Role.HANDLER, 302)])
def test_only_administrators_keep_the_questions(
    client: Client, commune: Organisation, role: Role, status: int
) -> None:
    client.force_login(make_user(role, commune), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/quan-tri/cau-hoi/").status_code == status


# ---- who reads the answers


def make_petition(commune: Organisation, **fields: Any) -> Petition:
    now = timezone.now()
    known = {"kind": "report", "category": "health", "title": "Chờ lâu", "text": "Chờ cả buổi."}
    return Petition.objects.create(
        code=f"HY-AAAA-{Petition.objects.count():04d}", organisation=commune, received_at=now,
        effective_at=now, private_key_digest="", **{**known, **fields},
    )  # fmt: skip


def answered(commune: Organisation, **fields: Any) -> Petition:
    petition, health = make_petition(commune, **fields), asked("health")
    for number, (key, text, public) in enumerate(
        [("noi-kham", "Trạm y tế xã, phường", True), ("vien-phi", "Không", False)], start=1
    ):
        QuestionAnswer.objects.create(
            petition=petition, question=health[key], label=health[key].label, values=[text], text=text,
            is_public=public, position=number,
        )  # fmt: skip
    return petition


def test_the_public_reads_only_public_answers_of_a_public_letter(
    client: Client, commune: Organisation
) -> None:
    open_case = answered(commune, status="accepted")
    body = client.get(open_case.get_absolute_url()).content.decode()
    assert "Trạm y tế xã, phường" in body
    assert "giải thích các khoản" not in body
    closed = answered(commune, status="accepted", is_public=False)
    assert "Trạm y tế xã, phường" not in client.get(closed.get_absolute_url()).content.decode()
    complaint = answered(commune, status="accepted", kind="complaint")
    assert "Trạm y tế xã, phường" not in client.get(complaint.get_absolute_url()).content.decode()


def test_the_handler_reads_all_and_takes_them_as_a_table_of_their_own_cases_only(
    client: Client, commune: Organisation
) -> None:
    petition = answered(commune)
    other = answered(make_organisation("Xã Khác"))
    client.force_login(make_user(Role.HANDLER, commune), backend="django.contrib.auth.backends.ModelBackend")
    body = client.get(reverse("feedback_desk_case", args=[petition.code])).content.decode()
    assert "giải thích các khoản" in body
    response = client.get(reverse("feedback_desk_answers"))
    rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [petition.code] * 2
    assert rows[1][4:] == ["Việc xảy ra ở đâu?", "Trạm y tế xã, phường", "Có"]
    assert other.code not in response.getvalue().decode() if not response.streaming else True


def test_who_has_no_desk_gets_no_table(client: Client, commune: Organisation) -> None:
    client.force_login(make_user(Role.EDITOR, commune), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("feedback_desk_answers")).status_code == 404


def test_answers_go_with_the_letter_and_hidden_ones_with_the_covered_parts(commune: Organisation) -> None:
    petition, erased = answered(commune), Erased()
    covered(petition, erased, timezone.now())
    assert [one.is_public for one in petition.question_answers.all()] == [True]
    assert erased.counts["answers"] == 1
    private_text(petition, erased, timezone.now())
    assert not petition.question_answers.exists()
