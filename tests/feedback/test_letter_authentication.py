"""What our own mail server says about a sender is read; what a stranger wrote into a mail is not."""

from datetime import UTC, datetime

import pytest

from portal.feedback.doors.authentication import verdict
from portal.feedback.doors.mail import read_mail
from tests.feedback.letters import mail

OURS = "mx.hungyen.example"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([], ""),
        ([f"{OURS}; spf=pass smtp.mailfrom=a.example; dmarc=pass header.from=a.example"], "pass"),
        ([f"{OURS} 1; dkim=none;\r\n\tdmarc = FAIL (p=none (dis=none)) header.from=a.example"], "fail"),
        ([f"{OURS}; dmarc=pass", f"{OURS}; dmarc=fail"], "fail"),
        ([f"{OURS}; spf=pass; dkim=pass"], ""),
        ([f"{OURS}; none"], ""),
        (["evil.example; dmarc=pass"], ""),
        ([f"{OURS}.evil.example; dmarc=pass"], ""),
        (["x (mx.hungyen.example); dmarc=pass"], ""),
        ([f"{OURS}; spf=pass (dmarc=pass; dmarc=pass)"], ""),
    ],
)
def test_only_our_own_server_counts(lines: list[str], found: str) -> None:
    assert verdict(lines, server=OURS) == found


def test_without_a_named_server_nothing_is_known() -> None:
    assert verdict(["; dmarc=pass", "x; dmarc=pass"], server="") == ""


def test_a_mail_carries_its_verdict(settings: pytest.FixtureRequest) -> None:
    settings.MAIL_AUTHSERV_ID = OURS
    raw = mail(Authentication_Results=f"{OURS}; dmarc=fail header.from=thu.example")
    read = read_mail(raw, arrived_at=datetime(2026, 3, 2, tzinfo=UTC), own=())
    assert read.verdict == "fail"
