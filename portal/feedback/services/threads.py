"""Which case a letter from outside belongs to, and whether that is certain enough to write into the case.

Anybody can write any address into From and any code into the subject. Certain is only what a forger cannot have: the
name of a letter of ours that went to that very address, or a conversation that a gateway vouches for.
"""

import re
from dataclasses import dataclass

from portal.feedback.codes import normal_code
from portal.feedback.doors.letter import InboundLetter, Verdict, stored_id
from portal.feedback.models import Letter, Petition, SenderMark
from portal.feedback.senders import known_digests
from portal.feedback.workflow import Channel
from portal.notifications.models import Message, address_digest

_CODE = re.compile(r"\bHY-?[0-9A-Z]{4}-?[0-9A-Z]{4}\b", re.IGNORECASE)
_MOST = 10


@dataclass(frozen=True, slots=True)
class Thread:
    """What a letter refers to. `code` may also be that of a letter that is no case yet, and then there is no case.

    `is_certain`: the letter is an answer to ours, from the address of the case's sender.
    """

    code: str = ""
    petition: Petition | None = None
    is_certain: bool = False


def thread_of(inbound: InboundLetter) -> Thread:
    """The first case that the letter refers to, the certain ones first."""
    certain, others = _referred(inbound)
    named = [*certain, *others, *(normal_code(found) for found in _CODE.findall(inbound.subject))]
    codes = [code for code in dict.fromkeys(named) if code][:_MOST]
    cases = {
        case.code: case for case in Petition.objects.filter(code__in=codes).select_related("organisation")
    }
    letters = set(Letter.objects.filter(code__in=codes).values_list("code", flat=True))
    code = next((code for code in codes if code in cases or code in letters), "")
    petition = cases.get(code)
    sure = petition is not None and code in certain and _is_sender(petition, inbound.sender)
    return Thread(code, petition, sure and inbound.verdict != Verdict.FAIL)


def _referred(inbound: InboundLetter) -> tuple[list[str], list[str]]:
    """The codes in the letters that it answers: those that only this sender can know of, and all others.

    Certain are our letters to this very address, and the conversation of a gateway that knows its users.
    """
    if not inbound.references:
        return [], []
    earlier = _earlier(inbound)
    if inbound.channel != Channel.EMAIL:
        return (earlier, []) if inbound.channel == Channel.ZALO else ([], earlier)
    certain: list[str] = []
    others: list[str] = []
    to_sender = address_digest(inbound.sender)
    ours = Message.objects.filter(message_id__in=inbound.references).values_list("recipient", "context")
    for recipient, context in ours:
        (certain if recipient == to_sender else others).append(str(context.get("code", "")))
    return certain, others + earlier


def _earlier(inbound: InboundLetter) -> list[str]:
    """The codes of earlier letters that it refers to by the names that they came with."""
    ids = [stored_id(reference) for reference in inbound.references]
    found = Letter.objects.filter(channel=inbound.channel, external_id__in=ids).select_related("petition")
    return [letter.petition.code if letter.petition else (letter.code or "") for letter in found]


def _is_sender(petition: Petition, address: str) -> bool:
    return SenderMark.objects.filter(contact__petition=petition, digest__in=known_digests(address)).exists()
