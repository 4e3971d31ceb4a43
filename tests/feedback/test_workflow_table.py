"""Every pair of states, for every role and kind, against an expectation written down by hand."""

from itertools import product
from pathlib import Path

import pytest

from portal.feedback.diagram import page
from portal.feedback.services.rules import _RULES, _plain
from portal.feedback.workflow import TABLE, TRANSITIONS, Exclusion, Kind, Stage, Status, possible
from portal.ledger.kinds import EventKind

# r received, k acknowledged, a accepted, w waits for the sender, p paused, d draft awaits approval, n answered,
# x disputed, s split, f refused, c closed. R resident, H handler, C head, I inspector, S system.
_STATES = {
    "r": "received", "k": "acknowledged", "a": "accepted", "w": "waiting_information", "p": "paused",
    "d": "awaiting_approval", "n": "answered", "x": "disputed", "s": "split", "f": "refused", "c": "closed",
}  # fmt: skip
_ROLES = {"R": "resident", "H": "handler", "C": "head", "I": "inspector", "S": "system"}
_ANY = "rkawpdnxsfc"
# act: states, roles, where it leads ("" stays or the outcome decides, "back" to where it stood)
EXPECTED = {
    "acknowledge": ("r", "HC", "acknowledged"),
    "accept": ("k", "HC", "accepted"),
    "refuse": ("rk", "HC", "refused"),
    "forward": ("rka", "HC", "received"),
    "ask": ("ka", "HC", "waiting_information"),
    "give_information": ("w", "R", "back"),
    "pause": ("kaw", "C", "paused"),
    "resume": ("p", "CS", "back"),
    "extend": ("kawd", "C", ""),
    "declare_complex": ("kawd", "C", ""),
    "state_at_hand": ("rk", "HC", ""),
    "recompute": ("rkawpdx", "S", ""),
    "draft_answer": ("kawd", "HC", "awaiting_approval"),
    "return_answer": ("d", "C", "back"),
    "approve_answer": ("d", "C", "answered"),
    "attach_document": ("d", "HC", ""),
    "remove_document": ("d", "HC", ""),
    "correct_answer": ("nc", "HC", ""),
    "return_correction": ("nc", "C", ""),
    "approve_correction": ("nc", "C", ""),
    "ask_again": ("nc", "S", ""),
    "rate": ("nc", "R", ""),
    "dispute": ("n", "R", "disputed"),
    "assign_review": ("x", "CS", ""),
    "decide_dispute": ("x", "C", ""),
    "close": ("nf", "S", "closed"),
    "hide": (_ANY, "HC", ""),
    "audit": (_ANY, "I", ""),
    "open_contact": (_ANY, "HCI", ""),
    "delete_contact": ("nfc", "R", ""),
    "moderate": (_ANY, "HC", ""),
    "cover_text": (_ANY, "HC", ""),
    "uncover_text": (_ANY, "C", ""),
    "cover_answer": (_ANY, "HC", ""),
    "uncover_answer": (_ANY, "C", ""),
    "cover_photo": (_ANY, "HC", ""),
    "uncover_photo": (_ANY, "C", ""),
    "pass_finding": (_ANY, "CI", ""),
    "keep": (_ANY, "CI", ""),
    "release": (_ANY, "CI", ""),
    "forget": (_ANY, "S", ""),
    "merge": ("rkaw", "HC", ""),
    "split": ("rka", "HC", "split"),
    "end_split": ("s", "S", "closed"),
    "ask_assignment": ("rka", "HC", ""),
    "assign": ("rkaw", "C", ""),
    "withdraw": ("rkawpdx", "R", "closed"),
    "add_information": ("rkapdx", "R", ""),
    "complain_again": ("rkawpdnxfc", "R", ""),
    # Of hidden or merged cases alone: they are in no set of a case in plain sight.
    "restore": ("", "C", ""),
    "object_merge": ("", "R", ""),
    "keep_merge": ("", "C", ""),
}
_COMPLAINTS = {"complaint", "complaint_second"}
_PRIVATE = _COMPLAINTS | {"accountability_request"}


def _for_kind(act: str, state: str, kind: str) -> bool:
    """What the law or the privacy of a kind takes away."""
    if act == "extend":
        return kind not in _COMPLAINTS
    if act == "declare_complex":
        return kind in _COMPLAINTS
    if act == "complain_again":
        return kind == "complaint"
    if act == "state_at_hand":
        return kind == "information_request"
    if act == "moderate":
        return kind not in _PRIVATE
    return not (act == "draft_answer" and state == "k" and kind in _PRIVATE)


@pytest.mark.parametrize("kind", Kind.values)
def test_every_state_role_and_kind_has_exactly_the_expected_acts(kind: str) -> None:
    for (letter, status), (sign, role) in product(_STATES.items(), _ROLES.items()):
        expected = {
            act
            for act, (states, roles, _) in EXPECTED.items()
            if letter in states and sign in roles and _for_kind(act, letter, kind)
        }
        assert set(possible(status=status, kind=kind, roles=[role])) == expected, (status, role)


@pytest.mark.parametrize(("start", "end"), list(product(Status.values, Status.values)))
def test_every_pair_of_states_is_joined_by_the_expected_acts(start: str, end: str) -> None:
    letter = next(letter for letter, status in _STATES.items() if status == start)
    expected = {act for act, (states, _, to) in EXPECTED.items() if letter in states and to == end}
    assert {row.name for row in TABLE if start in row.sources and row.to == end} == expected


def test_the_expectation_knows_every_act_and_every_state() -> None:
    assert set(EXPECTED) == set(TRANSITIONS)
    assert set(_STATES.values()) == set(Status.values)
    assert {row.name: str(row.to) for row in TABLE} == {act: to for act, (_, _, to) in EXPECTED.items()}


def test_every_row_names_clocks_and_events_that_exist() -> None:
    for row in TABLE:
        assert {*row.starts, *row.stops, *row.cancels} <= set(Stage.values), row.name
        assert not row.event or row.event in EventKind.values, row.name
        assert set(row.not_by) <= set(TRANSITIONS), row.name
    assert {act for act in _RULES if _RULES[act] is not _plain} <= set(TRANSITIONS)


@pytest.mark.parametrize("excluded", [Exclusion.WITHDRAWN, Exclusion.HIDDEN, Exclusion.SPAM])
def test_a_sender_does_nothing_more_with_a_case_that_is_out_of_sight(excluded: str) -> None:
    for status in Status.values:
        acts = possible(status=status, kind=Kind.COMPLAINT, roles=["resident"], excluded=excluded)
        assert not {"withdraw", "add_information", "complain_again"} & set(acts)


def test_the_head_does_not_bring_back_what_its_sender_withdrew() -> None:
    acts = possible(status="closed", kind="report", roles=["head"], excluded=Exclusion.WITHDRAWN)
    assert "restore" not in acts


def test_the_diagram_in_the_documentation_is_up_to_date() -> None:
    assert (Path(__file__).parents[2] / "docs" / "workflow.md").read_text(encoding="utf-8") == page()
