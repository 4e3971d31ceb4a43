"""What a deadline is computed from, as plain values that can be stored and computed again. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OPENS = time(7, 30)
CLOSES = time(17, 0)


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


def local(at: datetime) -> datetime:
    """The moment in Vietnam. A naive datetime is refused: guessing its zone would move deadlines."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError(f"naive datetime: {at.isoformat()}; give it a time zone")
    return at.astimezone(ZONE)


def acting_day(at: datetime | date, closes: time = CLOSES) -> date:
    """The date on which an office's act takes effect: what is done after closing counts tomorrow."""
    if not isinstance(at, datetime):
        return at
    moment = local(at)
    return moment.date() + timedelta(days=moment.time() >= closes)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still in [start, until): it resumes by itself on `until`, which counts again."""

    start: date
    until: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.until < self.start:
            raise ValueError(f"a pause cannot end ({self.until}) before it starts ({self.start})")

    def as_dict(self) -> dict[str, str]:
        return {"start": self.start.isoformat(), "until": self.until.isoformat(), "reason": self.reason}

    @classmethod
    def from_dict(cls, data: Mapping[str, str]) -> "Pause":
        return cls(
            date.fromisoformat(data["start"]), date.fromisoformat(data["until"]), data.get("reason", "")
        )


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, granted once by a head with a reason."""

    amount: int
    unit: str
    reason: str = ""
    granted_on: date | None = None

    def __post_init__(self) -> None:
        check_amount(self.amount)
        Unit(self.unit)

    def as_dict(self) -> dict[str, Any]:
        granted = self.granted_on.isoformat() if self.granted_on else None
        return {"amount": self.amount, "unit": str(self.unit), "reason": self.reason, "granted_on": granted}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Extension":
        granted = date.fromisoformat(data["granted_on"]) if data.get("granted_on") else None
        return cls(data["amount"], data["unit"], data.get("reason", ""), granted)


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything but the calendar that decides a date. Stored beside an open deadline, it lets the
    deadline be computed again when the calendar changes."""

    start: datetime | date
    amount: int
    unit: str
    basis: str = ""
    opens: time = OPENS
    closes: time = CLOSES
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def __post_init__(self) -> None:
        check_amount(self.amount)
        Unit(self.unit)
        if isinstance(self.start, datetime):
            local(self.start)
        if any(extension.unit != self.unit for extension in self.extensions):
            # Adding calendar days to working days has no single meaning once a pause lies between them.
            raise ValueError(f"an extension must be in the term's own unit: {self.unit}")

    def as_dict(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat(),
            "amount": self.amount,
            "unit": str(self.unit),
            "basis": self.basis,
            "opens": self.opens.isoformat("minutes"),
            "closes": self.closes.isoformat("minutes"),
            "pauses": [pause.as_dict() for pause in self.pauses],
            "extensions": [extension.as_dict() for extension in self.extensions],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Terms":
        start = data["start"]
        return cls(
            start=datetime.fromisoformat(start) if "T" in start else date.fromisoformat(start),
            amount=data["amount"],
            unit=data["unit"],
            basis=data["basis"],
            opens=time.fromisoformat(data["opens"]),
            closes=time.fromisoformat(data["closes"]),
            pauses=tuple(Pause.from_dict(pause) for pause in data["pauses"]),
            extensions=tuple(Extension.from_dict(extension) for extension in data["extensions"]),
        )


def check_amount(amount: int) -> None:
    if amount < 0:
        raise ValueError(f"an amount of days cannot be negative: {amount}")
