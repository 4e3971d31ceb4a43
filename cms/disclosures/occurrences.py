"""Tell apart the events that a duty arises on within one period. Pure."""

from collections.abc import Collection

from portal.core.text import slugify_vi

LONGEST = 60


def occurrence_of(document: str) -> str:
    """Return the key of the event that a document brought about: "12/QĐ-UBND" becomes "12-qd-ubnd".

    Whoever announces the decision and whoever later publishes its page type the same number, so the page finds
    the obligation that is waiting for it. "" for an empty number.
    """
    return slugify_vi(document)[:LONGEST].strip("-")


def free_occurrence(base: str, taken: Collection[str]) -> str:
    """Return the key, or its first free successor: one decision may approve several projects."""
    if not base or base not in taken:
        return base
    number = 2
    while (candidate := f"{base[: LONGEST - 4]}-{number}") in taken:
        number += 1
    return candidate
