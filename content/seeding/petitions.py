"""Petitions and what happened to them, through the same workflow and ledger code as real ones."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from content.generators.communes import petition_count, profile_name
from content.generators.corpus import profiles, settings
from content.generators.moments import Year
from content.generators.stories import CLOSED_AFTER, Story, on_the_desk, tell
from content.seeding.organisations import Bodies
from content.seeding.questions import answer_some
from portal.accounts.models import Role, User
from portal.feedback.models import Contact, Petition
from portal.feedback.services import CaseScript, import_cases
from portal.ledger.services import EventDraft
from portal.statutes.models import ClockRule
from portal.statutes.services import clock_rules, working_calendar

KINDS = ("report", "recommendation", "complaint", "question", "information_request")
_HEAD_ACTS = {"approve_answer", "return_answer", "pause", "extend", "declare_complex"}
_STAFF_ACTS = {"acknowledge", "accept", "refuse", "forward", "ask", "draft_answer", "hide"}

ASKED_AFTER = timedelta(days=14, minutes=7)

Step = tuple[str, datetime, Mapping[str, Any]]
Staff = dict[tuple[str, str], User]


def demonstration_year(starts: date, today: date) -> Year:
    """Return the year with the calendar and the times to answer that the statutes give for it."""
    rules: dict[str, ClockRule] = {kind: clock_rules(kind, starts)["answer"] for kind in KINDS}
    allowances = {kind: (rule.amount, rule.unit) for kind, rule in rules.items()}
    return Year(starts, today, working_calendar(), allowances)


def stories(number: int, bodies: Bodies, year: Year) -> list[Story]:
    """Return every story, commune by commune; what was written on the last evening is left out."""
    told, departments = [], bodies.departments()
    for place in bodies.communes():
        profile = profiles()[profile_name(number, place)]
        villages = [village.name for village in bodies.villages[place.code]]
        for index in range(petition_count(number, place)):
            told.append(tell(number, place, index, profile, villages, departments, year))
        if place.code in settings()["demo_staff"]:
            told += [on_the_desk(number, place, name, profile, villages, year) for name in settings()["desk"]]
    return told


def create(
    told: Sequence[Story],
    bodies: Bodies,
    staff: Staff,
    year: Year,
    *,
    salt: Callable[[], str],
    alongside: Sequence[EventDraft],
    asking: Iterable[CaseScript] = (),
) -> list[Petition]:
    """Store the cases, those of the stories first, then those that ask for disclosures.

    `alongside` are the disclosures' events, which share the organisations' chains.
    """
    scripts = [
        *(_script(story, bodies, staff, year) for story in told),
        *(_in_order(script) for script in asking),
    ]
    petitions = import_cases(scripts, salt=salt, alongside=alongside)
    _contacts(told, petitions[: len(told)])
    answer_some(petitions[: len(told)])
    return petitions


def _in_order(script: CaseScript) -> CaseScript:
    """Told in days before today, a weekend can push two steps onto one morning: the later one then waits a while."""
    last, steps = script.received_at, []
    for name, at, args in script.steps:
        last = max(at, last + timedelta(minutes=20))
        steps.append((name, last, args))
    return replace(script, steps=steps)


def _script(story: Story, bodies: Bodies, staff: Staff, year: Year) -> CaseScript:
    return CaseScript(
        kind=story.kind,
        organisation=bodies.organisations[story.place.code],
        title=story.title,
        text=story.text,
        category=story.category,
        village=bodies.villages[story.place.code][story.village],
        place=story.where,
        received_at=story.received_at,
        effective_at=story.effective_at,
        channel=story.channel,
        is_public=story.is_public,
        key=story.key,
        steps=_closed(list(_steps(story, bodies, staff)), year),
    )


def _steps(story: Story, bodies: Bodies, staff: Staff) -> Iterable[Step]:
    """Put people and organisations in the place of codes."""
    code = story.place.code
    for name, at, values in story.steps:
        arguments = dict(values)
        role = Role.HEAD if name in _HEAD_ACTS else Role.HANDLER if name in _STAFF_ACTS else None
        if role and (user := staff.get((code, role))):
            arguments["by"] = user
        if name == "forward":
            code = arguments["to"]
            arguments["to"] = bodies.organisations[code]
        yield name, at, arguments
        if name == "dispute" and (story.place.code, Role.HEAD) in staff and ("HY", Role.HEAD) in staff:
            # The only head of a demo commune has approved the answer: the province reviews it.
            yield "assign_review", at, {"reviewer": staff["HY", Role.HEAD], "role": "system"}


def _closed(steps: list[Step], year: Year) -> list[Step]:
    """Add the close that the worker would have done by now, where nothing is in dispute."""
    settled = [at for name, at, _ in steps if name in ("approve_answer", "refuse")]
    if not settled or any(name in ("dispute", "close") for name, _, _ in steps):
        return steps
    asked = _asked_again(steps, year)
    steps = sorted([*steps, *asked], key=lambda step: step[1])
    at = max(settled) + CLOSED_AFTER + timedelta(minutes=5)
    if at > year.ends:
        return steps
    return sorted([*steps, ("close", at, {})], key=lambda step: step[1])


def _asked_again(steps: list[Step], year: Year) -> list[Step]:
    """Ask again where the worker would have by now, of the answers that are young enough for it to look at."""
    answered = [at for name, at, _ in steps if name == "approve_answer"]
    at = max(answered) + ASKED_AFTER if answered else year.ends + ASKED_AFTER
    rated_later = any(name == "rate" and moment >= at for name, moment, _ in steps)
    return [] if rated_later or not year.ends - CLOSED_AFTER < at <= year.ends else [("ask_again", at, {})]


def _contacts(told: Sequence[Story], petitions: Sequence[Petition]) -> None:
    """Give most senders contact details that belong to nobody."""
    rows = []
    for index, (story, petition) in enumerate(zip(told, petitions, strict=True), start=1):
        if story.has_contact:
            contact = Contact.sealing(
                name=f"Người gửi mẫu số {index}",
                phone=f"0221 000 {index % 10_000:04d}",
                email=f"nguoi-gui-{index}@hungyen.example",
            )
            contact.petition = petition
            rows.append(contact)
    Contact.objects.bulk_create(rows, batch_size=500)
