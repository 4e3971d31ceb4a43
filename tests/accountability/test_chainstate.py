"""Read day by day or all at once: the same; and when a chain must be read from its beginning."""

import zlib
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accountability import chainstate
from portal.accountability.chainstate import Reread, advance, begin, dump, merged, restore, summary
from portal.accountability.counting import FIRST as FIRST_RULES
from portal.accountability.counting import Counting
from portal.accountability.docket import read
from portal.accountability.formula import load
from portal.accountability.putaway import Away
from portal.accountability.streaming import Summary, Wish, summarise
from tests.accountability.stories import START, Step, events, received, step
from tests.accountability.test_naive import FIRST, ledgers

WISH = Wish(date.fromisoformat(START), date(2026, 12, 31))


def whole(steps: list[Step], end: str, counting: Counting = FIRST_RULES) -> dict[str, Summary]:
    mine = [event for event in events(steps) if event[4][:10] <= end]
    marks = read(mine, START, end).exclusions
    found = {}
    for code, chain in groupby(mine, key=itemgetter(0)):
        book = read(chain, START, end, counting)
        book.exclusions = marks
        found[code] = summarise(book, code, WISH)
    return found


class Kept:
    """What the portal does every day, without a database."""

    def __init__(self, steps: list[Step], counting: Counting = FIRST_RULES) -> None:
        self.counting = counting
        self.chains = {code: list(chain) for code, chain in groupby(events(steps), key=itemgetter(0))}
        self.stored: dict[str, bytes] = {}
        self.again = 0

    def day(self, end: str) -> dict[str, Summary]:
        states = {code: self._read(code, end) for code in self.chains}
        marks = merged(state.marks for state in states.values())
        found = {}
        for code, state in states.items():
            try:
                found[code] = summary(state, marks, WISH)
            except Reread:
                self.again += 1
                state = self._from_the_beginning(code, end)
                found[code] = summary(state, marks, WISH)
            self.stored[code] = dump(state)
        return found

    def _read(self, code: str, end: str):
        try:
            known = self.stored.get(code)
            state = restore(known, self.counting) if known else begin(code, START, self.counting)
            advance(state, (e for e in self.chains[code] if e[1] > state.sequence and e[4][:10] <= end), end)
        except Reread:
            self.again += 1
            return self._from_the_beginning(code, end)
        return state

    def _from_the_beginning(self, code: str, end: str):
        state = begin(code, START, self.counting)
        advance(state, (e for e in self.chains[code] if e[4][:10] <= end), end)
        return state


def plain(found: dict[str, Summary]) -> dict[str, object]:
    return {
        code: (
            {key: (t.n, pytest.approx(t.total), sorted(t.shares)) for key, t in item.tallies.items()},
            item.excluded,
            item.exempted,
            item.channels,
        )
        for code, item in found.items()
        if item.tallies or item.excluded or item.channels or item.exempted
    }


@pytest.mark.parametrize("version", ["1", "2"])
@settings(max_examples=60, deadline=None)
@given(ledgers(), st.lists(st.integers(20, 320), min_size=1, max_size=8))
def test_day_by_day_is_all_at_once(version: str, steps: list[Step], days: list[int]) -> None:
    counting = load(version).counting
    kept = Kept(steps, counting)
    for day in sorted(days):
        end = (FIRST + timedelta(days=day)).isoformat()
        assert plain(kept.day(end)) == plain(whole(steps, end, counting))


def test_a_case_without_a_deadline_is_put_away_when_it_was_handed_on() -> None:
    steps = [received("A", "2026-02-02", "p1"), step("A", "2026-02-03", "forwarded", "p1", to="B")]
    kept = Kept(steps, load("2").counting)
    for day in ("2026-05-01", "2026-06-01"):
        assert plain(kept.day(day)) == plain(whole(steps, day, load("2").counting))


def test_a_state_of_other_rules_of_counting_is_read_anew() -> None:
    kept = Kept(story())
    kept.day("2026-05-01")
    with pytest.raises(Reread):
        restore(kept.stored["A"], load("2").counting)


def story() -> list[Step]:
    return [
        received("A", "2026-02-02", "p1", answer="2026-02-22"),
        step("A", "2026-02-10", "answered", "p1", number=1),
        received("A", "2026-02-02", "p2", answer="2026-02-22"),
    ]


def test_quiet_cases_are_put_away_and_open_ones_are_not():
    kept = Kept(story())
    kept.day("2026-05-01")
    state = restore(kept.stored["A"])
    assert [case.subject for case in state.book.cases] == ["p2"]
    assert ("p1" in state.away, "p2" in state.away, len(state.away), state.away.excluded) == (
        True,
        False,
        1,
        set(),
    )
    assert (
        kept.day("2026-05-02")["A"].tallies["speed"].shares
        != kept.day("2026-06-02")["A"].tallies["speed"].shares
    )
    assert kept.again == 0


@pytest.mark.parametrize(
    "late", [("rated", {"rating": 2}), ("excluded", {}), ("dispute_decided", {"upheld": True})]
)
def test_what_touches_a_case_put_away_reads_the_chain_again(late):
    steps = [*story(), step("A", "2026-06-01", late[0], "p1", **late[1])]
    kept = Kept(steps)
    kept.day("2026-05-01")
    assert plain(kept.day("2026-06-01")) == plain(whole(steps, "2026-06-01"))
    assert kept.again == 1


@pytest.mark.parametrize("content", [b"", b"x", zlib.compress(b'{"rules": "old"}'), b"\x00\x00\x00\x01x"])
def test_what_an_earlier_program_kept_is_read_anew(content):
    with pytest.raises(Reread):
        restore(content)


def test_packed_subjects_are_the_same_set():
    away = Away()
    for number in range(300):
        away.add(f"petition:{number}", number % 7 == 0)
        if number % 50 == 0:
            away = Away(away.packed(), away.excluded)
    away.add("petition:0", is_excluded=False)
    assert all(f"petition:{number}" in away for number in range(300))
    assert not any(f"petition:{number}" in away for number in range(300, 400))
    assert (len(away), len(away.packed())) == (300, 2400)
    assert away.excluded == {f"petition:{number}" for number in range(7, 300, 7)}


def test_other_rules_of_reading_read_everything_again(monkeypatch):
    kept = Kept(story())
    kept.day("2026-05-01")
    monkeypatch.setattr(chainstate, "rules", lambda: "other")
    with pytest.raises(Reread):
        restore(kept.stored["A"])
