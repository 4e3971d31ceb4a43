"""The Kaplan–Meier median: how long half of all cases take, when some are not finished yet. Pure.

Shown beside the median that the score uses, which counts a case without an answer at its age. Where many cases are
open the two differ: an open case says only that it takes longer than it has waited.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction


def kaplan_meier_median(times: Iterable[tuple[float, bool]]) -> float | None:
    """Return the smallest time by which at most half are unfinished; None where that is not reached.

    times: how long, and whether it ended then (False: it was still open). Cases that end and cases that are open at
    the same time: the open ones count as having been at risk, as usual.
    """
    ended: Counter[float] = Counter()
    left: Counter[float] = Counter()
    for time, is_done in times:
        (ended if is_done else left)[time] += 1
    at_risk = ended.total() + left.total()
    # Exact fractions: at a half, rounding would decide.
    unfinished, half = Fraction(1), Fraction(1, 2)
    for time in sorted({*ended, *left}):
        if ended[time]:
            unfinished *= Fraction(at_risk - ended[time], at_risk)
            if unfinished <= half:
                return time
        at_risk -= ended[time] + left[time]
    return None
