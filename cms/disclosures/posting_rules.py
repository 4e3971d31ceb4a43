"""When a notice on paper counts as posted from its first to its last day. Pure.

Proof is a photograph that the server dated when it arrived: one as the notice went up, one as it still hung at
the end. How many working days a photograph may come late is a dated threshold that administrators edit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import TextChoices

from portal.statutes.calendar import WorkingCalendar


class Moment(TextChoices):
    """What a photograph shows."""

    START = "start", "Khi bắt đầu niêm yết"
    DURING = "during", "Trong thời gian niêm yết"
    END = "end", "Khi kết thúc niêm yết"


class BreakReason(TextChoices):
    """Why a notice no longer hangs. A closed list: the reason stands in the ledger for ever."""

    TORN = "torn", "Bị rách, hỏng"
    REMOVED = "removed", "Bị gỡ, bị mất"
    COVERED = "covered", "Bị dán đè, che khuất"
    WEATHER = "weather", "Do mưa bão, thiên tai"
    EARLY = "early", "Gỡ xuống trước thời hạn"
    OTHER = "other", "Lý do khác"


class Lack(TextChoices):
    """What a posting wants to have been kept in full."""

    NOT_POSTED = "not_posted", "Chưa niêm yết"
    BROKEN = "broken", "Bị gián đoạn"
    START = "start", "Thiếu ảnh khi bắt đầu"
    END = "end", "Thiếu ảnh khi kết thúc"


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `first` to `last`, both inclusive."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Sighting:
    """A photograph: what it shows and on which day the server received it."""

    moment: str
    on: date


@dataclass(frozen=True, slots=True)
class Hanging:
    """One notice on one board; `until` is None where the duty sets no end."""

    since: date | None
    until: date | None
    broken_on: date | None = None
    sightings: Iterable[Sighting] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Grace:
    """From `first` to `last` a photograph may come `days` working days late."""

    first: date
    last: date | None
    days: int


@dataclass(frozen=True, slots=True)
class ProofTerms:
    """What proves a posting: the calendar, and what is allowed for the photographs of its two ends.

    The rule of the day that is to be proven counts; where nobody entered one, the photograph comes on that day.
    """

    calendar: WorkingCalendar
    start: tuple[Grace, ...] = ()
    end: tuple[Grace, ...] = ()

    def late_by(self, day: date, rules: tuple[Grace, ...]) -> date:
        """Return the last day on which a photograph of `day` is still taken."""
        known = [rule for rule in rules if rule.first <= day and (rule.last is None or day <= rule.last)]
        days = max(known, key=lambda rule: rule.first).days if known else 0
        return self.calendar.add_working_days(day, days) if days else self.calendar.on_or_after(day)


def start_window(since: date, terms: ProofTerms) -> Window:
    """The days on which a photograph proves the first day."""
    return Window(since, terms.late_by(since, terms.start))


def end_window(until: date, terms: ProofTerms) -> Window:
    """The days on which a photograph proves the last day: the last day at work up to it, and some days more."""
    before = until
    while not terms.calendar.is_working_day(before):
        before -= timedelta(days=1)
    return Window(before, terms.late_by(until, terms.end))


def lacks(hanging: Hanging, terms: ProofTerms) -> list[Lack]:
    """Return what is missing for "kept"; nothing when the notice hung in full and both ends are proven."""
    if hanging.since is None:
        return [Lack.NOT_POSTED]
    found = [Lack.BROKEN] if hanging.broken_on else []
    if not _seen(hanging, Moment.START, start_window(hanging.since, terms)):
        found.append(Lack.START)
    if hanging.until and not _seen(hanging, Moment.END, end_window(hanging.until, terms)):
        found.append(Lack.END)
    return found


def is_kept(hanging: Hanging, terms: ProofTerms) -> bool:
    """Return whether a notice that had an end hung in full, with both ends proven."""
    return hanging.until is not None and not lacks(hanging, terms)


def _seen(hanging: Hanging, moment: str, window: Window) -> bool:
    return any(seen.moment == moment and window.holds(seen.on) for seen in hanging.sightings)
