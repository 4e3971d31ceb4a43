"""Rebuild content/data/former_names.csv from version 0.6.0 of `vietnam-provinces`, which lists the places before July 2025.

    .venv/bin/pip download vietnam-provinces==0.6.0 --no-deps -d /tmp/old && unzip -d /tmp/old /tmp/old/*.whl
    .venv/bin/python -m content.tools.build_former_names /tmp/old/vietnam_provinces/data/nested-divisions.json

Each present commune carries the official code of one of the places that it was made of: that place's name and its
district's are certain. The names of the other places are not in any list of codes; administrators add them.
"""

import csv
import json
import sys
from pathlib import Path

from content.tools.build_organisations import DATA, tidy


def places_before(source: Path) -> dict[str, tuple[str, str]]:
    """Return the names of place and district by the five digits of the place's code."""
    provinces = json.loads(source.read_text(encoding="utf-8"))
    return {
        f"{ward['code']:05d}": (tidy(ward["name"]), tidy(district["name"]))
        for province in provinces
        for district in province["districts"]
        for ward in district["wards"]
    }


def main() -> None:
    before = places_before(Path(sys.argv[1]))
    with (DATA / "organisations.csv").open(encoding="utf-8", newline="") as file:
        communes = [row for row in csv.DictReader(file) if row["kind"] == "commune"]
    with (DATA / "former_names.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["code", "name"])
        for commune in communes:
            out.writerows(
                (commune["code"], name) for name in before[commune["code"]] if name != commune["name"]
            )


if __name__ == "__main__":
    main()
