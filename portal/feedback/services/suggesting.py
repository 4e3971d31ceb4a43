"""Which body a letter should go to: from its category, its kind and the place it speaks of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.core.text import fold, plain_text
from portal.feedback.models import CompetenceRule
from portal.feedback.models.competence import Level
from portal.organisations.models import FormerName, Organisation, OrganisationKind, Village

_NO_RULE = "Chưa có phân công riêng cho việc này: xã, phường nơi xảy ra việc tiếp nhận."
_ABSENT = "Cơ quan thường giải quyết việc này chưa có trên cổng: xã, phường tiếp nhận và chuyển đến."


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One body and why, in words for the sender."""

    organisation: Organisation
    reason: str


def suggest(*, category: str, kind: str, commune: Organisation, on: date) -> Suggestion:
    """The body for a matter in a commune; always exactly one. One query, two for a department."""
    return suggest_from(CompetenceRule.objects.in_force(on=on), category=category, kind=kind, commune=commune)


def suggest_from(
    rules: Iterable[CompetenceRule],
    *,
    category: str,
    kind: str,
    commune: Organisation,
    departments: Sequence[Organisation] | None = None,
) -> Suggestion:
    """The same with rules (and departments) that the caller has read already."""
    fitting = [rule for rule in rules if rule.fits(category, kind)]
    if not fitting:
        return Suggestion(commune, _NO_RULE)
    rule = max(fitting, key=lambda one: one.weight)
    if rule.level == Level.COMMUNE:
        return Suggestion(commune, rule.reason)
    if departments is None:
        departments = list(Organisation.objects.departments().filter(code=rule.department_code))
    for body in departments:
        if body.code == rule.department_code and body.parent_id == commune.parent_id:
            return Suggestion(body, rule.reason)
    return Suggestion(commune, _ABSENT)


def suggest_for(
    *, category: str, kind: str, body: Organisation | None, place: str, on: date
) -> Suggestion | None:
    """The suggestion for what a sender typed; None when nothing says in which commune it happened."""
    commune = body if body is not None and body.kind == OrganisationKind.COMMUNE else commune_named(place)
    if commune is None or not category:
        return None
    return suggest(category=category, kind=kind, commune=commune, on=on)


def commune_named(place: str) -> Organisation | None:
    """The commune that the words of a place name, by its own name, a former one or a village; None when unsure.

    Marks and capitals do not matter. A longer name wins over one that stands within it.
    """
    words = f" {' '.join(re.findall(r'[a-z0-9]+', fold(plain_text(place))))} "
    if not words.strip():
        return None
    named = _longest(words, _communes())
    if not named:
        named = _longest(words, FormerName.objects.values_list("name", "organisation_id"))
    if not named:
        named = _longest(words, Village.objects.values_list("name", "organisation_id"))
    return Organisation.objects.get(pk=named.pop()) if len(named) == 1 else None


def _communes() -> list[tuple[str, int]]:
    """Each commune under its full name and under its bare one: "Xã Tân Hưng", "Tân Hưng"."""
    found = []
    for name, type_name, pk in Organisation.objects.communes().values_list("name", "type_name", "pk"):
        found += [(name, pk), (name.removeprefix(type_name).strip(), pk)]
    return found


def _longest(words: str, names: Iterable[tuple[str, int]]) -> set[int]:
    """The keys under which the longest of the names that stand in the words is known."""
    best, keys = 0, set[int]()
    for name, key in names:
        folded = " ".join(re.findall(r"[a-z0-9]+", fold(name)))
        if not folded or len(folded) < best or f" {folded} " not in words:
            continue
        keys = keys | {key} if len(folded) == best else {key}
        best = len(folded)
    return keys
