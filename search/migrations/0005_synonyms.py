"""A table of synonyms with the first ones; the digests of all entries become old, so that they are written anew."""

import csv
from pathlib import Path

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_FIRST = Path(__file__).resolve().parent.parent / "data" / "synonyms.csv"


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    synonym = apps.get_model("portal_search", "Synonym")
    with _FIRST.open(encoding="utf-8", newline="") as file:
        synonym.objects.bulk_create(
            [
                synonym(
                    said=row["said"], means=row["means"].replace("|", "\n"), both_ways=row["both_ways"] == "1"
                )
                for row in csv.DictReader(file)
            ]
        )


class Migration(migrations.Migration):
    dependencies = [("portal_search", "0004_kind_of_audits")]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        help_text="Ví dụ: sổ đỏ. Viết đủ dấu, chữ thường.",
                        max_length=120,
                        unique=True,
                        verbose_name="người dân gõ",
                    ),
                ),
                (
                    "means",
                    models.TextField(
                        help_text="Mỗi dòng một cách gọi. Ví dụ: quyền sử dụng đất.",
                        max_length=1000,
                        verbose_name="trong văn bản gọi là",
                    ),
                ),
                (
                    "both_ways",
                    models.BooleanField(
                        default=False,
                        help_text="Chọn cho chữ viết tắt: gõ chữ đầy đủ cũng tìm ra chữ viết tắt.",
                        verbose_name="hiểu cả hai chiều",
                    ),
                ),
            ],
            options={
                "verbose_name": "từ đồng nghĩa",
                "verbose_name_plural": "từ đồng nghĩa",
                "db_table": "search_synonym",
                "ordering": ["said"],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
