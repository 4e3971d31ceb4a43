"""Which importers there are."""

from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from cms.disclosures.importers.base import Importer

# kind -> importer class
KINDS: dict[str, str] = {
    "budget": "cms.disclosures.importers.budget.BudgetImporter",
    "land_prices": "cms.disclosures.importers.land_prices.LandPriceImporter",
    "plan_areas": "cms.disclosures.importers.land.PlanAreaImporter",
}


@cache
def importer_for(kind: str) -> Importer:
    """Return the importer of this kind; raises KeyError for one that nobody knows."""
    importer: Importer = import_string(KINDS[kind])()
    return importer


def importer_of(page: Any) -> Importer | None:
    """Return the importer for this type of page, None when there is none."""
    found = (importer_for(kind) for kind in KINDS)
    return next((importer for importer in found if isinstance(page, importer.page_type)), None)
