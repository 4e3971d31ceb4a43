"""Petitions as sentences."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Prefetch, Q

from portal.core.text import fold, plain_text
from portal.feedback.models.history import BINDING, Act, Deadline
from portal.feedback.privacy import SHOWN
from portal.feedback.workflow import OPEN, PRIVATE_KINDS, UNSEEN, Exclusion, Status
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.feedback.models.petition import Petition  # noqa: F401

# A clock does not run while a case is suspended.
_RUNNING = OPEN - {Status.PAUSED}


# Answered, and the sender has not said whether the matter is settled.
UNSAID = "unsaid"


class PetitionQuerySet(models.QuerySet["Petition"]):
    def listed(self) -> "PetitionQuerySet":
        """Cases whose existence and status the public may see: all that are not excluded."""
        return self.filter(excluded="")

    def followable(self) -> "PetitionQuerySet":
        """Cases that have a public page: those listed, merged into another one, or withdrawn."""
        return self.filter(excluded__in=["", Exclusion.MERGED, Exclusion.WITHDRAWN])

    def public(self) -> "PetitionQuerySet":
        """Cases whose title and text the public may read."""
        return self._agreed().exclude(status__in=UNSEEN)

    def _agreed(self) -> "PetitionQuerySet":
        """Cases that neither their sender, nor their kind, nor a decision keeps from the public."""
        agreed = self.listed().filter(is_public=True, moderation__in=SHOWN)
        return agreed.exclude(kind__in=PRIVATE_KINDS)

    def asking(self) -> "PetitionQuerySet":
        """Cases whose sender agreed that everybody sees which disclosure they ask for, from the first day on."""
        return self._agreed().exclude(about="")

    def about_page(self, page_id: str) -> "PetitionQuerySet":
        """Cases about a published page whose sender agreed that everybody sees that."""
        if not (page_id.isascii() and page_id.isdecimal()):
            return self.none()
        return self._agreed().filter(about_page=int(page_id))

    def asking_for(
        self, duty: str, organisation: str = "", period: str = "", occurrence: str = ""
    ) -> "PetitionQuerySet":
        """Requests about the duty with this key; narrowed by the code of who owes it, period and occurrence."""
        found = self.asking().filter(about__startswith=f"duty:{duty}:")
        if organisation:
            found = found.filter(about__startswith=f"duty:{duty}:{organisation}:")
        if occurrence:
            return found.filter(about__endswith=f":{period}:{occurrence}")
        if period:
            found = found.filter(Q(about__endswith=f":{period}") | Q(about__contains=f":{period}:"))
        return found

    def open(self) -> "PetitionQuerySet":
        return self.filter(status__in=OPEN, excluded="")

    def answered(self) -> "PetitionQuerySet":
        return self.listed().filter(answered_at__isnull=False)

    def confirmed(self, word: str) -> "PetitionQuerySet":
        """Answered cases of which the sender says this (Solved), or has said nothing (UNSAID)."""
        return self.filter(answered_at__isnull=False, solved="" if word == UNSAID else word)

    def for_organisation(self, organisation: Organisation) -> "PetitionQuerySet":
        return self.filter(organisation=organisation)

    def for_organisations(self, organisations: models.QuerySet[Organisation]) -> "PetitionQuerySet":
        return self.filter(organisation__in=organisations)

    def overdue(self, *, on: date) -> "PetitionQuerySet":
        """Open cases with a running clock whose due date is before `on`."""
        return self.filter(next_due_on__lt=on, excluded="", status__in=_RUNNING)

    def due(self, *, on: date) -> "PetitionQuerySet":
        """Open cases with a running clock that ends on this very day, whatever else is late."""
        ending = Deadline.objects.filter(due_on=on, stage__in=BINDING, met_on=None, cancelled_on=None)
        return self.filter(pk__in=ending.values("petition"), excluded="", status__in=_RUNNING)

    def waiting_for_acknowledgement(self) -> "PetitionQuerySet":
        return self.filter(status=Status.RECEIVED, excluded="")

    def waiting_for_approval(self) -> "PetitionQuerySet":
        return self.filter(status=Status.AWAITING_APPROVAL, excluded="")

    def undecided(self) -> "PetitionQuerySet":
        """Cases for which somebody asked who is competent, or whose sender objects to a merge."""
        asked = Q(assignment_asked_at__isnull=False, excluded="")
        return self.filter(asked | Q(merge_objected_at__isnull=False, excluded=Exclusion.MERGED))

    def matching(self, text: str) -> "PetitionQuerySet":
        """Cases in which every word occurs, with or without marks. Searches text that may not be public."""
        found = self
        # PostgreSQL refuses to look for a NUL; no stored text holds one.
        for word in fold(plain_text(text)).split()[:8]:
            found = found.filter(Q(folded__contains=word) | Q(code__icontains=word))
        return found

    def most_voices_first(self) -> "PetitionQuerySet":
        return self.order_by("-voices", "-received_at", "-pk")

    def newest_first(self) -> "PetitionQuerySet":
        return self.order_by("-received_at", "-pk")

    def with_list_data(self) -> "PetitionQuerySet":
        """What a list of cases shows, in a fixed number of queries."""
        return self.select_related("organisation", "village").prefetch_related(
            Prefetch("deadlines", Deadline.objects.order_by("pk"))
        )

    def with_history(self) -> "PetitionQuerySet":
        return (
            self.with_list_data()
            .select_related("split_from")
            .prefetch_related(
                Prefetch(
                    "acts", Act.objects.select_related("organisation", "to_organisation").order_by("at", "pk")
                ),
                "answers",
                "answers__ratings",
                "answers__corrections",
                "answers__files",
                "attachments",
            )
        )
