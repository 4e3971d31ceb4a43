"""What the receiving mail server found out about a mail's sender (RFC 8601). Pure.

Only lines that bear the name of our own server count: it removes such lines from mail that comes from outside.
"""

import re
from collections.abc import Iterable

from portal.feedback.doors.letter import Verdict

_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"\s*dmarc\s*=\s*([a-z]+)", re.IGNORECASE)
_LONGEST = 4000
_DEEPEST_COMMENT = 5


def verdict(lines: Iterable[str], *, server: str) -> Verdict:
    """Whether the address in From is the sender's, by the DMARC results of `server`; one failure outweighs a pass.

    UNKNOWN when no server is named or it said nothing.
    """
    results = {result for line in lines if server for result in _results(line, server)}
    if "fail" in results:
        return Verdict.FAIL
    return Verdict.PASS if "pass" in results else Verdict.UNKNOWN


def _results(line: str, server: str) -> list[str]:
    text = line[:_LONGEST]
    for _ in range(_DEEPEST_COMMENT):
        text = _COMMENT.sub(" ", text)
    name, *parts = text.split(";")
    # A version may follow the name.
    if name.lower().split()[:1] != [server.lower()]:
        return []
    return [found[1].lower() for part in parts if (found := _DMARC.match(part))]
