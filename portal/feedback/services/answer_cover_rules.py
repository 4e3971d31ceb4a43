"""Passages of published answers that the public does not read. Works on unsaved rows, like every rule of an act.

A passage is covered in every wording of an answer in which it stands, and in those that a later correction brings.
"""

import hashlib
from collections.abc import Callable

from portal.feedback.models import Act, Answer, AnswerRedaction, Correction
from portal.feedback.privacy import CoverReason, Span, covered, places_of
from portal.feedback.services.case import Case, Move
from portal.feedback.services.privacy_gate import fingerprint, may_be_published, open_findings
from portal.feedback.workflow import Transition, TransitionNotAllowed
from portal.ledger.services import EventDraft

Rule = Callable[[Case, Transition, Move, Act], list[EventDraft]]


def _cover_answer(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    answer, reason = _published(case, move.args["answer"]), CoverReason(move.args["reason"])
    made = [
        AnswerRedaction(
            answer=answer, wording=wording, start=start, end=end, reason=reason, by=move.by, at=move.at
        )
        for wording, text in wordings(case, answer).items()
        for start, end in places_of(move.text("passage"), text)
    ]
    if not made:
        raise TransitionNotAllowed("Không thấy đoạn này trong câu trả lời đã chọn. Hãy chép đúng từng chữ.")
    case.rows += made
    _show(case, answer)
    act.details = {"answer": answer.number, "reason": str(reason), "passages": len(made)}
    case.go(row, move)
    return [case.draft(row.event, move, {**act.details, **_digests(case, answer, made)})]


def _uncover_answer(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """`redaction` is the covered passage. It stays covered while the check still finds something in it."""
    undone: AnswerRedaction = move.args["redaction"]
    answer = next((one for one in case.answers if one.pk == undone.answer_id), None)
    if answer is None or undone.undone_at is not None:
        raise TransitionNotAllowed("Đoạn này không còn bị che.")
    undone.undone_by, undone.undone_at, undone.undone_because = move.by, move.at, move.text()
    case.rows.append(undone)
    _show(case, answer)
    passage = wordings(case, answer)[undone.wording][undone.start : undone.end]
    petition = case.petition
    if may_be_published(petition) and open_findings(passage, petition=petition, on=move.day, by=move.by):
        raise TransitionNotAllowed(
            "Đoạn này là dữ liệu cá nhân, nên phải che tiếp, trừ khi người thứ hai đã cho qua."
        )
    act.details = {"answer": answer.number, "reason": undone.reason, "passages": 1}
    case.go(row, move)
    return [case.draft(row.event, move, {**act.details, **_digests(case, answer, [undone])})]


def carry_over(case: Case, answer: Answer, correction: Correction, move: Move) -> None:
    """The correction is the answer's text now: its former wording keeps its marks, and the same words get them anew."""
    former, standing = correction.number, correction.number + 1
    for one in current(case, answer, former):
        words = correction.former_text[one.start : one.end]
        case.rows += [
            AnswerRedaction(
                answer=answer,
                wording=standing,
                start=start,
                end=end,
                reason=one.reason,
                by=one.by,
                at=move.at,
            )
            for start, end in places_of(words, answer.text)
        ]
    _show(case, answer)


def wordings(case: Case, answer: Answer) -> dict[int, str]:
    """Every published wording by its number; the last is the one that stands."""
    former = {item.number: item.former_text for item in _former(case, answer)}
    return {**former, len(former) + 1: answer.text}


def current(case: Case, answer: Answer, wording: int) -> list[AnswerRedaction]:
    """What is covered in one wording now, with what this act has just changed."""
    fresh = [row for row in case.rows if isinstance(row, AnswerRedaction)]
    # An answer that is not stored yet has no key to be known by.
    fresh = [row for row in fresh if row.answer is answer or (answer.pk and row.answer_id == answer.pk)]
    touched = {row.pk for row in fresh if row.pk}
    stored = list(answer.redactions.exclude(pk__in=touched)) if answer.pk else []
    return [row for row in [*stored, *fresh] if row.wording == wording and row.undone_at is None]


def _show(case: Case, answer: Answer) -> None:
    """What the public reads of each wording."""
    former = {item.number: item for item in _former(case, answer)}
    for number, text in wordings(case, answer).items():
        spans = [Span(row.start, row.end, row.reason) for row in current(case, answer, number)]
        shown = covered(text, spans) if spans else ""
        if number in former:
            former[number].shown_former = shown
        else:
            answer.shown_text = shown


def _former(case: Case, answer: Answer) -> list[Correction]:
    return [item for item in case.corrections_of(answer) if item.published_at]


def _published(case: Case, number: object) -> Answer:
    found = [one for one in case.answers if one.published_at and str(one.number) == str(number)]
    if not found:
        raise TransitionNotAllowed("Hồ sơ chưa có câu trả lời nào như vậy được công bố.")
    return found[0]


def _digests(case: Case, answer: Answer, rows: list[AnswerRedaction]) -> dict[str, str]:
    """What the ledger keeps: of the covered words a digest under the case's secret, of what is shown a plain one."""
    texts = wordings(case, answer)
    passages = "\x1f".join(texts[row.wording][row.start : row.end] for row in rows)
    return {
        "covered": fingerprint(case.petition, passages),
        "shown": hashlib.sha256(answer.open_text.encode()).hexdigest(),
    }


RULES: dict[str, Rule] = {"cover_answer": _cover_answer, "uncover_answer": _uncover_answer}
