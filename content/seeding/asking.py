"""Residents who ask for what a commune has not disclosed: the register shows how many did."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from cms.disclosures.models import Obligation
from content.generators.moments import Year, office
from content.generators.streams import stream, unit
from portal.feedback.services import CaseScript
from portal.feedback.workflow import Category
from portal.organisations.models import OrganisationKind
from portal.statutes.terms import ZONE

# How many of the communes' missing items somebody asks for, and by at most how many people.
_SHARE = 0.04
_MOST = 3
_TEXT = "Thư mẫu. Tôi đề nghị đơn vị công khai nội dung này theo quy định, để người dân trong thôn được biết."
_ANSWER = (
    "Trả lời mẫu. Đơn vị đã tiếp nhận yêu cầu và đang hoàn thiện hồ sơ để công khai nội dung này trên cổng."
)

Step = tuple[str, datetime, Mapping[str, object]]


def scripts(number: int, year: Year) -> Iterator[CaseScript]:
    """Yield the requests in a fixed order, with what the offices have done about them by now."""
    missing = Obligation.objects.filter(due_on__lt=year.today - timedelta(days=7)).open(on=year.today)
    owed = missing.filter(organisation__kind=OrganisationKind.COMMUNE).select_related("organisation", "duty")
    for obligation in owed.order_by("organisation__code", "due_on", "duty_key", "period", "occurrence"):
        if unit(number, "asked", obligation.subject) >= _SHARE:
            continue
        for turn in range(1 + int(unit(number, "asked by", obligation.subject) * _MOST)):
            yield _script(number, obligation, turn, year)


def _script(number: int, obligation: Obligation, turn: int, year: Year) -> CaseScript:
    rng = stream(number, "asking", obligation.subject, turn)
    last = max((year.today - obligation.due_on).days - 5, 1)
    day = obligation.due_on + timedelta(days=rng.randint(1, min(last, 40)))
    received = datetime.combine(day, time(rng.randint(8, 20), rng.randint(0, 59)), ZONE)
    asked = f"{obligation.duty.title}, {obligation.period_label.lower()}"
    return CaseScript(
        kind="information_request",
        organisation=obligation.organisation,
        title=f"Yêu cầu công khai: {asked}"[:150],
        text=_TEXT,
        category=Category.VIOLATION,
        received_at=received,
        steps=_steps(number, obligation, turn, received, year),
        about=obligation.subject,
    )


def _steps(number: int, obligation: Obligation, turn: int, received: datetime, year: Year) -> list[Step]:
    """The office takes the letter in and promises what it owes, all within the time it has."""
    rng = stream(number, "asked office", obligation.subject, turn)
    moment, steps = received, list[Step]()
    for name in ("acknowledge", "accept", "draft_answer", "approve_answer"):
        moment = office(rng, year.calendar.next_working_day(moment.date()), moment, year)
        if moment > year.ends:
            break
        steps.append((name, moment, {"text": _ANSWER} if name == "draft_answer" else {}))
    return steps
