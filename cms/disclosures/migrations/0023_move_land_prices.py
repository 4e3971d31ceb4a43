"""Put the rows that each price table has into a set of its own, and name it in the page's newest revisions."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def into_sets(apps: Any, schema_editor: Any) -> None:
    db = schema_editor.connection.alias
    pages, sets, rows = (
        apps.get_model("disclosures", name).objects.using(db)
        for name in ("LandPriceTablePage", "LandPriceSet", "LandPrice")
    )
    revisions = apps.get_model("wagtailcore", "Revision").objects.using(db)
    for page in pages.filter(row_count__gt=0):
        made = sets.create(
            page=page, created_at=timezone.now(), row_count=page.row_count, sha256=page.rows_sha256
        )
        rows.filter(page=page).update(price_set=made)
        pages.filter(pk=page.pk).update(price_set=made)
        for revision in revisions.filter(pk__in=[page.live_revision_id, page.latest_revision_id]):
            revision.content = {**revision.content, "price_set": made.pk}
            revision.save(update_fields=["content"])


def out_of_sets(apps: Any, schema_editor: Any) -> None:
    db = schema_editor.connection.alias
    pages, rows = (
        apps.get_model("disclosures", name).objects.using(db) for name in ("LandPriceTablePage", "LandPrice")
    )
    for page in pages.filter(price_set__isnull=False).select_related("price_set"):
        made = page.price_set
        pages.filter(pk=page.pk).update(row_count=made.row_count, rows_sha256=made.sha256)
        rows.filter(price_set=made).update(page=page)
    rows.filter(page=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0022_land_price_sets"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
    ]
    operations = [migrations.RunPython(into_sets, out_of_sets)]
