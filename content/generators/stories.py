"""The whole story of one petition: what was written, and what the office did with it, when. Pure."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from content.generators import wording
from content.generators.corpus import Place, Template, phrases, settings, templates
from content.generators.moments import Year, advance, evening, letter, office, received_on
from content.generators.streams import choose, digest, pick, stream

Step = tuple[str, datetime, dict[str, Any]]

# Which department is competent when a commune is not.
COMPETENT = {
    "roads": "HY-SXD", "land": "HY-SNNMT", "environment": "HY-SNNMT", "health": "HY-SYT", "education": "HY-SGDDT",
    "security": "HY-CA", "social": "HY-SNV", "water_power": "HY-SXD",
}  # fmt: skip
ACCEPTED_KINDS = {"report", "recommendation", "complaint"}
CLOSED_AFTER = timedelta(days=30)
# What a sender who gives so many stars says of the matter itself.
_SOLVED = {5: "yes", 4: "yes", 3: "partly", 2: "no", 1: "no"}


@dataclass(slots=True)
class Story:
    """A case in plain values; organisations by code, the village by its number in the commune's list."""

    key: UUID
    place: Place
    village: int
    kind: str
    category: str
    title: str
    text: str
    where: str
    channel: str
    is_public: bool
    has_contact: bool
    has_photo: bool
    received_at: datetime
    effective_at: datetime
    forwarded_to: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def last(self) -> datetime:
        return self.steps[-1][1] if self.steps else self.received_at

    def add(self, name: str, at: datetime, **arguments: Any) -> None:
        self.steps.append((name, at, arguments))


@dataclass(frozen=True)
class Scene:
    """What one story is told with."""

    rng: random.Random
    place: Place
    profile: dict[str, Any]
    year: Year
    template: Template
    slots: dict[str, str]
    department: Place | None

    def words(self, name: str, **more: str) -> str:
        """One phrase of a list, filled and put in the words of the place."""
        return wording.fill(self.rng.choice(phrases()[name]), {**self.slots, **more}, self.place)


def tell(
    number: int,
    place: Place,
    index: int,
    profile: dict[str, Any],
    villages: list[str],
    departments: dict[str, Place],
    year: Year,
) -> Story:
    """Return the story of the index-th petition of a commune; the same for the same seed number, always."""
    rng = stream(number, "petition", place.code, index)
    received = letter(rng, year)
    template = _template(number, place, index, received.date())
    village = rng.randrange(len(villages))
    department = departments.get(COMPETENT.get(template.category, "")) if rng.random() < 0.05 else None
    scene = Scene(
        rng, place, profile, year, template, wording.slots(rng, place, villages[village]), department
    )
    story = _written(scene, number, index, village, received)
    _handled(story, scene)
    story.steps = [step for step in story.steps if step[1] <= year.ends]
    return story


def on_the_desk(
    number: int, place: Place, name: str, profile: dict[str, Any], villages: list[str], year: Year
) -> Story:
    """Return one report of the last weeks that stands where seed.json says: something to try the desk with."""
    rng = stream(number, "desk", place.code, name)
    days, steps = settings()["desk"][name]
    day = year.calendar.on_or_after(year.today - timedelta(days=days))
    received = office(rng, day, datetime.combine(day, time(8, 0), year.ends.tzinfo), year)
    template = _template(number, place, name, day, kind="report")
    village = rng.randrange(len(villages))
    scene = Scene(rng, place, profile, year, template, wording.slots(rng, place, villages[village]), None)
    story = _written(scene, number, name, village, received)
    for act, after in steps:
        at = office(rng, day + timedelta(days=after), story.last, year)
        words = {
            "draft_answer": {"text": _answer_text(scene, at.date())},
            "dispute": {"text": scene.words("disputes"), "point": "facts"},
        }
        story.add(act, at, **words.get(act, {}))
    story.steps = [step for step in story.steps if step[1] <= year.ends]
    return story


def _template(number: int, place: Place, index: int | str, day: date, kind: str = "") -> Template:
    fitting = {
        template.id: template
        for template in templates()
        if template.fits(place, day) and kind in {"", template.kind}
    }
    return fitting[pick(number, list(fitting), "template", place.code, index)]


