"""Letters that no person wrote: automatic answers, bounces, mailing lists, and our own coming back."""

from collections.abc import Callable, Collection

# RFC 3834 and what programs do besides it.
_BULK = {"bulk", "list", "junk", "auto_reply"}
_PRESENT = ("List-Id", "List-Post", "List-Unsubscribe", "X-Autoreply", "X-Autorespond", "X-Failed-Recipients")
_DAEMONS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "do-not-reply", "bounce", "bounces")


def is_automatic(
    header: Callable[[str], str], *, sender: str, own: Collection[str], content_type: str
) -> bool:
    """Whether a machine sent it. `header` gives a header's text, "" without one; `own` are our addresses."""
    if header("Auto-Submitted").split(";")[0].strip().lower() not in {"", "no"}:
        return True
    if header("Precedence").strip().lower() in _BULK or any(header(name) for name in _PRESENT):
        return True
    suppressed = header("X-Auto-Response-Suppress").lower()
    if "all" in suppressed or "autoreply" in suppressed:
        return True
    if header("Return-Path").replace(" ", "") == "<>" or content_type == "multipart/report":
        return True
    bare = sender.lower()
    return not bare or bare in {address.lower() for address in own} or bare.split("@")[0] in _DAEMONS
