"""Shares, growth, and who is like whom: the arithmetic behind a budget's comparisons."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cms.disclosures.budget_figures import IN_DONG, Paper, change, middle, part_of, shares, similar
from cms.disclosures.budget_rules import Sum
from cms.disclosures.models import BudgetLine
from cms.disclosures.models.budget import BudgetUnit


def paper(code: str, population: int | None, spent: int = 1_000) -> Paper:
    money = Sum(Decimal(spent), None)
    return Paper(code, f"Xã {code}", population, 2026, "approved", money, money, f"/{code}/")


def test_shares_are_of_the_top_lines_and_largest_first() -> None:
    lines = [
        BudgetLine(section="revenue", name="Nhỏ", level=0, estimate=Decimal(25)),
        BudgetLine(section="revenue", name="Con", level=1, estimate=Decimal(25)),
        BudgetLine(section="revenue", name="Lớn", level=0, estimate=Decimal(75), actual=Decimal(10)),
    ]
    assert [(s.name, s.percent) for s in shares(lines, use_actual=False)] == [
        ("Lớn", Decimal("75.0")),
        ("Nhỏ", Decimal("25.0")),
    ]
    assert [(s.name, s.percent) for s in shares(lines, use_actual=True)] == [
        ("Lớn", Decimal("100.0")),
        ("Nhỏ", Decimal("0.0")),
    ]


def test_percentages_say_nothing_where_there_is_nothing_to_say() -> None:
    assert part_of(Decimal(1), Decimal(0)) is None
    assert part_of(Decimal(1), Decimal(-5)) is None
    assert change(Decimal(5), None) is None
    assert change(Decimal(5), Decimal(0)) is None
    assert change(Decimal(90), Decimal(100)) == Decimal("-10.0")


def test_similar_bodies_are_nearest_in_proportion_and_never_the_body_itself() -> None:
    own = paper("own", 10_000)
    others = [
        own,
        paper("half", 5_000),
        paper("double", 21_000),
        paper("near", 11_000),
        paper("unknown", None),
    ]
    assert [one.code for one in similar(own, others, 2)] == ["near", "half"]
    assert similar(paper("own", None), others) == []


def test_per_resident_is_whole_dong_and_needs_a_population() -> None:
    assert paper("a", 3, spent=100).per_resident(Sum(Decimal(100), None)) == 33
    assert paper("a", 3).per_resident(Sum(Decimal(100), Decimal(200))) == 67
    assert paper("a", None).per_resident(Sum(Decimal(100), None)) is None
    assert middle([paper("a", 10, 100), paper("b", 10, 300), paper("c", None)], "revenue") == 20
    assert middle([paper("c", None)], "revenue") is None


def test_every_unit_is_worth_some_dong() -> None:
    assert set(BudgetUnit.values) <= set(IN_DONG)


@given(st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=12))
def test_shares_of_positive_lines_add_up_to_the_whole(amounts: list[int]) -> None:
    lines = [
        BudgetLine(section="revenue", name=f"Mục {place}", level=0, estimate=Decimal(amount))
        for place, amount in enumerate(amounts)
    ]
    total = sum((share.percent or Decimal(0) for share in shares(lines, use_actual=False)), Decimal(0))
    assert abs(total - 100) <= Decimal("0.05") * len(amounts)
