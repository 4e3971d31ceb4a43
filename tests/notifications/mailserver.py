"""A real mail server on a loopback port that remembers what it took."""

import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from scripts.services import free_port

Reply = Callable[[str, int], str | None]


class Mailbox:
    """What arrived. `answer` may refuse or delay: it gets the receiver and how many letters came before."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.after_data: Callable[[int], Any] | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(letter)  # type: ignore[arg-type]
        if self.after_data is not None:
            await self.after_data(len(self.letters))
        return "250 taken"

    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters]


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """Yield the mailbox and the port of a server that runs until the end of the block."""
    mailbox = Mailbox()
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox, port
    finally:
        controller.stop()
