"""The day that the register is seen on."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from cms.disclosures.models.obligations import ObligationQuerySet, soon_until


@dataclass(frozen=True, slots=True)
class AsOf:
    """A day, and until when what falls due counts as soon; found once for all that a page shows."""

    day: date
    soon: date

    @classmethod
    def on(cls, day: date) -> Self:
        """Return the day with its horizon. One query."""
        return cls(day, soon_until(day))

    def statuses(self, obligations: ObligationQuerySet) -> ObligationQuerySet:
        """Return the obligations with their statuses on the day."""
        return obligations.with_status(on=self.day, soon=self.soon)
