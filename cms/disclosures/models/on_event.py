"""Disclosures that a decision brings about: any number in a year, each with a due date of its own."""

from typing import TYPE_CHECKING

from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.occurrences import free_occurrence, occurrence_of

if TYPE_CHECKING:
    _Base = DisclosurePage
else:
    _Base = object


class OnEvent(_Base):
    """Mix in before DisclosurePage: the period is the decision's year, the occurrence its number.

    Both are fixed by the first publication: the ledger and everybody's links know the obligation by them, so
    a number that is corrected later does not make another obligation of it.
    """

    def derive(self) -> None:
        if not self.first_disclosed_at and self.decision_date:
            self.year = self.decision_date.year
        super().derive()

    def period_code(self) -> str:
        return self.period if self.first_disclosed_at and self.period else str(self.year)

    def occurrence_key(self) -> str:
        key = occurrence_of(self.decision_number)
        placed = bool(self.path or getattr(self, "_cached_parent_obj", None))
        # A bulk import brings pages without a place; it keeps the numbers apart itself.
        return free_occurrence(key, self._taken(key)) if placed and key else key

    def _taken(self, key: str) -> set[str]:
        """Return the keys that other public pages of the same duty and period hold."""
        others = DisclosurePage.objects.live().filter(
            organisation=self.organisation_id,
            duty__key=self.duty_key(),
            period=self.period,
            occurrence__startswith=key[:50],
        )
        return set(others.exclude(pk=self.pk).values_list("occurrence", flat=True))
