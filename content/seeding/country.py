"""Every commune of the country with its duties and nothing else, to measure the portal at that size."""

from datetime import date, datetime, time

from django.db import transaction

from cms.disclosures.services import ensure_structure, instantiate_duties, years_owed
from content.generators.corpus import places
from content.seeding import guard
from content.seeding.progress import Say, stage
from portal.core.models import SiteState
from portal.core.text import slugify_vi
from portal.organisations.models import Organisation
from portal.statutes.terms import ZONE


@transaction.atomic
def seed_country(*, today: date, say: Say) -> str:
    """Store 34 provinces and 3,321 communes with the obligations of the year; returns what was made.

    Raises guard.AlreadySeeded or guard.RealContent, and then nothing has changed.
    """
    guard.check()
    rows = places("country.csv")
    with stage(say, "Organisations of the whole country"):
        SiteState.mark_sample_data()
        stored: dict[str, Organisation] = {}
        for group in ([row for row in rows if not row.parent], [row for row in rows if row.parent]):
            new = [
                Organisation(
                    code=row.code,
                    name=row.name,
                    # Names repeat between provinces: the code keeps the address unique.
                    slug=f"{slugify_vi(row.name)}-{row.code}",
                    kind=row.kind,
                    type_name=row.type_name,
                    parent=stored.get(row.parent),
                    is_sample_data=True,
                )
                for row in group
            ]
            Organisation.objects.bulk_create(new, batch_size=500)
            stored.update({row.code: row for row in new})
    with stage(say, "Sections of the register"):
        ensure_structure()
    with stage(say, "Duties of the year"):
        opened = datetime.combine(date(today.year, 1, 1), time(7, 30), ZONE)
        owed = [instantiate_duties(year=year, at=opened) for year in years_owed(today)]
    return f"{len(stored)} organisations, {sum(map(len, owed))} obligations"
