"""What the desk's page on publication shows of covered passages: where, by whom, and the form that undoes each."""

from dataclasses import dataclass, field

from portal.feedback.desk.privacy_forms import PrivacyForm, UncoverAnswerForm, UncoverTextForm
from portal.feedback.models import Answer, AnswerRedaction, Petition, Redaction


@dataclass(frozen=True, slots=True)
class CoveredPassage:
    redaction: Redaction | AnswerRedaction
    words: str
    where: str
    form: PrivacyForm | None


@dataclass(slots=True)
class ShownAnswer:
    """A published answer with what is covered of it."""

    answer: Answer
    passages: list[CoveredPassage] = field(default_factory=list)


def published(petition: Petition) -> list[Answer]:
    return list(petition.answers.filter(published_at__isnull=False).prefetch_related("corrections"))


def passages(petition: Petition, may_undo: bool, bound: PrivacyForm | None) -> list[CoveredPassage]:
    found = []
    for one in petition.redactions.select_related("by", "undone_by"):
        form = _undoing(UncoverTextForm, petition, one, bound) if may_undo else None
        words = str(getattr(petition, one.field))[one.start : one.end]
        found.append(CoveredPassage(one, words, str(one.get_field_display()), form))
    return found


def answers(petition: Petition, may_undo: bool, bound: PrivacyForm | None) -> list[ShownAnswer]:
    shown = {one.pk: ShownAnswer(one) for one in published(petition)}
    rows = AnswerRedaction.objects.filter(answer__petition=petition).select_related("by", "undone_by")
    for one in rows:
        if one.answer_id in shown:
            form = _undoing(UncoverAnswerForm, petition, one, bound) if may_undo else None
            words, where = _words(shown[one.answer_id].answer, one)
            shown[one.answer_id].passages.append(CoveredPassage(one, words, where, form))
    return list(shown.values())


def _words(answer: Answer, one: AnswerRedaction) -> tuple[str, str]:
    former = {item.number: item.former_text for item in answer.published_corrections}
    where = f"bản trước đính chính lần {one.wording}" if one.wording in former else "bản đang công bố"
    return former.get(one.wording, answer.text)[one.start : one.end], where


def _undoing(
    kind: type[PrivacyForm], petition: Petition, one: Redaction | AnswerRedaction, bound: PrivacyForm | None
) -> PrivacyForm | None:
    if one.undone_at is not None:
        return None
    if isinstance(bound, kind) and bound.data.get("redaction") == str(one.pk):
        return bound
    return kind(key=str(one.pk), initial={"version": petition.version, "redaction": one.pk})
