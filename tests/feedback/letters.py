"""Letters for tests, and a door without anything behind it."""

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

from portal.feedback.doors.letter import InboundLetter
from tests.feedback.making import MONDAY

SENDER = "lan.tran@thu.example"


def letter(**fields: Any) -> InboundLetter:
    values: dict[str, Any] = {
        "channel": "email",
        "external_id": "<1@thu.example>",
        "arrived_at": MONDAY,
        "sender": SENDER,
        "sender_name": "Trần Thị Lan",
        "subject": "Đường vào thôn sụt lún",
        "text": "Đoạn đường trước nhà văn hoá sụt lún.",
    }
    return InboundLetter(**{**values, **fields})


class PretendedDoor:
    """A door with letters in memory. `breaks_on` is the call of acknowledge that never comes to its end."""

    name = "pretended"

    def __init__(self, *letters: InboundLetter, breaks_on: int = 0) -> None:
        self.outside = list(letters)
        self.kept: list[str] = []
        self.refused: list[str] = []
        self.breaks_on, self.calls, self.closed = breaks_on, 0, False

    def fetch(self, limit: int) -> Iterator[InboundLetter]:
        yield from list(self.outside)[:limit]

    def acknowledge(self, letter: InboundLetter, *, kept: bool) -> None:
        self.calls += 1
        if self.calls == self.breaks_on:
            raise KeyboardInterrupt
        (self.kept if kept else self.refused).append(letter.external_id)
        self.outside.remove(letter)

    def close(self) -> None:
        self.closed = True


def mail(body: str = "Đèn đường hỏng hai tuần nay.", **headers: str) -> bytes:
    """A simple mail as bytes; headers with underscores for hyphens."""
    message = EmailMessage()
    given = {"From": f"Lan <{SENDER}>", "To": "gop-y@hungyen.example", "Subject": "Đèn đường hỏng", **headers}
    given.setdefault("Message_ID", "<m1@thu.example>")
    for name, value in given.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message.as_bytes()
