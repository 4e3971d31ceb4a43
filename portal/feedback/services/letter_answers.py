"""What the sender of a letter is told by e-mail, once for each thing that happens to it."""

from datetime import datetime

from portal.feedback.models import DiscardReason, Letter, LetterState
from portal.notifications.services import enqueue


def answer_letter(letter: Letter, *, address: str, at: datetime) -> None:
    """Queue the answer about a letter's present state; nothing for senders without an e-mail address."""
    if "@" not in address or letter.is_sample_data:
        return
    petition = letter.petition if letter.petition_id else None
    enqueue(
        key=f"letter:{letter.pk}:{letter.state}",
        template="letter_answer",
        context={
            "code": petition.code if petition else (letter.code or ""),
            "state": str(letter.state),
            "organisation": letter.organisation.name,
            "arrived": f"{letter.arrived_at:%d/%m/%Y}",
            "reason": _reason(letter),
            "is_denunciation": letter.reason == DiscardReason.DENUNCIATION,
        },
        secret={"refused": "\n".join(letter.refused), "explanation": letter.explanation},
        to_address=address,
        at=at,
    )


def _reason(letter: Letter) -> str:
    if letter.state == LetterState.DISCARDED:
        return str(DiscardReason(letter.reason).label)
    return ""
