import json

import pytest

from portal.accountability.formula import FOLDER, KEYS, BadFormula, load, parse

TEXT = (FOLDER / "v1.json").read_text(encoding="utf-8")


def changed(**fields: object) -> str:
    return json.dumps({**json.loads(TEXT), **fields})


def with_indicator(index: int, **fields: object) -> str:
    data = json.loads(TEXT)
    data["indicators"][index].update(fields)
    return json.dumps(data)


def test_version_1_has_the_published_weights():
    assert {d.key: d.weight for d in load("1").definitions} == {
        "answer_on_time": 30,
        "acknowledge_on_time": 10,
        "speed": 10,
        "satisfaction": 15,
        "settled": 5,
        "disclosed_on_time": 20,
        "posting_kept": 5,
        "participation": 5,
    }


def test_every_published_file_is_sound_and_named_after_its_version():
    for path in FOLDER.glob("*.json"):
        assert path.name == f"v{parse(path.read_text(encoding='utf-8')).version}.json"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", "unreadable"),
        ("[]", "unreadable"),
        ("{}", "unreadable"),
        (changed(indicators=[]), "exactly"),
        (with_indicator(0, weight=31), "100"),
        (with_indicator(0, weight=-30), "whole numbers"),
        (with_indicator(0, weight=30.0), "whole numbers"),
        (with_indicator(0, key="other"), "exactly"),
        (with_indicator(0, key=KEYS[1]), "exactly"),
        (with_indicator(0, papi=[]), "PAPI"),
        (with_indicator(0, papi=["D9"]), "PAPI"),
        (changed(prior_cases=0), "positive"),
        (changed(counting={"late_answer": 1.5}), "from 0 to 1"),
        (changed(counting={"late_answer": True}), "from 0 to 1"),
        (changed(counting={"forward_within": -0.1}), "from 0 to 1"),
        (changed(counting={"speed": "mode"}), "median or mean"),
        (changed(counting={"standing_answers": 1}), "true or false"),
        (changed(counting={"bonus": 1}), "unknown"),
        (changed(counting=[]), "unreadable"),
    ],
)
def test_a_wrong_formula_is_refused(text, error):
    with pytest.raises(BadFormula, match=error):
        parse(text)


@pytest.mark.parametrize("version", ["99", "../v1", "x"])
def test_an_unknown_version_is_refused(version):
    with pytest.raises(BadFormula):
        load(version)


def test_the_digest_names_the_exact_text():
    assert parse(TEXT).digest == load("1").digest
    assert parse(TEXT + " ").digest != load("1").digest
