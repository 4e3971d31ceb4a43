"""How often each rule was wrong about honest communes in simulation: a data file that the simulation writes."""

import json
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "measured.json"


@cache
def false_positives() -> dict[str, tuple[int, int]]:
    """Return by rule: wrongly flagged, and how many honest periods of communes were looked at."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return {rule: (wrong, looked_at) for rule, (wrong, looked_at) in data.items()}


def write(found: dict[str, tuple[int, int]]) -> None:
    rows = ",\n".join(f'  "{rule}": [{wrong}, {looked_at}]' for rule, (wrong, looked_at) in found.items())
    FILE.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    false_positives.cache_clear()
