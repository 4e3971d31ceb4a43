"""Invented answers, to measure the rules that read texts. Pure; deterministic by seed.

Words are drawn from a pool, so that two honest answers share little but greetings; one in ten honest answers is a
template that everybody uses, one in ten is short.
"""

from collections.abc import Iterator
from random import Random

from portal.inspection.flags.observing import Observation
from portal.inspection.flags.registry import TEXT_RULES, Counts, Found, add, judge

HONEST_BODIES, CASES = 60, 40
COPIER, EMPTY = "copier", "empty"
_GREETING = "Kính gửi ông bà, cảm ơn ông bà đã gửi phản ánh."
_TEMPLATE = (
    f"{_GREETING} Đèn đường đã được thay bóng, xin mời ông bà kiểm tra và báo lại nếu còn hỏng sau ba ngày."
)
_NOTHING = (
    f"{_GREETING} Ủy ban nhân dân xã đã tiếp nhận và sẽ xem xét giải quyết theo quy định trong thời gian sớm "
    "nhất."
)
_STARTS, _ENDS = "bcdghklmnpstvx", ("anh", "on", "em", "uc", "it", "oat", "ung", "ai", "eo", "ep")
_SYLLABLES = [f"{start}{end}" for start in _STARTS for end in _ENDS]


def answers(seed: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield body after body: code, and answers by subject."""
    for number in range(HONEST_BODIES):
        code = f"honest-{number:02}"
        yield code, _of(code, Random(f"{seed}:{code}"))
    yield COPIER, _of(COPIER, Random(f"{seed}:{COPIER}"), copies=0.7)
    yield EMPTY, _of(EMPTY, Random(f"{seed}:{EMPTY}"), nothing=0.7)


def _of(code: str, rng: Random, *, copies: float = 0.1, nothing: float = 0.0) -> dict[str, str]:
    found = {}
    for number in range(CASES):
        draw = rng.random()
        if draw < copies:
            text = _TEMPLATE
        elif draw < copies + nothing:
            text = _NOTHING
        else:
            length = rng.randint(8, 20) if rng.random() < 0.1 else rng.randint(25, 70)
            text = f"{_GREETING} {' '.join(rng.choices(_SYLLABLES, k=length))}."
        found[f"petition:{code}-{number}"] = text
    return found


def find_in_answers(seed: int) -> list[Found]:
    """Return what the text rules find among the invented answers."""
    counts: Counts = {}
    for code, said in answers(seed):
        for rule in TEXT_RULES:
            marked = rule.marks(said)
            add(counts, rule.key, (Observation(code, subject, 0, subject in marked) for subject in said))
    return judge(counts)
