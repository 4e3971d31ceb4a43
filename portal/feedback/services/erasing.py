"""Deleting parts of a case for good. Call inside the transaction that records it; files go when that commits."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from portal.feedback.models import (
    Answer,
    AnswerFile,
    AnswerRedaction,
    Attachment,
    Contact,
    Correction,
    CoveredArea,
    Dispute,
    Letter,
    LetterFile,
    Petition,
    Rating,
)
from portal.feedback.models.shown import REMOVED


@dataclass(slots=True)
class Erased:
    """How many of what, the digests of what it was, and the files that no row needs any more."""

    counts: dict[str, int] = field(default_factory=dict)
    digests: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def add(self, what: str, count: int) -> None:
        if count:
            self.counts[what] = self.counts.get(what, 0) + count

    def digest(self) -> str:
        """One digest for the ledger over the digests of everything that went."""
        return hashlib.sha256("\n".join(sorted(self.digests)).encode()).hexdigest()


def contact(petition: Petition, erased: Erased, at: datetime) -> None:
    """Name, telephone and mailbox. Who opened them stays on record."""
    for found in Contact.objects.filter(petition=petition):
        erased.digests.append(hashlib.sha256(bytes(found.sealed)).hexdigest())
        found.delete()
        erased.add("contact", 1)
    letters = Letter.objects.filter(petition=petition)
    for letter in letters.exclude(sealed=None):
        erased.digests.append(hashlib.sha256(bytes(letter.sealed or b"")).hexdigest())
        erased.add("contact", 1)
    letters.update(sealed=None, sender="")
    _letters(petition, erased)


def _letters(petition: Petition, erased: Erased) -> None:
    """What the sender wrote by other doors: the letter as it came, and those that came later."""
    for file in LetterFile.objects.filter(letter__petition=petition):
        erased.digests.append(file.sha256)
        erased.files.append(file.file.name or "")
        file.delete()
        erased.add("attachments", 1)
    kept = Letter.objects.filter(petition=petition).exclude(text="", subject="")
    for letter in kept:
        erased.digests.append(hashlib.sha256(f"{petition.submission_key}{letter.text}".encode()).hexdigest())
    erased.add("texts", kept.update(subject="", text="", refused=[]))


def attachments(petition: Petition, erased: Erased, at: datetime) -> None:
    """All files that came with the case, what the public saw of them included."""
    found = list(petition.attachments.all())
    for file in found:
        erased.digests.append(file.sha256)
        erased.files += [name for name in {file.file.name, file.covered.name} if name]
    Attachment.objects.filter(pk__in=[file.pk for file in found]).delete()
    erased.add("attachments", len(found))


def covered(petition: Petition, erased: Erased, at: datetime) -> None:
    """The originals behind marks: what the public reads and sees is from now on all there is."""
    hidden, _ = petition.question_answers.filter(is_public=False).delete()
    erased.add("answers", hidden)
    passages = petition.redactions.count()
    if passages:
        _keep_only_what_is_shown(petition)
    passages += _keep_only_shown_answers(petition)
    erased.add("passages", passages)
    for photo in petition.attachments.exclude(covered=""):
        if photo.file.name == photo.covered.name:
            continue
        erased.digests.append(photo.sha256)
        erased.files.append(photo.file.name or "")
        photo.file, photo.sha256 = photo.covered.name, photo.covered_sha256
        photo.size = photo.covered.size
        photo.save(update_fields=["file", "sha256", "size"])
        erased.add("photos", 1)
    CoveredArea.objects.filter(attachment__petition=petition, undone_at=None).update(original_removed=True)


def _keep_only_what_is_shown(petition: Petition) -> None:
    # A title with a mark can be longer than a title that somebody types.
    petition.title, petition.text, petition.place = (
        petition.open_title[:150],
        petition.open_text,
        petition.open_place[:200],
    )
    petition.shown_title = petition.shown_text = petition.shown_place = ""
    petition.save()
    petition.redactions.all().delete()
    # The letter that it came by holds the same words.
    Letter.objects.filter(petition=petition).update(subject="", text="")


def _keep_only_shown_answers(petition: Petition) -> int:
    passages = AnswerRedaction.objects.filter(answer__petition=petition)
    count = passages.count()
    if count:
        for answer in petition.answers.exclude(shown_text=""):
            answer.text, answer.shown_text = answer.shown_text, ""
            answer.save(update_fields=["text", "shown_text"])
        for former in Correction.objects.filter(answer__petition=petition).exclude(shown_former=""):
            former.former_text, former.shown_former = former.shown_former, ""
            former.save(update_fields=["former_text", "shown_former"])
        passages.delete()
    return count


def private_text(petition: Petition, erased: Erased, at: datetime) -> None:
    """Every word of a case that was never public: the letter, answers, notes of acts, what the sender said later."""
    erased.digests.append(hashlib.sha256(f"{petition.submission_key}{petition.text}".encode()).hexdigest())
    petition.title, petition.text, petition.place = REMOVED, REMOVED, ""
    petition.shown_title = petition.shown_text = petition.shown_place = ""
    petition.private_text_removed_at = at
    petition.save()
    petition.redactions.all().delete()
    petition.passed_findings.all().delete()
    _letters(petition, erased)
    petition.question_answers.all().delete()
    own = {"answer__petition": petition}
    erased.add("texts", 1 + petition.acts.exclude(note="").update(note=""))
    erased.add(
        "texts",
        Answer.objects.filter(petition=petition).update(text=REMOVED, shown_text="", returned_because=""),
    )
    Correction.objects.filter(**own).update(
        text=REMOVED, reason="", former_text="", shown_former="", returned_because=""
    )
    AnswerRedaction.objects.filter(**own).delete()
    Dispute.objects.filter(**own).update(reason=REMOVED, explanation="")
    Rating.objects.filter(**own).update(reason="")
    for file in AnswerFile.objects.filter(**own):
        erased.digests.append(file.sha256)
        erased.files.append(file.file.name or "")
        file.delete()
        erased.add("documents", 1)


def dropped_letter(found: Letter, erased: Erased) -> None:
    """Everything of a letter that became no case, but that it came and what was decided."""
    erased.digests.append(hashlib.sha256(f"{found.submission_key}{found.text}".encode()).hexdigest())
    for file in found.files.all():
        erased.digests.append(file.sha256)
        erased.files.append(file.file.name or "")
    found.files.all().delete()
    found.sealed, found.sender, found.subject, found.text, found.explanation = None, "", "", "", ""
    found.refused = []
    found.save()
    erased.add("letters", 1)
