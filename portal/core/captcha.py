"""A captcha of digits that can be seen or heard, in Vietnamese, on any machine.

The spoken digits lie beside this file (`sounds/`), made once with espeak-ng, so that nobody who cannot see the
picture depends on what happens to be installed on the server.
"""

import io
import random
import secrets
import wave
from functools import cache
from pathlib import Path

from captcha import fields as simple_captcha
from captcha.models import CaptchaStore
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from ranged_response import RangedFileResponse

LENGTH = 5
_RATE = 11_025  # samples a second, one byte each
_SILENCE = 128
_SOUNDS = Path(__file__).parent / "sounds"


def digits() -> tuple[str, str]:
    """A challenge and its answer, as django-simple-captcha wants them. Digits open the number keys on a phone."""
    answer = "".join(secrets.choice("0123456789") for _ in range(LENGTH))
    return answer, answer


class DigitsInput(simple_captcha.CaptchaTextInput):
    """The library's widget with the portal's own sound."""

    def __init__(self) -> None:
        super().__init__(generator="portal.core.captcha.digits")
        self.widgets[1].attrs.update({"inputmode": "numeric", "maxlength": LENGTH})

    def audio_url(self) -> str:
        return reverse("captcha-sound", args=[self._key])


class CaptchaField(simple_captcha.CaptchaField):
    """The library's field with the portal's words and sound, the same on every form."""

    def __init__(self, **kwargs: object) -> None:
        words: dict[str, object] = {
            "label": "Gõ các chữ số trong hình",
            "error_messages": {
                "invalid": "Chưa đúng số trong hình. Hãy gõ theo hình mới, hoặc nghe đọc.",
                "required": "Gõ các chữ số trong hình, hoặc nghe đọc.",
            },
        }
        super().__init__(widget=DigitsInput(), **{**words, **kwargs})


@never_cache
def sound(request: HttpRequest, key: str) -> HttpResponseBase:
    """The digits of a challenge as a WAV file; 410 once it was answered or has expired."""
    challenge = (
        CaptchaStore.objects.filter(hashkey=key[:40], expiration__gt=timezone.now())
        .values_list("challenge", flat=True)
        .first()
    )
    if challenge is None or not (challenge.isascii() and challenge.isdecimal()):
        return HttpResponse(status=410)
    # The same challenge always sounds the same: a browser that asks for parts gets parts of one recording.
    return RangedFileResponse(
        request, io.BytesIO(spoken(challenge, random.Random(key))), content_type="audio/wav"
    )


def spoken(challenge: str, choose: random.Random) -> bytes:
    """The digits one after another, at uneven distances and speeds, over a little noise."""
    samples = bytearray([_SILENCE] * (_RATE // 2))
    for digit in challenge:
        samples += _stretched(_recording(digit), choose.uniform(0.9, 1.1))
        samples += bytes([_SILENCE]) * int(_RATE * choose.uniform(0.45, 0.8))
    noisy = bytes(min(255, max(0, sample + choose.randint(-5, 5))) for sample in samples)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(_RATE)
        file.writeframes(noisy)
    return out.getvalue()


@cache
def _recording(digit: str) -> bytes:
    with wave.open(str(_SOUNDS / f"{int(digit)}.wav"), "rb") as file:
        return file.readframes(file.getnframes())


def _stretched(samples: bytes, factor: float) -> bytes:
    length = int(len(samples) * factor)
    return bytes(samples[min(int(i / factor), len(samples) - 1)] for i in range(length))
