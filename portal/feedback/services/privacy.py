"""What becomes public of a case: decided, covered, uncovered, let pass; and what is kept as evidence or deleted.

Like all acts they lock the case, write their event in the same transaction and raise TransitionNotAllowed,
PermissionDenied or Conflict without having changed anything.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from portal.accounts.models import User
from portal.accounts.policies import Action, can
from portal.core.personal_data import Finding
from portal.feedback.audited import is_examined
from portal.feedback.models import Answer, Contact, Correction, Letter, Petition, Redaction, SavedDraft
from portal.feedback.privacy import Field, places_of
from portal.feedback.services.acting import act_as, act_as_staff
from portal.feedback.services.case import PUBLIC_NOTES
from portal.feedback.services.privacy_gate import may_be_published, open_findings, shown_text
from portal.feedback.workflow import ROLE_RESIDENT, TransitionNotAllowed


def moderate(
    *, petition: Petition, by: User, at: datetime, decision: str, why: str, version: int | None = None
) -> Petition:
    """Decide whether the public reads title, text and place. `why` is a ModerationReason that fits the decision."""
    return act_as_staff(
        "moderate", petition=petition, by=by, at=at, version=version, decision=decision, why=why
    )


def cover_text(
    *,
    petition: Petition,
    by: User,
    at: datetime,
    field: str,
    passage: str,
    reason: str,
    version: int | None = None,
) -> Petition:
    """Cover every place where the passage stands in one field of the case."""
    spans = places_of(passage, str(getattr(petition, Field(field))))
    if not spans:
        raise TransitionNotAllowed("Không thấy đoạn này trong phần đã chọn. Hãy chép đúng từng chữ.")
    return act_as_staff(
        "cover_text",
        petition=petition,
        by=by,
        at=at,
        version=version,
        field=field,
        spans=spans,
        reason=reason,
    )


def uncover_text(*, petition: Petition, by: User, at: datetime, redaction: int, explanation: str) -> Petition:
    """Show a covered passage (its key) again; only a head may, and says why."""
    covered = Redaction.objects.filter(pk=redaction, petition=petition).first()
    if covered is None:
        raise TransitionNotAllowed("Đoạn này không còn bị che.")
    return act_as_staff(
        "uncover_text", petition=petition, by=by, at=at, redaction=covered, explanation=explanation
    )


def pass_finding(
    *, petition: Petition, by: User, at: datetime, digests: Sequence[str], reason: str
) -> Petition:
    """Let findings be published, as a second person. The one who publishes must be somebody else."""
    day = localdate(at)
    waiting = {one.digest: one for one in waiting_findings(petition, on=day)}
    chosen = [waiting[digest] for digest in dict.fromkeys(digests) if digest in waiting]
    if not chosen:
        raise TransitionNotAllowed("Hãy chọn ít nhất một phát hiện còn lại.")
    own = [draft.text for draft in _drafts_by(by, petition)]
    own += [note for note, writer in written_notes(petition) if writer == by.pk]
    if any(_concerns(text, chosen, petition, at) for text in own):
        raise TransitionNotAllowed("Bạn đã soạn câu trả lời này, nên một người khác phải xem xét.")
    return act_as_staff("pass_finding", petition=petition, by=by, at=at, findings=chosen, reason=reason)


def waiting_findings(petition: Petition, *, on: date) -> list[Finding]:
    """What is neither covered nor let pass yet, in the case and in the draft of its answer; each value once.

    Nothing of a case that is never published.
    """
    if not may_be_published(petition):
        return []
    texts = [shown_text(petition)]
    texts += draft_texts(petition)
    texts += [note for note, _ in written_notes(petition)]
    found = [one for text in texts for one in open_findings(text, petition=petition, on=on)]
    return list({one.digest: one for one in found}.values())


def draft_texts(petition: Petition) -> list[str]:
    """The wordings that wait to be published: the draft of an answer, or of its correction."""
    drafts = list(petition.answers.filter(published_at=None).values_list("text", flat=True))
    corrections = Correction.objects.filter(answer__petition=petition, published_at=None)
    return [*drafts, *corrections.values_list("text", flat=True)]


def _drafts_by(user: User, petition: Petition) -> list[Answer | Correction]:
    answers = petition.answers.filter(published_at=None, drafted_by=user)
    corrections = Correction.objects.filter(answer__petition=petition, published_at=None, drafted_by=user)
    return [*answers, *corrections]


def written_notes(petition: Petition) -> list[tuple[str, int]]:
    """Reasons that somebody (their key) has typed and not sent yet, and that everybody would read."""
    kept = SavedDraft.objects.filter(petition=petition, act__in=PUBLIC_NOTES).order_by("pk")
    found = [(str(item.values.get("explanation", "")), item.user_id) for item in kept]
    return [(note, writer) for note, writer in found if note]


def _concerns(text: str, chosen: Sequence[Finding], petition: Petition, at: datetime) -> bool:
    own = {one.digest for one in open_findings(text, petition=petition, on=localdate(at))}
    return any(one.digest in own for one in chosen)


def audit(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    """An inspector begins to examine a case: for a month they may open its contact, each time logged.

    Raises TransitionNotAllowed unless an audit in progress has the case among those that it examines.
    """
    if can(by, Action.CONTACT_AUDIT) and not is_examined(by, petition.subject):
        raise TransitionNotAllowed(
            "Hồ sơ này không thuộc cuộc kiểm tra nào bạn đang tiến hành. Hãy lập cuộc kiểm tra, hoặc thêm hồ sơ vào đó."
        )
    return act_as_staff("audit", petition=petition, by=by, at=at, version=version, explanation=explanation)


def keep(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    """Keep everything of the case as evidence: nothing is deleted until it is released."""
    return act_as_staff("keep", petition=petition, by=by, at=at, version=version, explanation=explanation)


def release(
    *, petition: Petition, by: User, at: datetime, explanation: str, version: int | None = None
) -> Petition:
    return act_as_staff("release", petition=petition, by=by, at=at, version=version, explanation=explanation)


@transaction.atomic
def delete_contact(*, petition: Petition, at: datetime) -> Petition:
    """The sender takes their contact details back. Who opened them before stays on record."""
    if not Contact.objects.filter(petition=petition).exists():
        raise TransitionNotAllowed("Hồ sơ không còn giữ thông tin liên hệ.")
    done = act_as(ROLE_RESIDENT, "delete_contact", petition=petition, at=at)
    # The parts of a letter hold copies of the same details, and so does the letter that came by e-mail.
    own = Q(petition=petition) | Q(petition__split_from=petition)
    Contact.objects.filter(own).delete()
    Letter.objects.filter(own).update(sealed=None, sender="")
    return done


def delete_contact_as_agreed(*, petition: Petition, at: datetime, agree: bool) -> Petition:
    """The same from a form whose only field says that the sender has read what it means."""
    if not agree:
        raise TransitionNotAllowed("Hãy xác nhận bạn đã hiểu.")
    return delete_contact(petition=petition, at=at)
