"""The sender's code and the sealed boxes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from portal.confidential import boxes
from portal.confidential.passphrase import (
    LENGTH,
    SYLLABLES,
    NotACode,
    locator,
    mailbox_seed,
    read_code,
    spelled,
)


def test_there_are_1024_different_syllables():
    assert len(set(SYLLABLES)) == 1024


@given(st.binary(min_size=13, max_size=40))
def test_a_code_survives_marks_capitals_and_hyphens(entropy):
    code = spelled(entropy)
    assert len(code.split()) == LENGTH
    assert read_code("  " + code.upper().replace(" ", " - ").replace("A", "Á").replace("D", "Đ")) == code


def test_a_wrong_syllable_is_named_by_its_place():
    with pytest.raises(NotACode, match="thứ 2, “zzz”"):
        read_code("ba zzz ha la ma na tha tra va sa")


def test_a_short_code_says_how_many_syllables_it_has():
    with pytest.raises(NotACode, match="10 tiếng; bạn gõ 2"):
        read_code("ba ha")


def test_what_is_stored_does_not_open_the_mailbox():
    code = "ba cha ha la ma na tha tra va sa"
    assert locator(code) != mailbox_seed(code).hex()


@given(st.text(max_size=200), st.sampled_from(["message", "file"]))
def test_only_the_private_key_opens_a_box(text, kind):
    key, other = PrivateKey.generate(), PrivateKey.generate()
    inside = boxes.Inside(kind, text.encode(), "tep-1.pdf" if kind == "file" else "")
    sealed = boxes.seal(inside, bytes(key.public_key))
    assert boxes.open_box(sealed, bytes(key)) == inside
    with pytest.raises(boxes.CannotOpen):
        boxes.open_box(sealed, bytes(other))
    with pytest.raises(boxes.CannotOpen):
        boxes.open_box(sealed[:-1] + bytes([sealed[-1] ^ 1]), bytes(key))


def test_short_and_long_letters_have_boxes_of_one_size():
    key = bytes(PrivateKey.generate().public_key)
    sizes = {len(boxes.seal(boxes.Inside("message", b"a" * n), key)) for n in (1, 500, 3500)}
    assert len(sizes) == 1