def _written(scene: Scene, number: int, index: int | str, village: int, received: datetime) -> Story:
    rng, template, place = scene.rng, scene.template, scene.place
    title = wording.fill(rng.choice(template.titles), scene.slots, place)
    body = wording.fill(template.text, scene.slots, place)
    # Who speaks for others does not go on about a house of their own.
    openings = "openings_report" if template.kind == "report" and "tôi" not in body.lower() else "openings"
    text = scene.words(openings) + body + scene.words("closings") if rng.random() < 0.7 else body
    channel = choose(rng, {"web": 78, "phone": 9, "paper": 5, "reception": 8})
    # What comes on paper reaches the portal a few days after it reached the office.
    days = rng.randint(1, 3) if channel == "paper" else 0
    return Story(
        key=UUID(bytes=digest(number, "key", place.code, index)[:16]),
        place=place,
        village=village,
        kind=template.kind,
        category=template.category,
        title=_title(rng, title),
        text=wording.as_typed(rng, text) if channel == "web" else text,
        where=f"{scene.slots['thon_hoa']}, {scene.slots['cho']}",
        channel=channel,
        is_public=rng.random() < 0.93,
        has_contact=rng.random() < 0.6,
        # The drawn picture shows a road with holes.
        has_photo=template.category == "roads" and template.kind == "report" and rng.random() < 0.3,
        received_at=received,
        effective_at=received - timedelta(days=days),
    )


def _title(rng: random.Random, title: str) -> str:
    return wording.lower_first(title) if rng.random() < 0.06 else title


def _handled(story: Story, scene: Scene) -> None:
    rng, year = scene.rng, scene.year
    start = received_on(story.effective_at, year)
    offset = int(choose(rng, scene.profile["acknowledge"]))
    story.add(
        "acknowledge", office(rng, advance(start, offset, "working_day", year), story.received_at, year)
    )
    fate = rng.random()
    if fate < 0.012:
        _hidden(story, scene)
    elif fate < 0.027 and story.kind in {"report", "recommendation"}:
        _refused(story, scene)
    else:
        if scene.department:
            _forwarded(story, scene)
        _worked_on(story, scene, start)


def _hidden(story: Story, scene: Scene) -> None:
    reason = choose(scene.rng, {"withdrawn": 50, "spam": 30, "hidden": 20})
    at = office(scene.rng, story.last.date(), story.last, scene.year)
    story.add("hide", at, reason=reason, explanation=phrases()["hides"][reason])


def _refused(story: Story, scene: Scene) -> None:
    reason = choose(scene.rng, {"settled": 50, "unclear": 25, "not_competent": 25})
    text = wording.fill(phrases()["refusals"][reason], scene.slots, scene.place)
    day = advance(story.last.date(), scene.rng.randint(1, 5), "working_day", scene.year)
    story.add("refuse", office(scene.rng, day, story.last, scene.year), reason=reason, explanation=text)
    _closed(story)


def _forwarded(story: Story, scene: Scene) -> None:
    assert scene.department is not None
    rng, year = scene.rng, scene.year
    day = advance(story.last.date(), rng.randint(0, 4), "working_day", year)
    text = scene.words("forwards", co_quan=scene.department.name)
    story.forwarded_to = scene.department.code
    story.add("forward", office(rng, day, story.last, year), to=scene.department.code, explanation=text)
    day = advance(story.last.date(), rng.randint(0, 2), "working_day", year)
    story.add("acknowledge", office(rng, day, story.last, year))


def _worked_on(story: Story, scene: Scene, start: date) -> None:
    rng, year, profile = scene.rng, scene.year, scene.profile
    if story.kind in ACCEPTED_KINDS:
        day = advance(story.last.date(), rng.choice((0, 1, 1, 2, 3, 4)), "working_day", year)
        story.add("accept", office(rng, day, story.last, year))
    amount, unit = year.allowances[story.kind]
    if story.kind == "complaint":
        start = received_on(story.last, year)
    low, high = (0.4, 1.0) if scene.department else profile["answer"]
    ratio = rng.triangular(low, high, (low + high) / 2)
    _detours(story, scene, start, round(amount * 0.7), unit, ratio)
    if rng.random() < profile["never"]:
        return
    _answered(story, scene, advance(start, max(1, round(amount * ratio)), unit, year))
    _received_back(story, scene)


def _detours(story: Story, scene: Scene, start: date, late: int, unit: str, ratio: float) -> None:
    """What some cases go through on the way: a question back, a pause, an extension."""
    rng, year = scene.rng, scene.year
    dice = rng.random()
    if dice < 0.05:
        asked = office(rng, story.last.date() + timedelta(days=1), story.last, year)
        story.add("ask", asked, text=scene.words("asks"), until=asked.date() + timedelta(days=7))
        if rng.random() < 0.8:
            story.add("give_information", evening(rng, asked, rng.randint(0, 4)), text=scene.words("gives"))
    elif dice < 0.065:
        paused = office(rng, story.last.date() + timedelta(days=1), story.last, year)
        until = year.calendar.on_or_after(paused.date() + timedelta(days=rng.randint(5, 12)))
        story.add("pause", paused, until=until, explanation=scene.words("pauses"))
        resumed = datetime.combine(until, datetime.min.time(), paused.tzinfo) + timedelta(hours=6, minutes=5)
        story.add("resume", resumed, role="system")
    elif ratio > 0.85 and rng.random() < scene.profile["extend"] * 3:
        at = office(rng, advance(start, late, unit, year), story.last, year)
        if at.date() <= advance(start, late + 1, unit, year):
            longer = "declare_complex" if story.kind == "complaint" else "extend"
            story.add(longer, at, explanation=scene.words("extensions"))


