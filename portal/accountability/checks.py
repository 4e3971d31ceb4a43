"""Tell at start-up what is wrong with a formula file, before any score is computed from it."""

from typing import Any

from django.core.checks import CheckMessage, Error

from portal.accountability.formula import BadFormula, load, versions


def check_formulas(**kwargs: Any) -> list[CheckMessage]:
    """Return an error for each formula file that cannot be used, and one when there is none at all."""
    names = versions()
    if not names:
        return [Error("Không có công thức chấm điểm nào.", id="accountability.E001")]
    found: list[CheckMessage] = []
    for name in names:
        try:
            load(name)
        except BadFormula as problem:
            found.append(Error(f"Công thức chấm điểm v{name}.json sai: {problem}", id="accountability.E002"))
    return found
