"""Staff enter what came on paper, by telephone or in person.

The clocks start when the letter came (`effective_at`), by the rules in force on that day; the ledger holds that day
beside the moment of entry. How far back that may lie is a dated row of the statutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from portal.accounts import policies
from portal.accounts.models import User
from portal.accounts.policies import Action
from portal.core.text import plain_text
from portal.feedback.models import Petition
from portal.feedback.services.submission import Entry, Submission, submit
from portal.feedback.workflow import Channel, TransitionNotAllowed
from portal.organisations.models import Organisation
from portal.statutes.thresholds import Threshold, ThresholdKey

# What reaches an office where only its staff can write it down.
BY_STAFF = (Channel.PAPER, Channel.PHONE, Channel.RECEPTION)
# The private link is handed over while its owner stands at the counter, and is nobody else's afterwards.
SLIP_SHOWS_LINK_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limit:
    """How far back an entry may lie; `days` is None where no row says so."""

    days: int | None

    def is_late(self, effective_at: datetime, *, at: datetime) -> bool:
        return self.days is not None and (localdate(at) - localdate(effective_at)).days > self.days


def entry_limit(*, at: datetime) -> Limit:
    return Limit(Threshold.objects.days(ThresholdKey.ENTERED_LATE, on=localdate(at)))


def may_enter_late(user: User, organisation: Organisation) -> bool:
    return policies.can(user, Action.PETITION_ENTER_LATE, organisation)


def enter(
    *, submission: Submission, by: User, at: datetime, effective_at: datetime, late_reason: str = ""
) -> Petition:
    """Store what staff wrote down as a case of its organisation, and who wrote it down.

    Entering the same key twice returns the first case. Raises PermissionDenied for whoever may not enter for this
    body, TransitionNotAllowed for a time in the future, or one too long ago without a head who says why.
    """
    role = policies.role_for(by, Action.PETITION_ENTER, submission.organisation)
    if not role or submission.channel not in BY_STAFF:
        raise PermissionDenied
    if effective_at > at:
        raise TransitionNotAllowed("Ngày giờ đơn đến không thể ở tương lai.")
    reason = plain_text(late_reason)
    if entry_limit(at=at).is_late(effective_at, at=at):
        if not may_enter_late(by, submission.organisation):
            raise TransitionNotAllowed("Đơn đến đã lâu: chỉ người đứng đầu nhập được, kèm lý do.")
        if not reason:
            raise TransitionNotAllowed("Nêu lý do nhập muộn.")
    else:
        reason = ""
    return submit(submission=submission, at=at, effective_at=effective_at, entry=Entry(by, role, reason))


def entered_by(petition: Petition) -> User | None:
    """Who wrote the case down; None for what its sender sent."""
    first = petition.acts.filter(name="submit").select_related("actor").first()
    return first.actor if first else None


def may_see_link(user: User, petition: Petition, *, at: datetime) -> bool:
    """Whether the slip still shows the sender's private link: to who entered the case, on the day of the entry."""
    writer = entered_by(petition)
    return writer is not None and writer.pk == user.pk and at - petition.received_at < SLIP_SHOWS_LINK_FOR
