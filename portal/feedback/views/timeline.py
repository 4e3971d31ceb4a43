"""History and clocks of a case, as the public page and the sender's page draw them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.feedback.models import Act, Deadline, Petition
from portal.feedback.privacy import CoverReason, Decision, ModerationReason
from portal.feedback.workflow import Stage

# Acts that are the office's own affair, or that only the sender needs to know of.
_INTERNAL = frozenset(
    {
        "draft_answer",
        "return_answer",
        "open_contact",
        "pass_finding",
        "attach_document",
        "remove_document",
        "correct_answer",
        "return_correction",
    }
)
# Acts about what is public: the sender reads them, and everybody those that left a mark in a text that is shown.
_MARKS = frozenset(
    {"cover_text", "uncover_text", "cover_photo", "uncover_photo", "cover_answer", "uncover_answer"}
)
_FOR_SENDER_ONLY = frozenset({"moderate", "audit", "keep", "release", "delete_contact", "forget"})


def history(acts: Iterable[Act], *, for_sender: bool, in_full: bool = True) -> list[dict[str, object]]:
    """Return the acts as the timeline draws them, in the order in which they happened.

    Of a case whose text is not public (`in_full` is False) everybody sees what was done and when, never the words.
    """
    hidden = set(_INTERNAL)
    if not for_sender:
        hidden |= _FOR_SENDER_ONLY if in_full else _FOR_SENDER_ONLY | _MARKS
    return [_line(act, for_sender, in_full) for act in acts if act.name not in hidden]


def _line(act: Act, for_sender: bool, in_full: bool) -> dict[str, object]:
    public = act.note_is_public and in_full
    note = act.note if public or (for_sender and (act.note_for_sender or act.note_is_public)) else ""
    title = act.label
    if act.to_organisation:
        title = f"{title}: {act.to_organisation.name}"
    body = act.details.get("decided_by") or act.organisation.name
    actor = {"resident": "Người gửi", "system": "Hệ thống"}.get(act.actor_role, body)
    return {"title": title, "when": act.at, "actor": actor, "text": note or reason_label(act)}


def reason_label(act: Act) -> str:
    """The reason of the closed list that an act of publication names, for those without words of their own."""
    if act.name in _MARKS:
        return str(dict(CoverReason.choices).get(act.details.get("reason", ""), ""))
    if act.name == "moderate":
        decision = str(dict(Decision.choices).get(act.details["decision"], ""))
        return f"{decision}. Lý do: {ModerationReason(act.details['reason']).label}."
    return ""


def deadlines(petition: Petition, today: date) -> list[dict[str, Any]]:
    """Return the clocks of the case in the order of the stages, with how each stands today."""
    order = [stage for stage in Stage.values if stage != Stage.FORWARD]
    found = {item.stage: item for item in petition.deadlines.all()}
    return [
        {"deadline": found[stage], "overdue": found[stage].is_overdue(today) and petition.is_open}
        for stage in order
        if stage in found
    ]


def without_reasons(deadline: Deadline) -> list[dict[str, Any]]:
    """The steps of a clock without what an office wrote about a case whose words are not public."""
    plain = {"pause": "Tạm dừng.", "extension": "Gia hạn."}
    steps = []
    for step in deadline.trace:
        text = str(step.get("text_vi", ""))
        for reason in _reasons(deadline.terms or {}):
            for written in (f" ({reason})", f": {reason}", reason):
                text = text.replace(written, "")
        # What cannot be told apart from the words of a reason goes with it.
        if step.get("kind") in plain and any(word in text for word in _reasons(deadline.terms or {})):
            text = plain[step["kind"]]
        steps.append({**step, "text_vi": text})
    return steps


def _reasons(terms: dict[str, Any]) -> list[str]:
    given = [*terms.get("pauses", []), *terms.get("extensions", [])]
    return [reason for item in given if (reason := str(item.get("reason", "")).strip(" ."))]


def changes(acts: Iterable[Act], stage: str) -> list[dict[str, object]]:
    """What moved a clock, oldest first, with the date before and after; never the words of an office."""
    moved = [act for act in acts if act.details.get("stage") == stage and act.details.get("previous")]
    return [
        {
            "title": act.label,
            "when": act.at,
            "previous": date.fromisoformat(act.details["previous"]),
            "due": date.fromisoformat(act.details["due"]),
        }
        for act in moved
    ]
