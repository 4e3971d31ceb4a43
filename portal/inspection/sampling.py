"""Samples that nobody can choose and everybody can draw again. Pure.

The seed is the SHA-256 of the audit's code and the ledger's root of a day before the audit began: the code is the next
number of the year, the root was published. Each subject's lot is the SHA-256 of seed and subject; the smallest lots are
the sample. Stratified: every stratum gets its share of the size, at least one, and then its smallest lots.
"""

import hashlib
from collections.abc import Mapping, Sequence


def seed_of(code: str, root: str) -> str:
    """Return the seed as hexadecimal text."""
    return hashlib.sha256(f"{code}:{root}".encode()).hexdigest()


def lot(seed: str, subject: str) -> str:
    return hashlib.sha256(f"{seed}:{subject}".encode()).hexdigest()


def population_digest(subjects: Sequence[str]) -> str:
    """Return the digest of the population: its subjects, sorted, one a line."""
    return hashlib.sha256("".join(f"{subject}\n" for subject in sorted(subjects)).encode()).hexdigest()


def draw(seed: str, subjects: Sequence[str], size: int) -> list[str]:
    """Return `size` subjects, those of the smallest lots in that order; all where there are fewer."""
    return sorted(set(subjects), key=lambda subject: lot(seed, subject))[:size]


def draw_stratified(seed: str, strata: Mapping[str, Sequence[str]], size: int) -> list[str]:
    """Return the samples of all strata, by the name of the stratum; see shares()."""
    parts = shares({name: len(set(subjects)) for name, subjects in strata.items()}, size)
    return [subject for name in sorted(strata) for subject in draw(seed, strata[name], parts[name])]


def shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many of `size` each stratum gives: in proportion, by the largest remainders, at least one of each.

    Never more than a stratum has; with fewer places than strata every stratum still gives one.
    """
    filled = {name: number for name, number in sizes.items() if number}
    found = dict.fromkeys(sizes, 0) | dict.fromkeys(filled, 1)
    total, left = sum(filled.values()), size - len(filled)
    if left <= 0:
        return found
    exact = {name: size * number / total for name, number in filled.items()}
    for name in sorted(filled):
        extra = min(int(exact[name]) - 1, filled[name] - 1, left)
        if extra > 0:
            found[name] += extra
            left -= extra
    # The farthest below its exact share comes first.
    for name in sorted(filled, key=lambda key: (found[key] - exact[key], key)):
        if left and found[name] < filled[name]:
            found[name] += 1
            left -= 1
    return found
