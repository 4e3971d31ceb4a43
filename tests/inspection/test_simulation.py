from collections import Counter

from portal.accountability.docket import read
from portal.inspection.flags.registry import find
from portal.inspection.simulation.communes import END, START, ledger, province

SEEDS = range(6)


def test_a_seed_gives_the_same_ledger_and_another_seed_another() -> None:
    assert ledger(1) == ledger(1) != ledger(2)
    assert len(province(1)) == 104


def test_flags_catch_what_they_are_for_and_rarely_the_honest() -> None:
    caught: Counter[tuple[str, str]] = Counter()
    wrong = honest = 0
    for seed in SEEDS:
        communes = province(seed)
        honest += sum(item.honest for item in communes.values())
        for flag in find(read(ledger(seed), START.isoformat(), END.isoformat())):
            caught[flag.organisation, flag.rule] += 1
            wrong += communes[flag.organisation].honest
    for code in ("early_closer", "rater_of_itself"):
        assert caught[code, "last_day_answers"] == len(SEEDS)
    assert caught["silent_acknowledger", "acknowledged_never_answered"] == len(SEEDS)
    assert wrong <= honest * 0.02
