"""Public holidays from the `holidays` package, as plain mappings. Pure, and built once per process."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.statutes.wording import long_date

# From before the oldest rule to well beyond any deadline that can start now.
FIRST_YEAR, LAST_YEAR = 2005, 2050
_IN_EXCHANGE = re.compile(r"thay cho ngày (\d{2})/(\d{2})/(\d{4})")


@dataclass(frozen=True, slots=True)
class PublishedDays:
    """`announced_through`: the last year whose official exchange of days the package knows."""

    holidays: Mapping[date, str]
    worked: Mapping[date, str]
    announced_through: int


@cache
def published_days() -> PublishedDays:
    """Every known holiday and worked weekend. The first call costs about 0.3 s, so the import waits too."""
    import holidays

    source = holidays.country_holidays("VN", years=range(FIRST_YEAR, LAST_YEAR + 1), language="vi")
    off = {day: name for day, name in sorted(source.items()) if FIRST_YEAR <= day.year <= LAST_YEAR}
    exchanged = {}
    for day, name in off.items():
        if match := _IN_EXCHANGE.search(name):
            exchanged[date(int(match[3]), int(match[2]), int(match[1]))] = day
    worked = {day: _reason(exchanged.get(day)) for day in sorted(source.weekend_workdays)}
    return PublishedDays(off, worked, max(day.year for day in worked))


def _reason(day_off: date | None) -> str:
    return f"làm bù cho ngày nghỉ {long_date(day_off)}" if day_off else "làm bù"
