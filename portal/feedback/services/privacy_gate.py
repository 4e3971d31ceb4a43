"""Nothing personal becomes public unseen: what the check finds is covered, or a second person lets it pass.

Cases that an import brings (the seed) are not stored yet when their story is told and are not read here: no person
typed them.
"""

import hmac
from collections.abc import Iterable
from datetime import date

from portal.accounts.models import User
from portal.core.personal_data import Allow, Finding, Sighting, look_at_text
from portal.feedback.models import Answer, Correction, ModerationRule, Petition
from portal.feedback.privacy import Moderation
from portal.feedback.workflow import PRIVATE_KINDS, TransitionNotAllowed

# An office's fixed line is no secret; a person's usually is a mobile number.
_OFFICE = Allow(landlines=True)


def sightings(text: str, *, petition: Petition, on: date, allow: Allow = _OFFICE) -> list[Sighting]:
    """What the check sees in a text of this case, with the values, for the eyes of those who handle it.

    Digests are salted with the case's own secret: equal values in two cases cannot be matched.
    """
    found = look_at_text(text, allow=allow, on=on, salt=str(petition.submission_key))
    return [one for one in found if one.finding.blocks]


def open_findings(text: str, *, petition: Petition, on: date, by: User | None = None) -> list[Finding]:
    """What still keeps a text of this case from being published.

    Left out is what a second person let pass: somebody other than `by`, who is about to publish.
    """
    found = [one.finding for one in sightings(text, petition=petition, on=on)]
    if not found or petition.pk is None:
        return found
    passed = petition.passed_findings.all()
    if by is not None:
        passed = passed.exclude(by=by)
    let_pass = set(passed.values_list("digest", flat=True))
    return [finding for finding in found if finding.digest not in let_pass]


def shown_text(petition: Petition) -> str:
    """Everything of a case that the public would read once it is published, answers aside."""
    return "\n".join([petition.open_title, petition.open_place, petition.open_text])


def check_publication(petition: Petition, *, by: User | None, on: date) -> None:
    """Raises TransitionNotAllowed while something in title, place or text is neither covered nor let pass."""
    if petition.pk is not None:
        _refuse(open_findings(shown_text(petition), petition=petition, on=on, by=by), "Nội dung")


def check_answer(petition: Petition, answer: Answer | Correction, *, by: User | None, on: date) -> None:
    """The same for an answer or its correction that is about to be approved. Who wrote it
    cannot be the one who lets it pass.

    An answer to a case that is not public goes to its sender only and is not held up.
    """
    if petition.pk is None or not may_be_published(petition):
        return
    found = open_findings(answer.text, petition=petition, on=on, by=answer.drafted_by)
    _refuse(found, "Dự thảo trả lời")


class NoteRefused(TransitionNotAllowed):
    """A reason that everybody would read holds personal data; `field` is where it was typed."""

    field = "explanation"


def check_note(petition: Petition, note: str, *, by: User | None, on: date) -> None:
    """The same for a reason that becomes public with its act. Raises NoteRefused; of a case that is not public never.

    Who writes it cannot be the one who lets it pass.
    """
    if petition.pk is None or not note or not may_be_published(petition):
        return
    if labels := _labels(open_findings(note, petition=petition, on=on, by=by)):
        raise NoteRefused(
            f"Lý do này công khai mà còn dữ liệu cá nhân: {labels}. Hãy viết lại không có chúng; nếu cần giữ, người "
            "thứ hai (người đứng đầu khác, thanh tra) cho qua ở trang “Công khai và riêng tư”, rồi gửi lại. Chữ của "
            "bạn được giữ làm bản nháp."
        )


def may_be_published(petition: Petition) -> bool:
    """Whether neither the kind nor the sender keeps text and answer from the public."""
    return petition.is_public and petition.kind not in PRIVATE_KINDS


def first_state(petition: Petition, *, on: date) -> str:
    """How a new case starts: by the rule of its category, and held where the check finds something in it."""
    if holds(petition.category, on=on) or open_findings(shown_text(petition), petition=petition, on=on):
        return Moderation.HELD
    return Moderation.AUTO


def holds(category: str, *, on: date) -> bool:
    """Whether letters of the category wait for a decision; without any rule they do."""
    rules = ModerationRule.objects.in_force(on).filter(category__in=[category, ""])
    found = {rule.category: rule.holds for rule in rules.order_by("effective_from")}
    return found.get(category, found.get("", True))


def fingerprint(petition: Petition, text: str) -> str:
    """A digest of what was covered that only this case's own secret lets anybody check."""
    return hmac.new(petition.submission_key.bytes, text.encode(), "sha256").hexdigest()


def _labels(found: Iterable[Finding]) -> str:
    return ", ".join(dict.fromkeys(f"{one.label_vi.lower()} ({one.excerpt})" for one in found))


def _refuse(found: Iterable[Finding], what: str) -> None:
    if labels := _labels(found):
        raise TransitionNotAllowed(
            f"{what} còn dữ liệu cá nhân: {labels}. Hãy che hoặc sửa, hoặc để người thứ hai cho qua kèm lý do, rồi "
            "làm lại bước này."
        )
