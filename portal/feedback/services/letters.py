"""Letters from other doors: kept once, answered once, and a case only when staff have looked at them."""

import logging
import re
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from portal.accounts import policies
from portal.accounts.models import User
from portal.accounts.policies import Action
from portal.core.private_files import private_files
from portal.core.text import plain_text
from portal.core.uploads import CleanUpload, clean_upload
from portal.feedback.codes import case_code
from portal.feedback.doors.letter import InboundLetter, Refusal, stored_id
from portal.feedback.models import (
    Act,
    Attachment,
    DiscardReason,
    Letter,
    LetterFile,
    LetterState,
    Petition,
)
from portal.feedback.models.petition import TEXT_LENGTH
from portal.feedback.senders import sender_digests
from portal.feedback.services import acts
from portal.feedback.services.letter_answers import answer_letter
from portal.feedback.services.submission import Entry, Submission, submit
from portal.feedback.services.telling import tell_letter_added
from portal.feedback.services.threads import thread_of
from portal.feedback.workflow import ROLE_RESIDENT, Status, TransitionNotAllowed
from portal.organisations.models import Organisation, OrganisationKind

logger = logging.getLogger(__name__)

ADDED_LINE = "letter_added"
HANDLE = Action.PETITION_HANDLE
_DAY = timedelta(days=1)
_AT_ONCE = 500


def receive(inbound: InboundLetter, *, at: datetime) -> Letter:
    """Store a letter that a door brought, and return it; one that came before is returned as it is.

    A letter of a case's own sender goes to that case; every other one waits for staff. Raises LookupError where no
    body exists to receive it; OSError and database errors pass through, and then nothing is left behind.
    """
    if (known := _known(inbound)) is not None:
        return known
    files, refused = ([], []) if inbound.refusal else _checked(inbound)
    written: list[str] = []
    try:
        with transaction.atomic():
            return _known(inbound) or _store(inbound, files, refused, at, written)
    except BaseException:
        for name in written:
            private_files.delete(name)
        raise


def _known(inbound: InboundLetter) -> Letter | None:
    return Letter.objects.filter(channel=inbound.channel, external_id=stored_id(inbound.external_id)).first()


def _checked(inbound: InboundLetter) -> tuple[list[CleanUpload], list[str]]:
    """The files that may be kept, and what is told about the others."""
    kept: list[CleanUpload] = []
    refused = list(inbound.lost)
    for file in inbound.files:
        stream = ContentFile(file.content, name=file.name)
        try:
            clean = clean_upload(stream)
        except ValidationError as problem:
            refused.append(" ".join(problem.messages))
            continue
        if clean.sha256 not in {one.sha256 for one in kept}:
            kept.append(clean)
    return kept, [text[:300] for text in refused]


def _store(
    inbound: InboundLetter, files: Sequence[CleanUpload], refused: list[str], at: datetime, written: list[str]
) -> Letter:
    arrived_at = min(inbound.arrived_at, at)
    digests = sender_digests(inbound.sender)
    letter = Letter(
        channel=inbound.channel,
        external_id=stored_id(inbound.external_id),
        organisation=_receiver(inbound.to),
        arrived_at=arrived_at,
        fetched_at=at,
        sender=digests[0] if digests else "",
    )
    refusal = inbound.refusal or (Refusal.TOO_MANY if _is_flooding(letter.sender, at) else "")
    if refusal:
        letter.state, letter.reason = LetterState.IGNORED, refusal
        letter.save()
        if refusal == Refusal.TOO_LARGE:
            answer_letter(letter, address=inbound.sender, at=at)
        return letter
    letter.subject, letter.text, letter.refused = inbound.subject, inbound.text, refused
    letter.seal_sender(address=inbound.sender, name=inbound.sender_name)
    thread = thread_of(inbound)
    letter.verdict = inbound.verdict
    if thread.petition is not None:
        # Whoever works on the case looks at what refers to it.
        letter.organisation = thread.petition.organisation
    if thread.is_certain:
        letter.petition = thread.petition
    else:
        letter.names_code = thread.code
    letter.submission_key, letter.code = _free_key()
    letter.save()
    for clean in files:
        _keep(letter, clean, written)
    if letter.petition is not None:
        _add_to_case(letter, letter.petition, at)
    answer_letter(letter, address=inbound.sender, at=at)
    return letter


def _free_key() -> tuple[uuid.UUID, str]:
    """A key whose code belongs to no case and no letter, because the code is told before the case exists."""
    while True:
        key = uuid.uuid4()
        code = case_code(key)
        if not Petition.objects.filter(code=code).exists() and not Letter.objects.filter(code=code).exists():
            return key, code


def _keep(letter: Letter, clean: CleanUpload, written: list[str]) -> None:
    kept = LetterFile(
        letter=letter, name=clean.name, media_type=clean.media_type, size=clean.size, sha256=clean.sha256
    )
    kept.hold(clean.content, scanned=clean.scanned)
    written.append(kept.file.name or "")
    kept.save()


def _receiver(addresses: Sequence[str]) -> Organisation:
    """The body that the letter was addressed to: by name, or as portal+xa-pho-hien@…; else the province."""
    names = {part for address in addresses for part in re.split(r"[+@]", address.lower())[:2] if part}
    found = Organisation.objects.filter(slug__in=names).first() if names else None
    found = found or (Organisation.objects.filter(code__in=addresses).first() if addresses else None)
    found = found or Organisation.objects.filter(kind=OrganisationKind.PROVINCE).order_by("pk").first()
    found = found or Organisation.objects.order_by("pk").first()
    if found is None:
        raise LookupError("no organisation can receive letters")
    return found


