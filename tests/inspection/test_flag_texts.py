"""Copies and empty answers are found; honest ones, templates among them, are not."""

import pytest

from portal.inspection.flags.measured import false_positives
from portal.inspection.flags.registry import BY_KEY
from portal.inspection.flags.texts import copied, empty
from portal.inspection.simulation.answers import COPIER, EMPTY, find_in_answers

LONG = "Đội thi công đã lấp ba ổ gà trước nhà văn hóa, rải lại đá dăm và lu nền; tuần tới thảm nhựa đoạn còn lại."


def test_copies_differ_in_figures_names_and_accents_at_most() -> None:
    answers = {
        "a": f"Kính gửi bà Lan. {LONG} Số 12/CV.",
        "b": f"Kính gửi bà Hoa. {LONG.replace('ó', 'o')} Số 131/CV.",
        "c": "Trạm bơm thiếu điện do mất pha; điện lực đã thay cầu dao, nước về ruộng từ sáng mồng ba.",
    }
    assert copied(answers) == {"a", "b"}
    assert copied({}) == copied({"a": LONG}) == set()


@pytest.mark.parametrize(
    ("text", "is_empty"),
    [
        (LONG, False),
        (
            "Kính gửi ông. Xã đã tiếp nhận, sẽ xem xét giải quyết theo quy định trong thời gian sớm nhất.",
            True,
        ),
        ("", True),
        ("Đã rõ.", True),
    ],
)
def test_stock_phrases_say_nothing(text: str, is_empty: bool) -> None:
    assert bool(empty({"a": text})) is is_empty


@pytest.mark.parametrize("seed", range(2))
def test_invented_answers_flag_the_two_who_game_and_nobody_else(seed: int) -> None:
    found = {(flag.rule, flag.organisation) for flag in find_in_answers(seed)}
    assert found >= {("copied_answers", COPIER), ("empty_answers", EMPTY)}
    assert {code for _, code in found} == {COPIER, EMPTY}


def test_every_rule_has_its_measured_false_positives_of_at_most_one_in_a_hundred() -> None:
    measured = false_positives()
    assert set(measured) == set(BY_KEY)
    assert all(wrong <= 0.01 * looked_at for wrong, looked_at in measured.values())
