"""Two implementations, random ledgers, one result."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accountability.formula import load
from portal.accountability.indicators import tally, wilson
from portal.accountability.rows import rows
from portal.accountability.scoring import score_docket
from tests.accountability import naive
from tests.accountability.stories import END, START, Step, docket, received, step

CODES = ["A", "B", "C"]
FIRST = date(2025, 12, 1)
NEXT = ["acknowledged", "accepted", "refused", "forward", "extended", "paused", "due_recomputed", "answered",
        "rated", "dispute_decided", "closed", "excluded", "restored", "assign", "stay", "split", "asked_again",
        "merged_in", "merge_objected", "merge_kept", "review_assigned", "disputed", "answer_corrected",
        "second_complaint", "resumed"]  # fmt: skip


def iso(offset: int) -> str:
    return (FIRST + timedelta(days=offset)).isoformat()


@st.composite
def petitions(draw: st.DrawFn, subject: str) -> list[Step]:
    """One petition that wanders: the days only rise, everything else may come in any order."""
    holder, day = draw(st.sampled_from(CODES)), draw(st.integers(0, 150))
    began = day
    due = draw(st.sampled_from(["", iso(day + draw(st.integers(0, 40)))]))
    steps = [received(holder, iso(day), subject, answer=due, acknowledge=iso(day + draw(st.integers(0, 4))))]
    for kind in draw(st.lists(st.sampled_from(NEXT), max_size=8)):
        day += draw(st.integers(0, 15))
        moved = iso(day + draw(st.integers(0, 20)))
        if kind == "forward":
            other = draw(st.sampled_from([code for code in CODES if code != holder]))
            clock = {"answer": {"due": due or None, "start": iso(began) if due else None}}
            if draw(st.booleans()):
                clock["acknowledge"] = {"due": moved, "start": iso(day)}
            steps.append(step(holder, iso(day), "forwarded", subject, to=other))
            holder = other
            steps.append(
                step(holder, iso(day), "forward_received", subject, clocks=clock, received=iso(began))
            )
        elif kind in ("assign", "split"):
            # Assigned elsewhere by the body above, or split: a part of its own begins in the same body.
            other = (
                draw(st.sampled_from([code for code in CODES if code != holder]))
                if kind == "assign"
                else holder
            )
            clock = {
                "answer": {"due": moved, "start": iso(day)},
                "acknowledge": {"due": moved, "start": iso(day)},
            }
            if kind == "assign":
                steps.append(step(holder, iso(day), "assigned", subject, to=other))
                steps.append(step(other, iso(day), "forward_received", subject, clocks=clock))
                holder = other
            else:
                steps.append(step(holder, iso(day), "split", subject, parts=1))
                part = f"{subject}-part-{len(steps)}"
                steps.append(step(holder, iso(day), "split_from", part, clocks=clock))
                if draw(st.booleans()):
                    steps.append(step(holder, iso(day + draw(st.integers(0, 30))), "answered", part))
        elif kind == "stay":
            steps.append(step(holder, iso(day), "assigned", subject, to=holder))
        elif kind == "accepted":
            clock = {"answer": {"due": moved, "start": iso(day)}} if draw(st.booleans()) else {}
            steps.append(step(holder, iso(day), kind, subject, clocks=clock))
        elif kind in ("extended", "due_recomputed"):
            stage = draw(st.sampled_from(["answer", "answer", "acknowledge", "accept", "review", "reanswer"]))
            steps.append(step(holder, iso(day), kind, subject, stage=stage, due=moved))
        elif kind == "paused":
            steps.append(step(holder, iso(day), kind, subject, until=moved, due=moved))
        else:
            payload = {
                "rated": {"rating": draw(st.integers(1, 5))},
                "dispute_decided": {"upheld": draw(st.booleans())},
            }
            if kind in ("excluded", "restored"):
                day += 1  # two marks of one moment have no order across chains
            steps.append(step(holder, iso(day), kind, subject, **payload.get(kind, {})))
    return steps


DUTY_KINDS = [
    "disclosed",
    "corrected",
    "withdrawn",
    "posting_ended",
    "duty_exempted",
    "duty_exemption_lifted",
]


@st.composite
def duties(draw: st.DrawFn, number: int) -> list[Step]:
    code, day = draw(st.sampled_from(CODES)), draw(st.integers(0, 150))
    subject = f"duty:key:{code}:{number}"
    steps = [step(code, iso(day), "duty_due", subject, due=iso(day + draw(st.integers(0, 60))))]
    for kind in draw(st.lists(st.sampled_from(DUTY_KINDS), max_size=5)):
        day += draw(st.integers(0, 40))
        payload = {
            "withdrawn": {"reason": draw(st.sampled_from(["mistake", "expired"]))},
            "posting_ended": {"kept": draw(st.booleans())},
        }
        steps.append(step(code, iso(day), kind, subject, **payload.get(kind, {})))
    return steps


@st.composite
def meetings(draw: st.DrawFn, number: int) -> list[Step]:
    """A consultation, a reception or a dialogue: its day is set, moved, kept or not."""
    code, day = draw(st.sampled_from(CODES)), draw(st.integers(0, 150))
    due, done = draw(
        st.sampled_from(
            [
                ("consultation_due", "uptake_published"),
                ("reception_due", "reception_held"),
                ("dialogue_due", "dialogue_held"),
            ]
        )
    )
    steps = []
    for kind in draw(st.lists(st.sampled_from([due, done]), max_size=4)):
        day += draw(st.integers(0, 30))
        moved = {"due": iso(day + draw(st.integers(0, 40)))} if kind == due else {}
        steps.append(step(code, iso(day), kind, f"meeting:{number}", **moved))
    return steps


@st.composite
def ledgers(draw: st.DrawFn) -> list[Step]:
    steps: list[Step] = []
    for number in range(draw(st.integers(0, 6))):
        steps += draw(petitions(f"p{number}"))
    for number in range(draw(st.integers(0, 3))):
        steps += draw(duties(number))
    for number in range(draw(st.integers(0, 3))):
        steps += draw(meetings(number))
    return sorted(steps, key=lambda one: one[1])


@pytest.mark.parametrize("version", ["1", "2"])
@settings(max_examples=150, deadline=None)
@given(ledgers())
def test_two_implementations_agree(version: str, steps: list[Step]) -> None:
    formula, book = load(version), docket(*steps)
    book.counting = formula.counting
    seen = {
        code: {key: entry.shares or entry.total for key, entry in mine.items()}
        for code, mine in tally(rows(book), formula.counting).items()
    }
    expected = naive.observations(steps, START, END, version)
    assert {c: set(mine) for c, mine in seen.items()} == {c: set(mine) for c, mine in expected.items()}
    for code, mine in expected.items():
        for key, values in mine.items():
            got = seen[code][key]
            if key == "speed" and version == "1":
                assert sorted(got) == pytest.approx(sorted(values))
            else:
                assert got == pytest.approx(sum(values))
    slow = naive.scores(steps, CODES, START, END, version)
    for item in score_docket(book, CODES, formula):
        assert item.score == (
            None if slow[item.organisation_code] is None else pytest.approx(slow[item.organisation_code])
        )


@settings(max_examples=50, deadline=None)
@given(ledgers(), st.randoms())
def test_the_order_of_organisations_and_rows_does_not_matter(steps: list[Step], random) -> None:
    book = docket(*steps)
    shuffled = list(rows(book))
    random.shuffle(shuffled)
    assert {c: set(m) for c, m in tally(shuffled).items()} == {
        c: set(m) for c, m in tally(rows(book)).items()
    }
    one = {s.organisation_code: s.score for s in score_docket(book, CODES, load("1"))}
    other = {s.organisation_code: s.score for s in score_docket(book, CODES[::-1], load("1"))}
    assert one == pytest.approx(other)


@given(st.integers(0, 200), st.integers(1, 200))
def test_wilson_agrees_with_its_equation(successes: int, n: int) -> None:
    successes = min(successes, n)
    assert wilson(successes, n, naive.Z) == pytest.approx(naive.wilson(successes / n, n), abs=1e-9)
