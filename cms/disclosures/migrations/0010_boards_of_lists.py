"""The boards that lists named in words become posting places of their body, with a posting on each."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from portal.organisations.models import free_slug


def to_rows(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Old = apps.get_model("disclosures", "PostingPlace")
    Place = apps.get_model("organisations", "PostingPlace")
    Posting = apps.get_model("disclosures", "Posting")
    Obligation = apps.get_model("disclosures", "Obligation")
    places = {(row.organisation_id, row.name): row for row in Place.objects.all()}
    slugs: dict[int, set[str]] = {}
    for row in places.values():
        slugs.setdefault(row.organisation_id, set()).add(row.slug)
    seen = set()
    for old in Old.objects.select_related("page").order_by("page_id", "sort_order", "pk").iterator():
        page, name = old.page, old.place.strip()
        if not name or (page.pk, name) in seen:
            continue
        seen.add((page.pk, name))
        body = page.organisation_id
        place = places.get((body, name))
        if place is None:
            taken = slugs.setdefault(body, set())
            slug = free_slug(name, taken)
            taken.add(slug)
            place = Place.objects.create(organisation_id=body, name=name, slug=slug)
            places[body, name] = place
        public = page.first_disclosed_at is not None
        Posting.objects.create(
            page_id=page.pk,
            place=place,
            posted_from=page.posting_from if public else None,
            posted_until=page.posting_until if public else None,
            closed_at=page.posting_ended_at,
        )
        if public:
            Obligation.objects.filter(fulfilled_by_id=page.pk, posting_from__isnull=True).update(
                posting_from=page.posting_from, posting_until=page.posting_until
            )


def to_words(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Old = apps.get_model("disclosures", "PostingPlace")
    Posting = apps.get_model("disclosures", "Posting")
    List = apps.get_model("disclosures", "PoorHouseholdListPage")
    lists = List.objects.values_list("pk", flat=True)
    seen = set()
    for row in Posting.objects.filter(page_id__in=lists).select_related("place").order_by("page_id", "pk"):
        if (row.page_id, row.place_id) not in seen:
            seen.add((row.page_id, row.place_id))
            Old.objects.create(page_id=row.page_id, place=row.place.name, sort_order=len(seen))


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0009_postings"),
    ]

    operations = [
        migrations.RunPython(to_rows, to_words),
    ]
