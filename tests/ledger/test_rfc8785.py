"""Canonical JSON beside a second writer of RFC 8785 that shares no line with ours."""

import hashlib

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from portal.ledger import chain

keys = st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), min_size=1, max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"]))
integers = st.integers(-chain.MAX_INTEGER, chain.MAX_INTEGER)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)
payloads = st.dictionaries(keys, values, max_size=6)


@given(payloads)
@example({"a": "\u0000\u0001\b\t\n\u000b\f\r\u001f\u007f\u0080\u2028\u2029\ufeff\uffff"})
@example({"a": '"\\/</script>'})
@example({"a": "e\u0302\u0323 ệ 😀 \u200b\u202e"})
@example({"a": -0, "b": chain.MAX_INTEGER, "c": -chain.MAX_INTEGER})
@example({"b": 1, "B": 2, "a b": 3, "a!": 4, "~": 5, "10": 6, "9": 7})
def test_what_is_allowed_is_written_as_rfc_8785_says(payload):
    assert chain.canonical(payload).encode() == rfc8785.dumps(payload)


@given(payloads, st.binary(min_size=16, max_size=16))
def test_a_commitment_can_be_computed_with_the_other_writer(payload, salt):
    expected = hashlib.sha256(salt + rfc8785.dumps(payload)).hexdigest()
    assert chain.commitment(salt.hex(), chain.canonical(payload)) == expected


@given(
    st.fixed_dictionaries(
        {
            "organisation": st.from_regex(chain.PLAIN, fullmatch=True),
            "sequence": st.integers(1, chain.MAX_INTEGER),
            "subject": st.from_regex(chain.PLAIN, fullmatch=True),
            "kind": st.from_regex(chain.PLAIN, fullmatch=True),
            "recorded_at": st.datetimes().map(lambda at: at.isoformat(timespec="microseconds") + "Z"),
            "effective_at": st.datetimes().map(lambda at: at.isoformat(timespec="microseconds") + "Z"),
            "actor_role": st.from_regex(chain.PLAIN, fullmatch=True),
            "commitment": st.binary(min_size=32, max_size=32).map(bytes.hex),
            "previous_hash": st.binary(min_size=32, max_size=32).map(bytes.hex),
        }
    )
)
def test_the_hashed_line_is_rfc_8785_too(fields):
    assert chain.event_text(**fields).encode() == rfc8785.dumps(fields)


@pytest.mark.parametrize("value", [1.0, 1e300, -0.0, 2**53, -(2**53), "\ud800", {"ơ": 1}, {"\n": 1}, {"": 1}])
def test_what_two_languages_may_write_differently_is_refused(value):
    with pytest.raises(chain.NotCanonical):
        chain.canonical({"a": value})
