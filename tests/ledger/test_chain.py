"""The bytes of the ledger, worked by hand and checked against an independent writer."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ledger import chain

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-chain.MAX_INTEGER, chain.MAX_INTEGER) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), min_size=1), inner
        )
    ),
    max_leaves=10,
)
payloads = st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), json_values, max_size=4)


def test_canonical_sorts_keys_and_leaves_no_space() -> None:
    assert chain.canonical({"b": [1, None, True], "a": {"z": "", "y": -3}}) == (
        '{"a":{"y":-3,"z":""},"b":[1,null,true]}'
    )


def test_canonical_writes_vietnamese_as_utf8_and_escapes_as_rfc_8785_says() -> None:
    assert chain.canonical({"a": 'ộ"\\/\b\t\n\f\r\x01\x7f\u2028'}) == (
        '{"a":"ộ\\"\\\\/\\b\\t\\n\\f\\r\\u0001\x7f\u2028"}'
    )


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        float("inf"),
        2**53,
        date(2026, 1, 1),
        b"x",
        {1},
        {"Ộ": 1},
        {1: 1},
        "\ud800",
        [[0.5]],
    ],
)
def test_canonical_refuses_what_has_no_single_text(value: object) -> None:
    with pytest.raises(chain.NotCanonical):
        chain.canonical({"a": value})


@given(payloads)
def test_canonical_survives_a_round_trip(payload: dict[str, object]) -> None:
    text = chain.canonical(payload)
    assert json.loads(text) == payload
    assert chain.canonical(json.loads(text)) == text


def test_canonical_takes_tuples_and_mappings_like_lists_and_objects() -> None:
    assert chain.canonical({"a": ({"b": 1},)}) == '{"a":[{"b":1}]}'


def test_commitment_hashes_salt_bytes_then_payload_bytes() -> None:
    expected = hashlib.sha256(bytes([0, 255]) + b"{}").hexdigest()
    assert chain.commitment("00ff", "{}") == expected


def test_utc_text_has_six_decimals_and_z() -> None:
    hanoi = timezone(timedelta(hours=7))
    assert chain.utc_text(datetime(2026, 3, 6, 9, 0, tzinfo=hanoi)) == "2026-03-06T02:00:00.000000Z"
    assert chain.utc_text(datetime(2026, 3, 6, 2, 0, 0, 120, tzinfo=UTC)) == "2026-03-06T02:00:00.000120Z"


def test_utc_text_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="time zone"):
        chain.utc_text(datetime(2026, 3, 6))


@pytest.mark.parametrize("value", ["", 'a"b', "a\\b", "a b", "đ", "a\n", "-a", "x" * 201])
def test_require_plain_refuses_what_json_would_escape(value: str) -> None:
    with pytest.raises(ValueError, match="subject"):
        chain.require_plain(value, "subject")


def test_event_hash_is_that_of_the_documented_line() -> None:
    fields = {
        "organisation": "12345",
        "sequence": 7,
        "subject": "petition:HY-AB12-CD34",
        "kind": "answered",
        "recorded_at": "2026-03-06T02:00:00.000000Z",
        "effective_at": "2026-03-06T02:00:00.000000Z",
        "actor_role": "handler",
        "commitment": "c" * 64,
        "previous_hash": "0" * 64,
    }
    line = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    assert chain.event_text(**fields) == line  # type: ignore[arg-type]
    assert chain.event_hash(**fields) == hashlib.sha256(line.encode()).hexdigest()  # type: ignore[arg-type]
    assert chain.event_hash(**fields) == (  # type: ignore[arg-type]
        "d15e4bc017442a320d3efc0952df7d04526b66e90194a6c8c111a25aa3fc744c"
    )
