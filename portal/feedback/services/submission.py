"""A resident's submission becomes a case: the petition, its files, its event and its code, or nothing of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from portal.accounts.models import User
from portal.core.text import fold, plain_text
from portal.feedback.about_page import AboutPage
from portal.feedback.codes import case_code, private_token, token_digest
from portal.feedback.models import Attachment, Contact, Given, Petition, StagedUpload
from portal.feedback.services.acting import announce
from portal.feedback.services.answering import store_answers
from portal.feedback.services.case import Case, Move
from portal.feedback.services.clockwork import Clockwork
from portal.feedback.services.likeness import note_likeness
from portal.feedback.services.marking import mark_sender
from portal.feedback.services.privacy_gate import first_state
from portal.feedback.services.store import store_new_acts
from portal.feedback.services.telling import tell
from portal.feedback.workflow import PRIVATE_KINDS, Channel
from portal.organisations.models import Organisation, Village

_CODE_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a resident typed, validated. `key` is one per form: sending it twice makes one petition."""

    key: UUID
    kind: str
    organisation: Organisation
    title: str
    text: str
    category: str
    place: str = ""
    is_public: bool = True
    photos_public: bool = False
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    channel: str = Channel.WEB
    about: str = ""
    about_page: AboutPage | None = None
    village: Village | None = None
    answers: tuple[Given, ...] = ()
    # Files that only staff see: scans of letters on paper.
    files_for_staff: bool = False

    @property
    def has_contact(self) -> bool:
        return any((self.contact_name, self.contact_phone, self.contact_email))


@dataclass(frozen=True, slots=True)
class Entry:
    """Who wrote a letter down for its sender, in which role, and why so late when it was."""

    by: User
    role: str
    reason: str = ""


def submit(
    *,
    submission: Submission,
    at: datetime,
    effective_at: datetime | None = None,
    entry: Entry | None = None,
) -> Petition:
    """Store the submission with the files staged under its key, and return the petition.

    A repeated key, even at the same moment, returns the petition of the first. `effective_at` is for what came on
    paper or by e-mail before `at`, with the `entry` that says who wrote it down. Database errors pass through; the
    staged files are then still staged.
    """
    failure: IntegrityError | None = None
    for attempt in range(_CODE_ATTEMPTS):
        if (existing := _existing(submission.key)) is not None:
            return existing
        try:
            petition = _store(submission, case_code(submission.key, attempt), at, effective_at or at, entry)
            note_likeness(petition)
            return petition
        except IntegrityError as error:
            # Either the same form arrived twice (the next turn finds it), or the code belongs to another case.
            failure = error
    if (existing := _existing(submission.key)) is not None:
        return existing
    raise IntegrityError("no free code for this submission") from failure


def private_link_token(petition: Petition) -> str:
    """The token of the petition's private link; "" if the secret it came from has been replaced since."""
    token = private_token(petition.submission_key)
    return token if token_digest(token) == petition.private_key_digest else ""


def _existing(key: UUID) -> Petition | None:
    return Petition.objects.select_related("organisation").filter(submission_key=key).first()


@transaction.atomic
def _store(
    submission: Submission, code: str, at: datetime, effective_at: datetime, entry: Entry | None
) -> Petition:
    petition = Petition(
        code=code,
        kind=submission.kind,
        category=submission.category,
        organisation=submission.organisation,
        village=submission.village or village_named(submission.organisation, submission.place),
        place=plain_text(submission.place),
        title=plain_text(submission.title),
        text=plain_text(submission.text),
        is_public=submission.is_public and submission.kind not in PRIVATE_KINDS,
        photos_public=submission.photos_public and submission.is_public,
        channel=submission.channel,
        about=submission.about,
        about_page=submission.about_page.page if submission.about_page else None,
        about_part=submission.about_page.part if submission.about_page else "",
        received_at=at,
        effective_at=effective_at,
        submission_key=submission.key,
        private_key_digest=token_digest(private_token(submission.key)),
    )
    petition.moderation = first_state(petition, on=localdate(at))
    move = Move("submit", at, entry.role, entry.by, {"explanation": entry.reason}) if entry else None
    case = Case.receive(petition, Clockwork(), move)
    petition.save()
    _adopt_files(petition, for_staff=submission.files_for_staff)
    store_answers(petition=petition, given=submission.answers)
    if submission.has_contact:
        contact = Contact.sealing(
            name=submission.contact_name, phone=submission.contact_phone, email=submission.contact_email
        )
        contact.petition = petition
        contact.save()
        mark_sender(contact, submission.contact_phone, submission.contact_email)
    store_new_acts(case)
    petition.save(update_fields=["receipt_hash"])
    tell(case)
    announce(petition)
    return petition


def _adopt_files(petition: Petition, *, for_staff: bool) -> None:
    """Staged files change owner, not place: no file is touched, so nothing on disk can be left half done."""
    staged = list(StagedUpload.objects.select_for_update().filter(submission_key=petition.submission_key))
    Attachment.objects.bulk_create(
        Attachment(
            petition=petition,
            file=item.file.name,
            name=item.name,
            media_type=item.media_type,
            size=item.size,
            sha256=item.sha256,
            scan_state=item.scan_state,
            scanned_at=item.scanned_at,
            staff_only=for_staff,
        )
        for item in staged
    )
    StagedUpload.objects.filter(pk__in=[item.pk for item in staged]).delete()


def village_named(organisation: Organisation, place: str) -> Village | None:
    """The village that the place names, when exactly one village's name stands in it; marks do not matter."""
    wanted = fold(plain_text(place))
    if not wanted:
        return None
    villages = list(organisation.villages.all()[:200])
    exact = [village for village in villages if fold(village.name) == wanted]
    within = exact or [village for village in villages if fold(village.name) in wanted]
    return within[0] if len(within) == 1 else None
