"""When a notice counts as posted from its first to its last day."""

from dataclasses import replace
from datetime import date

import pytest

from cms.disclosures.posting_rules import (
    Grace,
    Hanging,
    Lack,
    ProofTerms,
    Sighting,
    end_window,
    is_kept,
    lacks,
    start_window,
)
from portal.statutes.calendar import build_calendar

# Monday 2 March 2026 to Tuesday 31 March; 8 March is a Sunday.
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)
SUNDAY = date(2026, 3, 8)


@pytest.fixture
def terms() -> ProofTerms:
    calendar = build_calendar({}, {}, (), first_year=2026, last_year=2026, announced_through=2026)
    return ProofTerms(calendar, (Grace(date(2020, 1, 1), None, 1),), (Grace(date(2020, 1, 1), None, 3),))


def hanging(
    *sightings: tuple[str, date], since: date | None = MONDAY, until: date | None = SUNDAY
) -> Hanging:
    return Hanging(since, until, None, [Sighting(*one) for one in sightings])


def test_the_start_is_proven_on_its_day_or_the_next_working_day(terms: ProofTerms) -> None:
    window = start_window(FRIDAY, terms)
    assert window.holds(FRIDAY)
    assert window.holds(date(2026, 3, 9))
    assert not window.holds(date(2026, 3, 10))
    assert not window.holds(date(2026, 3, 5))


def test_an_end_on_a_sunday_is_proven_from_friday_to_wednesday(terms: ProofTerms) -> None:
    window = end_window(SUNDAY, terms)
    assert (window.first, window.last) == (FRIDAY, date(2026, 3, 11))


def test_kept_needs_a_photograph_of_both_ends(terms: ProofTerms) -> None:
    assert lacks(hanging(), terms) == [Lack.START, Lack.END]
    assert lacks(hanging(("start", MONDAY)), terms) == [Lack.END]
    assert lacks(hanging(("end", SUNDAY)), terms) == [Lack.START]
    whole = hanging(("start", TUESDAY), ("end", SUNDAY))
    assert lacks(whole, terms) == []
    assert is_kept(whole, terms)


def test_a_photograph_of_the_wrong_moment_or_day_proves_nothing(terms: ProofTerms) -> None:
    assert Lack.START in lacks(hanging(("end", MONDAY), ("during", MONDAY)), terms)
    assert Lack.START in lacks(hanging(("start", date(2026, 3, 4))), terms)
    assert Lack.END in lacks(hanging(("end", date(2026, 3, 5))), terms)
    assert Lack.END in lacks(hanging(("end", date(2026, 3, 12))), terms)


def test_a_break_is_never_kept(terms: ProofTerms) -> None:
    broken = Hanging(MONDAY, SUNDAY, TUESDAY, [Sighting("start", MONDAY), Sighting("end", SUNDAY)])
    assert lacks(broken, terms) == [Lack.BROKEN]


def test_a_notice_without_an_end_is_not_kept_but_lacks_nothing(terms: ProofTerms) -> None:
    standing = hanging(("start", MONDAY), until=None)
    assert lacks(standing, terms) == []
    assert not is_kept(standing, terms)


def test_what_was_only_planned_was_not_posted(terms: ProofTerms) -> None:
    assert lacks(hanging(since=None), terms) == [Lack.NOT_POSTED]


def test_the_rule_of_the_day_that_is_proven_counts(terms: ProofTerms) -> None:
    changed = replace(
        terms, start=(Grace(date(2020, 1, 1), date(2026, 3, 5), 1), Grace(date(2026, 3, 6), None, 2))
    )
    assert start_window(MONDAY, changed).last == TUESDAY
    assert start_window(FRIDAY, changed).last == date(2026, 3, 10)


def test_without_a_rule_the_photograph_comes_on_the_day_or_the_first_day_at_work(terms: ProofTerms) -> None:
    bare = ProofTerms(terms.calendar)
    assert start_window(MONDAY, bare).last == MONDAY
    assert end_window(SUNDAY, bare).last == date(2026, 3, 9)
