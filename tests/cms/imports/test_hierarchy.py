"""Levels from the codes of official forms and from indentation."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.disclosures.importers.hierarchy import Place, levels_by_code, levels_by_indent, without_gaps


def levels(*lines: str) -> list[int]:
    """Lines as “code|name”."""
    return levels_by_code(
        Place(code, name or "Mục") for code, _, name in (line.partition("|") for line in lines)
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["A", "I", "1", "1.1", "1.2", "2", "II", "1", "B", "I"], [0, 1, 2, 3, 3, 2, 1, 2, 0, 1]),
        (["I", "1", "a", "b", "2", "II"], [0, 1, 2, 2, 1, 0]),
        (["I.", "1)", "(a)"], [0, 1, 2]),
        (["1", "|- Thuế", "|- Phí", "2"], [0, 1, 1, 0]),
        (["1", "-|Thuế", "+|trong tỉnh", "-|Phí"], [0, 1, 2, 1]),
        (["I.1", "I.2", "II.1"], [0, 0, 0]),
        (["I", "I.1", "I.2", "II"], [0, 1, 1, 0]),
        (["A", "B", "C", "D"], [0, 0, 0, 0]),
        (["A", "I", "B", "I", "C", "I", "II"], [0, 1, 0, 1, 0, 1, 1]),
        (["I", "II", "III", "IV", "V", "VI", "IX", "X"], [0] * 8),
        (["", "", ""], [0, 0, 0]),
        (["1", "2", "10", "11"], [0, 0, 0, 0]),
        (["1", "|Trong đó: lương", "2"], [0, 1, 0]),
        (["A", "I", "1", "1.1", "a", "-", "+"], [0, 1, 2, 3, 4, 4, 4]),
    ],
)
def test_kinds_of_codes_give_the_levels(lines: list[str], expected: list[int]) -> None:
    assert levels(*lines) == expected


def test_indentation_gives_the_levels() -> None:
    found = levels_by_indent(Place("", "x", indent) for indent in (0, 2, 4, 4, 2, 0, 1))
    assert found == [0, 1, 2, 2, 1, 0, 1]


def test_levels_begin_at_nought_and_never_jump() -> None:
    assert without_gaps([1, 3, 3, 1, 2]) == [0, 1, 2, 0, 1]
    assert without_gaps([]) == []


@given(
    st.lists(
        st.tuples(st.text("AIVX1aÀ.- ", max_size=5), st.text(max_size=8), st.integers(0, 30)), max_size=40
    )
)
def test_any_codes_give_levels_that_a_budget_can_have(rows: list[tuple[str, str, int]]) -> None:
    places = [Place(*row) for row in rows]
    for found in (levels_by_code(places), levels_by_indent(places)):
        fixed = without_gaps(found)
        assert all(0 <= level <= 4 for level in fixed)
        assert all(after <= before + 1 for before, after in itertools.pairwise(fixed))
        assert not fixed or fixed[0] == 0
