"""The disclosure that a request is about: read from a link or a form, shown in words, linked to the register."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from portal.core.text import plain_text
from portal.organisations.models import Organisation
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import period_label
from portal.statutes.requests import DutySubject

_LONGEST_PERIOD = 30
_OCCURRENCE = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class AskedDuty:
    """A duty and, where the link said so, the period that is asked for and which event of the period."""

    duty: DisclosureDuty
    period: str
    occurrence: str = ""

    @property
    def label(self) -> str:
        period, event = _label(self.period), f"vụ việc {self.occurrence}" if self.occurrence else ""
        return ", ".join(part for part in (self.duty.title, period[:1].lower() + period[1:], event) if part)

    def subject(self, organisation: Organisation) -> str:
        """Return the ledger's name of the item that this organisation owes."""
        return str(DutySubject(self.duty.key, organisation.code, self.period, self.occurrence))

    def address(self, organisation: Organisation) -> str:
        """Return where the public register shows the item."""
        query = {
            "muc": self.duty.key,
            "don-vi": organisation.slug,
            "ky": self.period,
            "vu-viec": self.occurrence,
        }
        return f"/cong-khai/?{urlencode({name: value for name, value in query.items() if value})}"


@dataclass(frozen=True, slots=True)
class AskedItem:
    """What a stored request is about, as its pages print it."""

    label: str
    organisation: str
    address: str


def asked_duty(key: str, period: str, occurrence: str = "") -> AskedDuty | None:
    """Return what is asked for; None for a duty that we do not have. A period that is none is left out."""
    key, period = plain_text(key)[:100], plain_text(period)
    duty = DisclosureDuty.objects.versions_of(key).last() if key and key.isascii() else None
    if duty is None:
        return None
    if not _label(period):
        return AskedDuty(duty, "")
    return AskedDuty(duty, period, occurrence if _OCCURRENCE.fullmatch(occurrence) else "")


def asked_item(subject: str) -> AskedItem | None:
    """Return what a stored subject names; None when there is none, or its duty or organisation is gone."""
    named = DutySubject.parse(subject) if subject else None
    asked = asked_duty(named.duty, named.period, named.occurrence) if named else None
    organisation = Organisation.objects.filter(code=named.organisation).first() if named and asked else None
    if asked is None or organisation is None:
        return None
    return AskedItem(asked.label, organisation.name, asked.address(organisation))


def _label(period: str) -> str:
    """Return the period in words; "" for a code that is no period."""
    if not period or len(period) > _LONGEST_PERIOD:
        return ""
    try:
        return period_label(period)
    except ValueError:
        return ""
