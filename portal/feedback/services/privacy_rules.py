"""What the acts of publication and privacy change. Works on unsaved rows, like every rule of an act."""

import hashlib
from collections.abc import Callable
from typing import Any

from portal.core.personal_data import Finding
from portal.feedback.models import Act, PassedFinding, Petition, Redaction
from portal.feedback.privacy import (
    REASONS_FOR,
    STATE_AFTER,
    CoverReason,
    Decision,
    Field,
    Moderation,
    ModerationReason,
    PassReason,
    Span,
    covered,
)
from portal.feedback.services.case import Case, Move
from portal.feedback.services.privacy_gate import check_publication, fingerprint, open_findings, shown_text
from portal.feedback.workflow import Transition, TransitionNotAllowed
from portal.ledger.services import EventDraft

Rule = Callable[[Case, Transition, Move, Act], list[EventDraft]]


def _recorded(case: Case, row: Transition, move: Move, act: Act, details: dict[str, Any]) -> list[EventDraft]:
    case.go(row, move)
    act.details = details
    return [case.draft(row.event, move, details)]


def _moderate(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    petition = case.petition
    decision, reason = Decision(move.args["decision"]), ModerationReason(move.args["why"])
    if reason not in REASONS_FOR[decision]:
        raise TransitionNotAllowed(f"Lý do “{reason.label}” không dùng cho quyết định “{decision.label}”.")
    if decision == Decision.PUBLISH:
        if not petition.is_public:
            raise TransitionNotAllowed("Người gửi không cho công khai nội dung, nên không thể công khai.")
        check_publication(petition, by=move.by, on=move.day)
    petition.moderation, petition.moderation_reason = STATE_AFTER[decision], reason
    return _recorded(case, row, move, act, {"decision": str(decision), "reason": str(reason)})


def _cover_text(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """`spans` are (start, end) in what was sent."""
    petition, field = case.petition, Field(move.args["field"])
    reason = CoverReason(move.args["reason"])
    original = str(getattr(petition, field))
    spans = [(start, end) for start, end in move.args["spans"] if 0 <= start < end <= len(original)]
    if not spans:
        raise TransitionNotAllowed("Hãy chọn một đoạn có trong nội dung.")
    kept = _current(petition, field)
    for start, end in spans:
        made = Redaction(
            petition=petition, field=field, start=start, end=end, reason=reason, by=move.by, at=move.at
        )
        case.rows.append(made)
        kept.append(made)
    _show(petition, field, kept)
    passages = "\x1f".join(original[start:end] for start, end in spans)
    details = {"field": str(field), "reason": str(reason), "passages": len(spans)}
    act.details = details
    case.go(row, move)
    return [case.draft(row.event, move, {**details, **_digests(petition, passages)})]


def _uncover_text(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    petition, undone = case.petition, move.args["redaction"]
    if undone.undone_at is not None or undone.petition_id != petition.pk:
        raise TransitionNotAllowed("Đoạn này không còn bị che.")
    undone.undone_by, undone.undone_at, undone.undone_because = move.by, move.at, move.text()
    case.rows.append(undone)
    _show(petition, undone.field, [one for one in _current(petition, undone.field) if one.pk != undone.pk])
    passage = str(getattr(petition, undone.field))[undone.start : undone.end]
    details = {"field": undone.field, "reason": undone.reason, "passages": 1}
    hold_if_open(petition, move)
    act.details = details
    case.go(row, move)
    return [case.draft(row.event, move, {**details, **_digests(petition, passage)})]


def hold_if_open(petition: Petition, move: Move) -> None:
    """What comes to light again is not public before somebody has decided so."""
    if petition.pk is not None and open_findings(shown_text(petition), petition=petition, on=move.day):
        petition.moderation, petition.moderation_reason = Moderation.HELD, ModerationReason.PERSONAL_DATA


def _current(petition: Petition, field: str) -> list[Redaction]:
    return list(petition.redactions.filter(field=field, undone_at=None)) if petition.pk else []


def _show(petition: Petition, field: str, redactions: list[Redaction]) -> None:
    original = str(getattr(petition, field))
    spans = [Span(one.start, one.end, one.reason) for one in redactions]
    setattr(petition, f"shown_{field}", covered(original, spans) if spans else "")


def _digests(petition: Petition, passages: str) -> dict[str, str]:
    """What the ledger keeps: of the covered words a digest under the case's secret, of what is shown a plain one."""
    return {
        "covered": fingerprint(petition, passages),
        "shown": hashlib.sha256(shown_text(petition).encode()).hexdigest(),
    }


def _cover_photo(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """The caller has drawn the new picture: see services.covering."""
    act.details = {key: move.args["file"][key] for key in ("number", "areas", "method", "reason")}
    case.rows += move.args["areas"]
    case.go(row, move)
    return [case.draft(row.event, move, dict(move.args["file"]))]


def _uncover_photo(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    act.details = {"number": move.args["file"]["number"]}
    case.go(row, move)
    return [case.draft(row.event, move, dict(move.args["file"]))]


def _pass_finding(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    reason = PassReason(move.args["reason"])
    findings: list[Finding] = move.args["findings"]
    for finding in findings:
        case.rows.append(
            PassedFinding(
                petition=case.petition,
                digest=finding.digest,
                kind=finding.kind,
                reason=reason,
                by=move.by,
                at=move.at,
            )
        )
    kinds = sorted(str(finding.kind) for finding in findings)
    details = {"reason": str(reason), "kinds": kinds}
    act.details = details
    case.go(row, move)
    return [
        case.draft(row.event, move, {**details, "findings": sorted(finding.digest for finding in findings)})
    ]


def _keep(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if case.petition.legal_hold:
        raise TransitionNotAllowed("Hồ sơ đang được giữ lại làm chứng cứ.")
    case.petition.legal_hold = True
    return _recorded(case, row, move, act, {})


def _release(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if not case.petition.legal_hold:
        raise TransitionNotAllowed("Hồ sơ không bị giữ lại.")
    case.petition.legal_hold = False
    return _recorded(case, row, move, act, {})


def _delete_contact(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    if case.petition.legal_hold:
        raise TransitionNotAllowed("Hồ sơ đang được giữ lại làm chứng cứ, nên chưa xoá được.")
    return _recorded(case, row, move, act, {})


def _forget(case: Case, row: Transition, move: Move, act: Act) -> list[EventDraft]:
    """`what` maps what is deleted to how many; the caller deletes it in the same transaction."""
    if case.petition.legal_hold:
        raise TransitionNotAllowed("Hồ sơ đang được giữ lại làm chứng cứ.")
    act.details = {"deleted": dict(move.args["what"])}
    case.go(row, move)
    return [case.draft(row.event, move, {**act.details, "digest": move.text("digest")})]


PRIVACY_RULES: dict[str, Rule] = {
    "moderate": _moderate,
    "cover_text": _cover_text,
    "uncover_text": _uncover_text,
    "cover_photo": _cover_photo,
    "uncover_photo": _uncover_photo,
    "pass_finding": _pass_finding,
    "keep": _keep,
    "release": _release,
    "delete_contact": _delete_contact,
    "forget": _forget,
}
