"""What the sender does with a letter after sending it, and what an office says about its time."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core.uploads import CleanUpload
from portal.feedback.codes import case_code
from portal.feedback.models import Attachment, Contact, Petition
from portal.feedback.services.acting import act_as, act_as_staff, announce
from portal.feedback.services.telling import tell_body_above
from portal.feedback.workflow import ROLE_RESIDENT, ROLE_SYSTEM, TransitionNotAllowed

_CODE_ATTEMPTS = 5
# Files of one case, those sent at first included, and how often more can be said.
MOST_FILES = 15
MOST_ADDITIONS = 20


def declare_complex(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    """Say that a complaint is complex: its answer has the longer time of the law, once."""
    return act_as_staff(
        "declare_complex", petition=petition, by=by, at=at, version=version, explanation=explanation
    )


def state_at_hand(*, petition: Petition, by: User, at: datetime, version: int | None = None) -> Petition:
    """Say that the information asked for lies ready: the shorter time applies, from receipt on."""
    return act_as_staff("state_at_hand", petition=petition, by=by, at=at, version=version)


def recompute(*, petition: Petition, at: datetime, stage: str) -> Petition:
    """Compute one running clock again under the calendar as it stands now; the old date stays in the ledger."""
    return act_as(ROLE_SYSTEM, "recompute", petition=petition, at=at, stage=stage)


def withdraw(*, petition: Petition, at: datetime, agree: bool = True) -> Petition:
    """The sender takes the letter back. A public page keeps that it was withdrawn, without what it said."""
    if not agree:
        raise TransitionNotAllowed("Hãy xác nhận bạn muốn rút.")
    return act_as(ROLE_RESIDENT, "withdraw", petition=petition, at=at)


@transaction.atomic
def add_information(
    *, petition: Petition, at: datetime, text: str, attachments: Sequence[CleanUpload] = ()
) -> Petition:
    """The sender adds words and files that nobody asked for; no clock changes."""
    if petition.acts.filter(name="add_information").count() >= MOST_ADDITIONS:
        raise TransitionNotAllowed("Bạn đã gửi thêm quá nhiều lần. Hãy liên hệ đơn vị đang giải quyết.")
    done = act_as(ROLE_RESIDENT, "add_information", petition=petition, at=at, text=text)
    known = set(done.attachments.values_list("sha256", flat=True))
    fresh = [
        upload for upload in {one.sha256: one for one in attachments}.values() if upload.sha256 not in known
    ]
    if fresh and len(known) + len(fresh) > MOST_FILES:
        raise TransitionNotAllowed(f"Một hồ sơ có tối đa {MOST_FILES} tệp.")
    for upload in fresh:
        _attach(done, upload)
    return done


def _attach(petition: Petition, upload: CleanUpload) -> None:
    added = Attachment(
        petition=petition,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        staff_only=True,
    )
    added.hold(upload.content, scanned=upload.scanned)
    added.save()


@transaction.atomic
def complain_again(*, petition: Petition, at: datetime, text: str) -> Petition:
    """Bring a complaint before the body above; return the first, whose `second_instance` is the new one.

    Possible after a decision on the first, or once a clock of the first has run out. The sender's contact details
    go along, sealed as they are.
    """
    key = uuid.uuid4()
    first = act_as(
        ROLE_RESIDENT, "complain_again", petition=petition, at=at, text=text, key=key, code=_free_code(key)
    )
    second = first.second_instance.get()
    contact = Contact.objects.filter(petition=first).first()
    if contact is not None:
        Contact.objects.create(petition=second, sealed=contact.sealed)
    tell_body_above(second, at=at)
    announce(second)
    return first


def _free_code(key: uuid.UUID) -> str:
    for attempt in range(_CODE_ATTEMPTS):
        if not Petition.objects.filter(code=(code := case_code(key, attempt))).exists():
            return code
    raise IntegrityError("no free code for the second complaint")
