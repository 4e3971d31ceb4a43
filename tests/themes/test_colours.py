import pytest

from tests.themes.colours import contrast, tokens

GROUNDS = ("paper", "surface", "sand")
TEXT = ("ink", "ink-soft", "leaf", "leaf-deep", "lotus", "lotus-deep", "longan", "river", "brick", "visited")
TEXT_PAIRS = [
    *((text, ground) for text in TEXT for ground in GROUNDS),
    *((name, f"{name}-wash") for name in ("leaf", "lotus", "river", "brick")),
    ("longan", "honey-wash"),
    ("leaf-deep", "leaf-wash"),
    ("ink-soft", "quiet-wash"),
    ("ink-soft", "track"),
    *(("ink", f"{name}-wash") for name in ("leaf", "honey", "river", "brick")),
    *(("ink-soft", f"{name}-wash") for name in ("leaf", "honey", "lotus")),
    *(("on-strong", ground) for ground in ("leaf", "leaf-deep", "lotus", "lotus-deep", "brick")),
    ("foot-ink", "foot"),
    ("foot-link", "foot"),
]
PART_PAIRS = [
    *(("line-strong", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in (*GROUNDS, "leaf-wash", "honey-wash", "brick-wash", "river-wash")),
    *((tone, "track") for tone in ("leaf", "lotus", "longan", "river", "brick")),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("part", "ground"), PART_PAIRS)
def test_borders_focus_and_bars_stand_out_from_their_ground(scheme: str, part: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[part], colours[ground]) >= 3


def test_contrast_of_black_and_white_is_the_largest() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
