"""Read a mail as the network gave it: nothing in it is trusted, and nothing in it can make reading fail."""

import email
import email.policy
import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from django.conf import settings

from portal.core.text import plain_text
from portal.feedback.doors.authentication import verdict
from portal.feedback.doors.automatic import is_automatic
from portal.feedback.doors.letter import InboundFile, InboundLetter, Refusal, stored_id
from portal.feedback.doors.texts import own_words, text_of_html
from portal.feedback.workflow import Channel

_MOST_PARTS = 200
_DEEPEST = 60
MOST_FILES = 5
_CHARSETS = ("utf-8", "cp1258", "latin-1")
_ADDRESS = re.compile(r"[^@\s<>,;:\"()]{1,64}@[^@\s<>,;:\"()]{1,180}")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
# Pictures of a signature, not of the matter.
_SMALL_PICTURE = 8 * 1024


def read_mail(
    raw: bytes, *, arrived_at: datetime, own: Collection[str], handle: object = None
) -> InboundLetter:
    """Return the letter. What cannot be read comes back as one with a refusal; nothing is raised."""
    try:
        return _read(raw, arrived_at, own, handle)
    except (
        Exception
    ):  # a stranger's bytes: whatever the parser stumbles over, the next mail must come through
        return refused_mail(raw[:100_000], Refusal.UNREADABLE, arrived_at=arrived_at, own=own, handle=handle)


def refused_mail(
    raw: bytes, why: str, *, arrived_at: datetime, own: Collection[str], handle: object = None
) -> InboundLetter:
    """A letter of which only its headers are looked at, to tell its sender why."""
    sender, message_id, refusal = "", "", why
    try:
        message = email.message_from_bytes(
            raw.split(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=email.policy.compat32
        )
        sender, message_id = _sender(message)[1], _id(message)
        if is_automatic(lambda name: _header(message, name), sender=sender, own=own, content_type=""):
            refusal = Refusal.AUTOMATIC
    except Exception:
        refusal = Refusal.UNREADABLE
    return InboundLetter(
        channel=Channel.EMAIL,
        external_id=message_id or stored_id(raw.decode("latin-1")),
        arrived_at=arrived_at,
        sender=sender,
        refusal=refusal,
        handle=handle,
    )


def _read(raw: bytes, arrived_at: datetime, own: Collection[str], handle: object) -> InboundLetter:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    name, sender = _sender(message)
    references = _references(message)
    text, files, lost = _content(message)
    automatic = is_automatic(
        lambda header: _header(message, header),
        sender=sender,
        own=own,
        content_type=message.get_content_type(),
    )
    return InboundLetter(
        channel=Channel.EMAIL,
        external_id=_id(message) or stored_id(raw.decode("latin-1")),
        arrived_at=arrived_at,
        sender=sender,
        sender_name=name[:120],
        subject=_header(message, "Subject")[:300],
        text=own_words(text, is_reply=bool(references)),
        to=_addresses(message, "X-Original-To", "Delivered-To", "To", "Cc"),
        references=references,
        files=tuple(files),
        lost=tuple(lost),
        refusal=Refusal.AUTOMATIC if automatic else "",
        verdict=verdict(
            [str(line) for line in message.get_all("Authentication-Results", [])],
            server=settings.MAIL_AUTHSERV_ID,
        ),
        handle=handle,
    )


def _header(message: Message, name: str) -> str:
    """The decoded header on one line: no line end of it can begin another header."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        decoded = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError):
        decoded = str(value).encode("utf-8", "replace").decode()
    return " ".join(plain_text(_whole(decoded)).split())


def _whole(text: str) -> str:
    """The text without halves of characters, which no database takes."""
    return text.encode("utf-8", "replace").decode()


def _addresses(message: Message, *names: str) -> tuple[str, ...]:
    values = [_header(message, name)[:2000] for name in names]
    return tuple(
        address
        for _, address in getaddresses([value for value in values if value])
        if _ADDRESS.fullmatch(address)
    )[:20]


def _sender(message: Message) -> tuple[str, str]:
    value = str(message.get("From") or "")[:2000]
    for name, address in getaddresses([value.replace("\r", " ").replace("\n", " ")]):
        if _ADDRESS.fullmatch(address):
            try:
                name = str(make_header(decode_header(name)))
            except (ValueError, LookupError):
                name = ""
            return " ".join(plain_text(_whole(name)).split()), address
    return "", ""


def _id(message: Message) -> str:
    found = _MESSAGE_ID.search(str(message.get("Message-ID") or ""))
    return found[0] if found else ""


def _references(message: Message) -> tuple[str, ...]:
    text = f"{message.get('References') or ''} {message.get('In-Reply-To') or ''}"[:20_000]
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(text)))[-20:]


def _content(message: Message) -> tuple[str, list[InboundFile], list[str]]:
    plain: list[str] = []
    html: list[str] = []
    files: list[InboundFile] = []
    lost: list[str] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = _file_name(part)
        if kind == "message/rfc822":
            lost.append(f"{name or 'thư kèm theo'}: thư kèm trong thư không đọc được")
        elif name or part.get_content_disposition() == "attachment" or part.get_content_maintype() != "text":
            _take(part, name, files, lost)
        elif kind == "text/html":
            html.append(_decoded(part))
        else:
            plain.append(_decoded(part))
    text = "\n".join(piece for piece in plain if piece.strip()) or text_of_html("\n".join(html))
    return text, files, lost


def _take(part: Message, name: str, files: list[InboundFile], lost: list[str]) -> None:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content:
        return
    is_inline = part.get("Content-ID") is not None and part.get_content_disposition() != "attachment"
    if is_inline and len(content) < _SMALL_PICTURE:
        return
    if len(files) >= MOST_FILES:
        lost.append(f"{name or 'tệp'}: quá {MOST_FILES} tệp trong một thư")
        return
    files.append(InboundFile(name or "tep", content))


def _leaves(message: Message) -> Iterator[Message]:
    """Every part that holds something itself, at most _MOST_PARTS of them, at most _DEEPEST deep."""
    waiting, seen = [(message, 0)], 0
    while waiting and seen < _MOST_PARTS:
        part, depth = waiting.pop(0)
        seen += 1
        inner = part.get_payload() if part.get_content_maintype() == "multipart" else None
        if isinstance(inner, list):
            if depth < _DEEPEST:
                waiting[:0] = [(one, depth + 1) for one in inner if isinstance(one, Message)]
        elif part.get_content_maintype() != "multipart":
            yield part


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
        name = str(make_header(decode_header(name)))
    except (ValueError, LookupError, TypeError):
        name = "tep"
    bare = "".join(c for c in _whole(name) if unicodedata.category(c)[0] != "C")
    return plain_text(bare)[:200]


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    for charset in (str(part.get_content_charset() or "utf-8"), *_CHARSETS):
        try:
            return content.decode(charset)
        except (LookupError, ValueError):
            continue
    return content.decode("utf-8", "replace")
