"""How long published contacts count as confirmed. Pure: the number of days is a dated rule of the statutes."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices


class ContactState(TextChoices):
    CONFIRMED = "confirmed", "Đã xác nhận"
    STALE = "stale", "Chưa xác nhận lại"
    MISSING = "missing", "Chưa công khai"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Where contacts stand on a day: when they were last confirmed, and by when they must be again.

    `days` is None where no rule was in force: then nothing is ever stale.
    """

    last: date | None
    days: int | None
    on: date

    @property
    def due(self) -> date | None:
        """The last day on which they still count as confirmed."""
        return self.last + timedelta(days=self.days) if self.last and self.days else None

    @property
    def is_stale(self) -> bool:
        return self.last is None or (self.due is not None and self.on > self.due)

    @property
    def age(self) -> int | None:
        """The days since the last confirmation."""
        return (self.on - self.last).days if self.last else None

    def is_due_within(self, days: int) -> bool:
        """Whether they are stale or will be in so many days."""
        return self.is_stale or (self.due is not None and (self.due - self.on).days <= days)
