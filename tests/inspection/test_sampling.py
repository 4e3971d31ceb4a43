"""Nobody can choose a sample, and everybody can draw it again."""

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.inspection.sampling import (
    draw,
    draw_stratified,
    population_digest,
    seed_of,
    shares,
)

SUBJECTS = [f"petition:HY-{number:04}" for number in range(200)]


def test_the_sample_worked_by_hand() -> None:
    seed = hashlib.sha256(b"KT-2026-001:ab").hexdigest()
    assert seed_of("KT-2026-001", "ab") == seed
    lots = {name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest() for name in "abcd"}
    assert draw(seed, list("dbca"), 2) == sorted(lots, key=lots.__getitem__)[:2]
    assert population_digest(["b", "a"]) == hashlib.sha256(b"a\nb\n").hexdigest()


def test_the_order_of_the_population_does_not_matter_and_the_seed_does() -> None:
    assert draw("s", SUBJECTS, 20) == draw("s", SUBJECTS[::-1], 20)
    assert draw("s", SUBJECTS, 20) != draw("t", SUBJECTS, 20)
    assert sorted(draw("s", SUBJECTS[:5], 20)) == SUBJECTS[:5]


def test_every_subject_is_drawn_about_equally_often() -> None:
    counts = dict.fromkeys(SUBJECTS[:20], 0)
    for number in range(1000):
        for subject in draw(str(number), SUBJECTS[:20], 5):
            counts[subject] += 1
    assert all(190 <= count <= 310 for count in counts.values())  # 250 each, four standard deviations


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60), min_size=1), st.integers(1, 100))
def test_strata_share_the_size_in_proportion(sizes: dict[str, int], size: int) -> None:
    found, total = shares(sizes, size), sum(sizes.values())
    filled = [name for name, number in sizes.items() if number]
    assert all(0 <= found[name] <= number for name, number in sizes.items())
    assert all(found[name] >= 1 for name in filled)
    assert sum(found.values()) <= max(size, len(filled))
    for name in filled:
        assert found[name] <= max(1, size * sizes[name] / total + 1)


def test_a_stratified_sample_holds_of_every_stratum() -> None:
    strata = {"a": SUBJECTS[:100], "b": SUBJECTS[100:190], "c": SUBJECTS[190:]}
    sample = draw_stratified("s", strata, 20)
    assert [sum(subject in strata[name] for subject in sample) for name in "abc"] == [10, 9, 1]
    assert sample[:10] == draw("s", strata["a"], 10)
