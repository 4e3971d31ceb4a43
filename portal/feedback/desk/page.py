"""Everything that the page of one case shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.feedback.about import AskedItem, asked_item
from portal.feedback.about_page import AboutPage, page_stored
from portal.feedback.desk.access import ROLE_LABELS, acts_for
from portal.feedback.desk.forms import WRITTEN_FROM_TEMPLATES, ActForm
from portal.feedback.models import (
    Act,
    Answer,
    AnswerTemplate,
    Contact,
    ContactAccess,
    Correction,
    Deadline,
    Petition,
    QuestionAnswer,
    SavedDraft,
)
from portal.feedback.models.answers import Solved, WrongPoint
from portal.feedback.services.answering import open_questions
from portal.feedback.services.privacy import waiting_findings
from portal.feedback.workflow import WITH_OWN_PAGE, Exclusion, RefusalReason, Stage, Status, Transition

OPEN_CONTACT = "open_contact"
# Acts on two or more cases, with the addresses of their pages.
OWN_PAGES = {"merge": "feedback_desk_merge", "split": "feedback_desk_split"}
_STAGES = list(Stage.values)


@dataclass(slots=True)
class HistoryLine:
    """One act as staff read it."""

    act: Act
    who: str
    facts: list[str]


@dataclass(slots=True)
class OfferedAct:
    """An act that is possible now, with its form; `own_work` when it checks what the user did themselves."""

    row: Transition
    form: ActForm
    own_work: bool = False
    is_open: bool = False
    # What the user has typed and not sent.
    saved: SavedDraft | None = None
    templates: list[AnswerTemplate] = field(default_factory=list)

    @property
    def has_text(self) -> bool:
        return bool({"text", "explanation"} & set(self.row.needs))


@dataclass(slots=True)
class CasePage:
    petition: Petition
    deadlines: list[Deadline]
    history: list[HistoryLine]
    answers: list[Answer]
    draft: Answer | None
    correction: Correction | None
    accesses: list[ContactAccess]
    has_contact: bool
    may_open_contact: bool
    asked: AskedItem | None = None
    about_page: AboutPage | None = None
    # What the personal-data check still sees: label and masked value.
    seen: list[tuple[str, str]] = field(default_factory=list)
    acts: list[OfferedAct] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Petition] = field(default_factory=list)
    merged: list[Petition] = field(default_factory=list)
    # What the sender answered beside the letter.
    questions: list[QuestionAnswer] = field(default_factory=list)

    @property
    def buttons(self) -> list[OfferedAct]:
        return [offer for offer in self.acts if not offer.row.needs]

    @property
    def forms(self) -> list[OfferedAct]:
        return [offer for offer in self.acts if offer.row.needs]


def _links(rows: Sequence[Transition], petition: Petition, user: User) -> list[tuple[str, str]]:
    """Acts with a page of their own, and the questions that staff may still answer for the sender."""
    found = [(row.label, OWN_PAGES[row.name]) for row in rows if row.name in OWN_PAGES]
    if can(user, Action.PETITION_HANDLE, petition.organisation) and open_questions(
        petition, on=timezone.now()
    ):
        found.append(("Ghi câu trả lời nêu trong thư", "feedback_desk_questions"))
    return found


def build(petition: Petition, user: User, *, today: date, bound: ActForm | None = None) -> CasePage:
    """The page of a case from `load`. `bound` is the form that the user has just sent without success."""
    acts = list(petition.acts.all())
    rows = acts_for(user, petition, besides=WITH_OWN_PAGE - {OPEN_CONTACT})
    answers = list(petition.answers.all())
    draft = next((answer for answer in answers if answer.published_at is None), None)
    correction = _draft_correction(answers)
    rows = [row for row in rows if _is_needed(row.name, draft, correction)]
    typed = initial_texts(answers)
    saved = {item.act: item for item in SavedDraft.objects.filter(user=user, petition=petition)}
    typed |= {name: item.values for name, item in saved.items()}
    page = CasePage(
        petition=petition,
        deadlines=sorted(petition.deadlines.all(), key=lambda item: _STAGES.index(item.stage)),
        history=[_line(act) for act in reversed(acts)],
        answers=[answer for answer in answers if answer.published_at],
        draft=draft,
        correction=correction,
        accesses=list(petition.contact_accesses.all()),
        has_contact=Contact.objects.filter(petition=petition).exists(),
        may_open_contact=any(row.name == OPEN_CONTACT for row in rows),
        asked=asked_item(petition.about),
        about_page=page_stored(petition.about_page_id, petition.about_part),
        seen=[(one.label_vi, one.excerpt) for one in waiting_findings(petition, on=today)],
        acts=[
            _offered(row, petition, user, acts, bound, today=today, initial=typed.get(row.name))
            for row in rows
            if row.name not in WITH_OWN_PAGE
        ],
        links=_links(rows, petition, user),
        parts=_parts(petition),
        merged=list(petition.merged.order_by("received_at", "pk")) if petition.voices else [],
        questions=list(petition.question_answers.all()),
    )
    templates = _templates(petition) if any("text" in offer.row.needs for offer in page.acts) else []
    for offer in page.acts:
        if offer.row.name in WRITTEN_FROM_TEMPLATES:
            offer.templates = templates
        if offer.row.name in saved and not offer.own_work:
            offer.saved, offer.is_open = saved[offer.row.name], True
    return page


def _templates(petition: Petition) -> list[AnswerTemplate]:
    return list(
        AnswerTemplate.objects.fitting(
            organisation=petition.organisation, kind=petition.kind, category=petition.category
        )[:50]
    )


def initial_texts(answers: list[Answer]) -> dict[str, dict[str, Any]]:
    """What the forms of the acts begin with: a draft goes on where it stands."""
    draft = next((answer for answer in answers if answer.published_at is None), None)
    published = [answer for answer in answers if answer.published_at]
    correction = _draft_correction(answers)
    texts: dict[str, dict[str, Any]] = {"draft_answer": {"text": draft.text}} if draft else {}
    if correction:
        texts["correct_answer"] = {"text": correction.text, "explanation": correction.reason}
    elif published:
        texts["correct_answer"] = {"text": published[-1].text}
    return texts


def _draft_correction(answers: list[Answer]) -> Correction | None:
    found = [item for answer in answers for item in answer.corrections.all() if item.published_at is None]
    return found[0] if found else None


def _is_needed(name: str, draft: Answer | None, correction: Correction | None) -> bool:
    """Whether there is anything that the act could act on."""
    if name in {"return_correction", "approve_correction"}:
        return correction is not None and not correction.returned_because
    if name == "remove_document":
        return draft is not None and bool(draft.files.all())
    return True


def _parts(petition: Petition) -> list[Petition]:
    if petition.status not in {Status.SPLIT, Status.CLOSED}:
        return []
    return list(petition.parts.select_related("organisation").order_by("part_number"))


def load(petition: Petition) -> Petition:
    """The case as it is stored now, with all that its page shows."""
    return (
        Petition.objects.with_list_data()
        .select_related("organisation__parent", "merged_into", "split_from")
        .prefetch_related(
            Prefetch("acts", Act.objects.select_related("actor", "organisation", "to_organisation")),
            Prefetch(
                "answers",
                Answer.objects.select_related(
                    "drafted_by", "approved_by", "dispute__decided_by", "dispute__reviewer"
                ).prefetch_related(
                    "ratings",
                    "files",
                    Prefetch("corrections", Correction.objects.select_related("drafted_by", "approved_by")),
                ),
            ),
            Prefetch("contact_accesses", ContactAccess.objects.select_related("by").order_by("-at")),
            "attachments",
        )
        .get(pk=petition.pk)
    )


def _offered(
    row: Transition,
    petition: Petition,
    user: User,
    acts: list[Act],
    bound: ActForm | None,
    *,
    today: date,
    initial: dict[str, Any] | None,
) -> OfferedAct:
    is_bound = bound is not None and bound.row.name == row.name
    form = bound if bound is not None and is_bound else ActForm(row, petition, today=today, initial=initial)
    return OfferedAct(row, form, own_work=_is_own_work(row, user, acts), is_open=is_bound)


def _is_own_work(row: Transition, user: User, acts: list[Act]) -> bool:
    """Whether the newest of the acts that this one checks is the user's. The services refuse it too."""
    newest = {act.name: act.actor_id for act in acts if act.name in row.not_by}
    return user.pk in newest.values()


