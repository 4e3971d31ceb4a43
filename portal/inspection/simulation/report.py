"""What the score and the flags make of the invented communes, over several seeds. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import mean

from portal.accountability.formula import load
from portal.accountability.scoring import OrganisationScore, score_docket
from portal.inspection.flags.observing import read
from portal.inspection.flags.registry import RULES, TEXT_RULES, find
from portal.inspection.simulation.answers import HONEST_BODIES, find_in_answers
from portal.inspection.simulation.communes import END, GAMING, HONEST, START, Behaviour, ledger, province

YARDSTICK = "honest_late"


@dataclass(slots=True)
class Played:
    """Everything that was seen of all seeds. Keys of scores and ranks: formula version and commune."""

    seeds: int = 0
    honest: int = 0
    scores: dict[tuple[str, str], list[OrganisationScore]] = field(default_factory=dict)
    ranks: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    flags: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def below(self, version: str, code: str) -> int:
        """In how many seeds the commune scores below the one that answers late but honestly."""
        pairs = zip(self.scores[version, code], self.scores[version, YARDSTICK], strict=True)
        return sum((mine.score or 0) < (other.score or 0) for mine, other in pairs)

    def caught(self, code: str) -> dict[str, int]:
        """By rule, in how many seeds the commune is flagged."""
        return {rule.key: self.flags[code, rule.key] for rule in RULES if self.flags[code, rule.key]}


def play(seeds: Iterable[int], versions: Iterable[str] = ("1", "2")) -> Played:
    """Play the seeds; the same seeds always give the same figures."""
    communes, found = province(), Played()
    codes = sorted(communes)
    for seed in seeds:
        events = ledger(seed)
        docket, watch = read(events, START.isoformat(), END.isoformat())
        found.seeds += 1
        found.honest += sum(item.honest for item in communes.values())
        for flag in find(docket, watch):
            found.flags[flag.organisation, flag.rule] += 1
            found.wrong[flag.rule] += communes[flag.organisation].honest
        for version in versions:
            for rank, score in enumerate(score_docket(docket, codes, load(version)), 1):
                key = (version, score.organisation_code)
                found.scores.setdefault(key, []).append(score)
                found.ranks.setdefault(key, []).append(rank)
    return found


def measured(found: Played) -> dict[str, tuple[int, int]]:
    """Return by rule how many honest periods of communes it flagged, of how many; text rules on invented answers."""
    wrong: Counter[str] = Counter()
    for seed in range(found.seeds):
        wrong.update(flag.rule for flag in find_in_answers(seed) if flag.organisation.startswith("honest"))
    texts = {rule.key: (wrong[rule.key], found.seeds * HONEST_BODIES) for rule in TEXT_RULES}
    return {rule.key: (found.wrong[rule.key], found.honest) for rule in RULES} | texts


def lines(found: Played, version: str) -> list[str]:
    """Return a table in Markdown: score, interval, rank and flags of each behaviour under one formula."""
    head = f"| commune | score | 95 % | rank | below {YARDSTICK} | flags (of {found.seeds} seeds) |"
    return [head, "|---|---|---|---|---|---|", *(_line(found, version, item) for item in (*HONEST, *GAMING))]


def _line(found: Played, version: str, item: Behaviour) -> str:
    mine = found.scores[version, item.key]
    score, low, high = (mean(getattr(one, name) or 0 for one in mine) for name in ("score", "low", "high"))
    flags = ", ".join(f"{rule} {number}" for rule, number in found.caught(item.key).items()) or "none"
    rank = mean(found.ranks[version, item.key])
    below = f"{found.below(version, item.key)}/{found.seeds}"
    return f"| {item.key} | {score:.1f} | {low:.1f}–{high:.1f} | {rank:.0f} | {below} | {flags} |"
