"""The captcha can be seen and heard without anything installed, and works once."""

import io
import random
import wave

import pytest
from captcha.models import CaptchaStore
from django.test import Client
from django.urls import reverse

from portal.core.captcha import LENGTH, digits, spoken


def test_a_challenge_is_digits_that_are_their_own_answer() -> None:
    challenge, answer = digits()
    assert challenge == answer
    assert len(challenge) == LENGTH
    assert challenge.isdecimal()


def test_every_digit_is_spoken() -> None:
    with wave.open(io.BytesIO(spoken("0123456789", random.Random(1)))) as file:
        assert 8 < file.getnframes() / file.getframerate() < 20


@pytest.mark.django_db
def test_the_sound_of_a_challenge_is_served_in_parts_too(client: Client) -> None:
    key = CaptchaStore.generate_key("portal.core.captcha.digits")
    address = reverse("captcha-sound", args=[key])
    whole = b"".join(client.get(address).streaming_content)
    part = client.get(address, headers={"range": "bytes=0-99"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == whole[:100]


@pytest.mark.django_db
def test_an_answered_challenge_is_gone(client: Client) -> None:
    assert client.get(reverse("captcha-sound", args=["nothing"])).status_code == 410
