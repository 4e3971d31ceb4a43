"""All stages of the seed, in one transaction: a failure leaves the database as it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.db import transaction

from content.generators.corpus import settings
from content.generators.streams import digest
from content.seeding import (
    answer_cases,
    asking,
    audits,
    clock_cases,
    disclosures,
    drafts,
    files,
    flags,
    guard,
    organisations,
    other_doors,
    outbox,
    pages,
    petitions,
    plans,
    privacy_cases,
    related_cases,
    reminders,
    scores,
    special_cases,
    staff,
    tips,
)
from content.seeding.progress import Say, stage
from portal.core import page_cache
from portal.core.models import SiteState
from portal.ledger.services import sample_salts


@dataclass(frozen=True)
class Result:
    organisations: int
    petitions: int
    disclosures: int

    @property
    def text(self) -> str:
        return (
            f"{self.organisations} organisations, {self.petitions} petitions, {self.disclosures} disclosures"
        )


def salts(number: int) -> Callable[[], str]:
    """Return a source of salts that the seed number decides: sample events hide nothing worth guessing."""
    counter = count()
    return lambda: digest(number, "salt", next(counter))[:16].hex()


def seed(*, size: str, today: date, say: Say) -> Result:
    """Write the sample content; size is small (twelve communes) or province (all).

    Raises guard.AlreadySeeded or guard.RealContent, and then nothing has changed.
    """
    guard.check()
    with files.removed_on_failure() as shelf, transaction.atomic():
        return _stages(size, today, say, shelf)


def _stages(size: str, today: date, say: Say, shelf: files.Shelf) -> Result:
    number = int(settings()["number"])
    starts = date.fromisoformat(settings()["starts"])
    with stage(say, "Organisations and villages"):
        bodies = organisations.create(number=number, in_depth_only=size == "small")
        SiteState.mark_sample_data()
    with stage(say, "Pages"):
        pages.create()
    with stage(say, "Demo staff"):
        people = staff.create(bodies)
    year = petitions.demonstration_year(starts, today)
    with stage(say, "Disclosures with their documents"):
        batch = disclosures.create(number, bodies, year, shelf)
        disclosures.draft_for_the_head(number, bodies, people, shelf)
        drafts.draft_with_findings(bodies, people, shelf)
    with stage(say, "Plans and periodic reports"):
        planned = plans.create(number, bodies, year, shelf)
    with stage(say, "Writing petitions"):
        told = petitions.stories(number, bodies, year)
    with stage(say, "Petitions, acts and the ledger"):
        stored = petitions.create(
            told,
            bodies,
            people,
            year,
            salt=salts(number),
            alongside=sorted([*batch.events, *planned], key=lambda event: event.at),
            asking=[
                *asking.scripts(number, year),
                *related_cases.scripts(number, bodies, people, year),
                *privacy_cases.scripts(number, bodies, people, year),
                *special_cases.scripts(number, bodies, people, year),
                *other_doors.scripts(number, bodies, people, year),
                *answer_cases.scripts(number, bodies, people, year),
                *clock_cases.scripts(number, bodies, people, year),
            ],
        )
        answer_cases.templates()
        related_cases.tap(number, stored, year)
        other_doors.waiting(number, bodies, year)
        privacy_cases.photographs(number, stored, people, shelf)
    with stage(say, "Frozen scores of the half-year"), sample_salts(salts(number + 3)):
        scores.freeze_half_year(bodies, people, starts, today)
    with stage(say, "Anomaly flags"):
        flags.find_flags(people, starts, today)
    with stage(say, "Audits and reminders"), sample_salts(salts(number + 2)):
        audits.create(people, starts, today)
        reminders.create(people, today)
    with stage(say, "A sample key and sample tips"):
        tips.create(bodies, people, today, salts(number + 1))
        outbox.create(bodies, people, today)
    with stage(say, "Photographs"):
        files.photographs(told, stored[: len(told)], shelf)
    page_cache.bump()
    return Result(len(bodies.organisations), len(stored), len(batch.pages))
