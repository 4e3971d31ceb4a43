"""What staff, the sender and the system can do to a case.

Every function locks the case, writes its ledger event in the same transaction and returns the case as it is then.
They raise TransitionNotAllowed (not now), PermissionDenied (not you) or Conflict (`version` is given and somebody
was faster); then nothing has changed.
"""

from datetime import date, datetime

from portal.accounts.models import User
from portal.feedback.models import Petition
from portal.feedback.services.acting import act_as, act_as_staff
from portal.feedback.workflow import ROLE_RESIDENT, ROLE_SYSTEM
from portal.organisations.models import Organisation


def acknowledge(*, petition: Petition, by: User, at: datetime, version: int | None = None) -> Petition:
    """Tell the sender that the case has been seen; its text becomes public when it may."""
    return act_as_staff("acknowledge", petition=petition, by=by, at=at, version=version)


def accept(*, petition: Petition, by: User, at: datetime, version: int | None = None) -> Petition:
    """Take the case on; starts the answer clock of a complaint."""
    return act_as_staff("accept", petition=petition, by=by, at=at, version=version)


def refuse(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    reason: str,
    explanation: str,
    version: int | None = None,
    competent_name: str = "",
    competent_address: str = "",
    competent_phone: str = "",
) -> Petition:
    """`reason` is a RefusalReason; the explanation is public.

    For OUTSIDE the competent body is named, with an address or a telephone number. A body that the portal has gets
    the case forwarded instead.
    """
    return act_as_staff(
        "refuse",
        petition=petition,
        by=by,
        at=at,
        version=version,
        reason=reason,
        explanation=explanation,
        competent_name=competent_name,
        competent_address=competent_address,
        competent_phone=competent_phone,
    )


def forward(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    to: Organisation,
    explanation: str,
    version: int | None = None,
) -> Petition:
    """Hand the case to the competent body. The resident's clocks run on; the receiver must acknowledge anew."""
    return act_as_staff(
        "forward", petition=petition, by=by, at=at, version=version, to=to, explanation=explanation
    )


def ask(
    *, petition: Petition, by: User, at: datetime, text: str, until: date, version: int | None = None
) -> Petition:
    """Ask the sender for information until a day. No clock stands still for it."""
    return act_as_staff("ask", petition=petition, by=by, at=at, version=version, text=text, until=until)


def draft_answer(
    *, petition: Petition, by: User, at: datetime, text: str, version: int | None = None
) -> Petition:
    """Write or replace the draft that the head will see."""
    return act_as_staff("draft_answer", petition=petition, by=by, at=at, version=version, text=text)


def return_answer(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    """Give the draft back to the handler; internal."""
    return act_as_staff(
        "return_answer", petition=petition, by=by, at=at, version=version, explanation=explanation
    )


def approve_answer(*, petition: Petition, by: User, at: datetime, version: int | None = None) -> Petition:
    """Publish the draft and open the sender's rating. The drafter cannot approve."""
    return act_as_staff("approve_answer", petition=petition, by=by, at=at, version=version)


def extend(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    """Lengthen the answer clock as often and by as much as its rule allows."""
    return act_as_staff("extend", petition=petition, by=by, at=at, version=version, explanation=explanation)


def pause(
    *, petition: Petition, by: User, at: datetime, until: date, explanation: str, version: int | None = None
) -> Petition:
    """Stop the answer clock; it resumes by itself on `until`."""
    return act_as_staff(
        "pause", petition=petition, by=by, at=at, version=version, until=until, explanation=explanation
    )


def resume(*, petition: Petition, by: User, at: datetime, version: int | None = None) -> Petition:
    """End a pause before its time."""
    return act_as_staff("resume", petition=petition, by=by, at=at, version=version)


def hide(
    *, petition: Petition, by: User, at: datetime, reason: str, explanation: str, version: int | None = None
) -> Petition:
    """`reason` is an Exclusion. The case leaves every public page and counts in no score."""
    return act_as_staff(
        "hide", petition=petition, by=by, at=at, version=version, reason=reason, explanation=explanation
    )


def open_contact(*, petition: Petition, by: User, at: datetime) -> dict[str, str]:
    """The sender's name, phone and email in clear. Each opening is logged, in the ledger, and shown to the sender.

    Raises Contact.DoesNotExist when none were given, SealBroken when the key has changed.
    """
    details = petition.contact.read()
    act_as_staff("open_contact", petition=petition, by=by, at=at)
    return details


def give_information(*, petition: Petition, at: datetime, text: str) -> Petition:
    """The sender answers a request for information."""
    return act_as(ROLE_RESIDENT, "give_information", petition=petition, at=at, text=text)


def resume_by_itself(*, petition: Petition, at: datetime) -> Petition:
    return act_as(ROLE_SYSTEM, "resume", petition=petition, at=at)


def close(*, petition: Petition, at: datetime) -> Petition:
    return act_as(ROLE_SYSTEM, "close", petition=petition, at=at)