def _is_flooding(sender: str, at: datetime) -> bool:
    if not sender:
        return False
    recent = Letter.objects.filter(sender=sender, fetched_at__gt=at - _DAY)
    return recent.count() >= settings.LETTERS_PER_SENDER


def _add_to_case(letter: Letter, petition: Petition, at: datetime, by: User | None = None) -> None:
    """Give the case what its sender wrote: as the information it waits for, or as a line for its handler.

    `by` is who found that the letter belongs there; None when that was certain.
    """
    letter.state, letter.petition = LetterState.ADDED, petition
    # The address is with the case already.
    letter.sealed = None
    letter.save()
    if petition.status == Status.WAITING_INFORMATION and letter.text:
        try:
            with transaction.atomic():
                acts.give_information(petition=petition, at=at, text=letter.text[:TEXT_LENGTH])
            return
        except TransitionNotAllowed:
            logger.info("%s no longer waits for information", petition.code)
    Act.objects.create(
        petition=petition,
        name=ADDED_LINE,
        at=at,
        actor=by,
        actor_role=ROLE_RESIDENT if by is None else policies.role_for(by, HANDLE, petition.organisation),
        organisation=petition.organisation,
    )
    tell_letter_added(petition, letter=letter.pk, at=at, by=by)


@transaction.atomic
def add(*, letter: Letter, petition: Petition, by: User, at: datetime) -> Petition:
    """Put a waiting letter with a case, because staff find that both have one sender. Its sender is told so.

    Raises PermissionDenied for whoever may not take in the letter and handle the case, TransitionNotAllowed when
    somebody has decided already.
    """
    locked, _ = _waiting(letter, by)
    if not policies.can(by, HANDLE, petition.organisation):
        raise PermissionDenied
    address = locked.read_sender()["address"]
    _decide(locked, LetterState.ADDED, by, at)
    _add_to_case(locked, petition, at, by)
    answer_letter(locked, address=address, at=at)
    return petition


@transaction.atomic
def take(*, letter: Letter, by: User, at: datetime, submission: Submission) -> Petition:
    """Make a waiting letter a case, in the words and with the consent that staff have confirmed.

    The clocks start when the letter arrived. Raises PermissionDenied for whoever may not enter letters for the body
    that received it, TransitionNotAllowed when somebody has decided already.
    """
    locked, role = _waiting(letter, by)
    petition = submit(
        submission=submission,
        at=at,
        effective_at=min(locked.arrived_at, at),
        entry=Entry(by, role),
    )
    _hand_over_files(locked, petition)
    # Who sent it is now with the case, and is opened only there.
    locked.sealed = None
    _decide(locked, LetterState.TAKEN, by, at)
    locked.petition = petition
    locked.save()
    return petition


def sender_fields(letter: Letter) -> dict[str, str]:
    """What a letter itself tells of its sender, as the fields of a submission."""
    sender = letter.read_sender()
    is_mail = "@" in sender["address"]
    return {
        "contact_name": sender["name"],
        "contact_phone": "" if is_mail else sender["address"][:30],
        "contact_email": sender["address"] if is_mail else "",
    }


@transaction.atomic
def discard(*, letter: Letter, by: User, at: datetime, reason: str, explanation: str) -> Letter:
    """Put a waiting letter aside. Its sender is told why, unless it is spam; it is deleted some weeks later."""
    locked, _ = _waiting(letter, by)
    locked.reason, locked.explanation = DiscardReason(reason), plain_text(explanation)
    _decide(locked, LetterState.DISCARDED, by, at)
    locked.save()
    if reason != DiscardReason.SPAM:
        answer_letter(locked, address=locked.read_sender()["address"], at=at)
    return locked


def _waiting(letter: Letter, by: User) -> tuple[Letter, str]:
    locked = Letter.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=letter.pk)
    role = policies.role_for(by, Action.PETITION_ENTER, locked.organisation)
    if not role:
        raise PermissionDenied
    if locked.state != LetterState.WAITING:
        raise TransitionNotAllowed("Thư này đã có người xử lý.")
    return locked, role


def _decide(letter: Letter, state: LetterState, by: User, at: datetime) -> None:
    letter.state, letter.decided_by, letter.decided_at = state, by, at


def _hand_over_files(letter: Letter, petition: Petition) -> None:
    """Files change owner, not place."""
    for file in letter.files.all():
        Attachment.objects.create(
            petition=petition,
            file=file.file.name,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            scan_state=file.scan_state,
            scanned_at=file.scanned_at,
        )
    letter.files.all().delete()


def forget_discarded(*, at: datetime) -> int:
    """Delete what discarded letters said, who sent them and their files after the days that they are kept."""
    old = Letter.objects.filter(
        state=LetterState.DISCARDED, decided_at__lt=at - timedelta(days=settings.LETTER_KEPT_DAYS)
    ).exclude(text="", sealed=None, subject="")
    count = 0
    for letter in old[:_AT_ONCE]:
        with transaction.atomic():
            # The rows go; the sweep for orphans takes the files.
            letter.files.all().delete()
            letter.subject = letter.text = letter.explanation = ""
            letter.sealed, letter.refused = None, []
            letter.save()
        count += 1
    return count
