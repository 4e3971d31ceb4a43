"""Print what the score and the flags make of communes of known behaviour. Touches no database."""

from argparse import ArgumentParser
from collections import Counter
from statistics import mean
from typing import Any

from django.core.management.base import BaseCommand

from portal.accountability.docket import read
from portal.accountability.formula import load
from portal.accountability.scoring import OrganisationScore, score_docket
from portal.inspection.flags.registry import find
from portal.inspection.simulation.communes import END, GAMING, HONEST, START, ledger, province


class Command(BaseCommand):
    help = "Play communes of known behaviour in memory; print their score, rank and flags over the seeds."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seeds", type=int, default=20)

    def handle(self, *args: Any, **options: Any) -> None:
        seeds = range(options["seeds"])
        scores: dict[str, list[OrganisationScore]] = {}
        ranks: dict[str, list[int]] = {}
        flags: Counter[tuple[str, str]] = Counter()
        wrong: Counter[str] = Counter()
        honest = 0
        for seed in seeds:
            communes = province(seed)
            docket = read(ledger(seed), START.isoformat(), END.isoformat())
            for rank, score in enumerate(score_docket(docket, sorted(communes), load("1")), 1):
                scores.setdefault(score.organisation_code, []).append(score)
                ranks.setdefault(score.organisation_code, []).append(rank)
            honest += sum(item.honest for item in communes.values())
            for flag in find(docket):
                flags[flag.organisation, flag.rule] += 1
                wrong[flag.rule] += communes[flag.organisation].honest
        late = scores["honest_late"]
        for item in (*HONEST, *GAMING):
            mine = scores[item.key]
            caught = {rule: count for (code, rule), count in sorted(flags.items()) if code == item.key}
            below = sum((mine[n].score or 0) < (late[n].score or 0) for n in range(len(seeds)))
            self.stdout.write(
                f"{item.key}: score {mean(s.score or 0 for s in mine):.1f} "
                f"[{mean(s.low or 0 for s in mine):.1f}, {mean(s.high or 0 for s in mine):.1f}], "
                f"rank {mean(ranks[item.key]):.0f}, below honest_late in {below}/{len(seeds)}, flags {caught}"
            )
        self.stdout.write(f"false positives of {honest} honest commune-periods: {dict(wrong)}")
