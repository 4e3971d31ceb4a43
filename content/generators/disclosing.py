"""When a commune makes something public, by its behaviour. Pure."""

from datetime import date, datetime

from content.generators.communes import profile_name
from content.generators.corpus import Place, profiles
from content.generators.moments import Year, office
from content.generators.streams import choose, stream


def disclosed_at(number: int, place: Place, what: str, due: date, year: Year) -> datetime | None:
    """Return when the item becomes public; None when it has not by the end of the demonstration."""
    rng = stream(number, "disclose", place.code, what)
    # The province and its departments lead by example; communes follow their profile.
    weights = {"on_time": 97, "late": 3, "missing": 0}
    if place.kind == "commune":
        weights = profiles()[profile_name(number, place)]["disclose"]
    outcome = choose(rng, weights)
    if outcome == "missing":
        return None
    days = -rng.randint(0, 6) if outcome == "on_time" else rng.randint(2, 40)
    day = max(
        year.calendar.add_working_days(due, days) if days > 0 else _before(due, -days, year), year.starts
    )
    moment = office(rng, day, datetime.combine(day, datetime.min.time(), year.ends.tzinfo), year)
    return moment if moment <= year.ends else None


def _before(due: date, days: int, year: Year) -> date:
    """The working day that lies so many working days before the date."""
    day = date.fromordinal(due.toordinal() - days - 2 * (days // 5))
    while not year.calendar.is_working_day(day):
        day = date.fromordinal(day.toordinal() - 1)
    return day