def name_of(user: User | None) -> str:
    """A colleague's name in the Vietnamese order, family name first."""
    if user is None:
        return ""
    return f"{user.last_name} {user.first_name}".strip() or user.get_username()


def who(act: Act) -> str:
    """Who acted and in which role: "Trần Thị B (Người xử lý)"."""
    role = ROLE_LABELS.get(act.actor_role, act.actor_role)
    name = name_of(act.actor)
    return f"{name} ({role})" if name else role


def _line(act: Act) -> HistoryLine:
    return HistoryLine(act, who(act), _facts(act.details))


def _facts(details: dict[str, Any]) -> list[str]:
    reasons = {**dict(RefusalReason.choices), **dict(Exclusion.choices)}
    facts = []
    if reason := details.get("reason"):
        facts.append(f"Lý do: {reasons.get(reason, reason)}")
    if until := details.get("until"):
        facts.append(f"Đến ngày: {_day(until)}")
    if due := details.get("due"):
        previous = details.get("previous")
        facts.append(f"Hạn mới: {_day(due)}" + (f" (trước đó: {_day(previous)})" if previous else ""))
    if "upheld" in details:
        facts.append("Mở lại hồ sơ" if details["upheld"] else "Giữ nguyên câu trả lời")
    if stars := details.get("rating"):
        facts.append(f"Đánh giá: {stars}/5")
    if solved := details.get("solved"):
        facts.append(Solved(solved).label)
    if point := details.get("point"):
        facts.append(WrongPoint(point).label)
    if document := details.get("document"):
        facts.append(f"Tài liệu: {document}")
    return facts + _related_facts(details)


def _related_facts(details: dict[str, Any]) -> list[str]:
    """The other cases and bodies that an act names."""
    facts = []
    if into := details.get("code"):
        facts.append(f"Hồ sơ: {into}")
    if parts := details.get("parts"):
        facts.append(f"Các phần: {', '.join(parts)}")
    if competent := details.get("competent"):
        facts.append(f"Cơ quan có thẩm quyền: {', '.join(text for text in competent.values() if text)}")
    return facts


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