def _answered(story: Story, scene: Scene, day: date, text: str = "") -> None:
    rng, year = scene.rng, scene.year
    text = text or _answer_text(scene, max(day, story.last.date()))
    before = year.calendar.on_or_after(day - timedelta(days=rng.choice((0, 1, 1, 2))))
    story.add("draft_answer", office(rng, before, story.last, year), text=text)
    if rng.random() < 0.04:
        back = office(rng, story.last.date(), story.last, year)
        story.add("return_answer", back, explanation="Nêu rõ ngày hoàn thành và đơn vị thực hiện.")
        story.add("draft_answer", office(rng, back.date(), back, year), text=text)
    story.add("approve_answer", office(rng, day, story.last, year))


def _answer_text(scene: Scene, day: date) -> str:
    rng, calendar = scene.rng, scene.year.calendar
    checked = calendar.on_or_after(day - timedelta(days=rng.randint(2, 6)))
    done = calendar.on_or_after(day + timedelta(days=rng.randint(6, 24)))
    dates = {"ngay_kt": wording.short_date(min(checked, day)), "ngay_xong": wording.short_date(done)}
    if scene.department:
        return scene.words("department_answers", co_quan=scene.department.name, **dates)
    careless = scene.profile["dispute"] > 0.2 and rng.random() < 0.6
    if careless:
        return scene.words("short_answers")
    text = wording.fill(rng.choice(scene.template.answers), {**scene.slots, **dates}, scene.place)
    opening = scene.words("answer_openings")
    return f"{opening}{text}{scene.words('answer_closings')}"


def _received_back(story: Story, scene: Scene) -> None:
    """How the sender takes the answer."""
    rng, profile = scene.rng, scene.profile
    answered, dice = story.last, rng.random()
    if dice < profile["dispute"]:
        _disputed(story, scene)
    elif dice < profile["dispute"] + profile["rate"]:
        _rated(story, scene, profile["stars"], answered)
    if story.steps[-1][0] in {"approve_answer", "rate"}:
        _closed(story)


def _rated(story: Story, scene: Scene, weights: list[int], answered: datetime) -> None:
    rng = scene.rng
    stars = rng.choices((1, 2, 3, 4, 5), weights)[0]
    mood = "ratings_low" if stars < 3 else "ratings_middle" if stars == 3 else "ratings_high"
    story.add(
        "rate",
        evening(rng, answered, rng.randint(0, 12)),
        stars=stars,
        solved=_SOLVED[stars],
        text=rng.choice(phrases()[mood]),
    )


def _disputed(story: Story, scene: Scene) -> None:
    rng, year, profile = scene.rng, scene.year, scene.profile
    story.add(
        "dispute", evening(rng, story.last, rng.randint(0, 8)), text=scene.words("disputes"), point="not_done"
    )
    day = advance(story.last.date(), rng.randint(3, 9), "working_day", year)
    upheld = rng.random() < profile["upheld"]
    text = scene.words("upheld" if upheld else "not_upheld")
    story.add("decide_dispute", office(rng, day, story.last, year), upheld=upheld, explanation=text)
    if upheld:
        day = advance(story.last.date(), rng.randint(3, 7), "working_day", year)
        dates = {
            "ngay_kt": wording.short_date(day),
            "ngay_xong": wording.short_date(day + timedelta(days=14)),
        }
        full = wording.fill(rng.choice(scene.template.answers), {**scene.slots, **dates}, scene.place)
        _answered(story, scene, day, scene.words("second_answers", answer=full))
        if rng.random() < 0.5:
            _rated(story, scene, [6, 12, 30, 36, 16], story.last)


def _closed(story: Story) -> None:
    """The portal itself closes a case a month after its answer or refusal."""
    ended = next(at for name, at, _ in reversed(story.steps) if name in {"approve_answer", "refuse"})
    night = (ended + CLOSED_AFTER).replace(hour=1, minute=30, second=0) + timedelta(days=1)
    story.add("close", max(night, story.last + timedelta(minutes=5)))
