import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0021_personal_data")]

    operations = [
        migrations.CreateModel(
            name="LandPriceSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="nhập lúc")),
                ("row_count", models.PositiveIntegerField(verbose_name="số dòng giá")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="price_sets",
                        to="disclosures.landpricetablepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần nhập giá đất",
                "verbose_name_plural": "các lần nhập giá đất",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="landpricetablepage",
            name="price_set",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="disclosures.landpriceset",
            ),
        ),
        # Without a value for as long as rows are on their way, there and back.
        migrations.AlterField(
            model_name="landprice",
            name="page",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="prices",
                to="disclosures.landpricetablepage",
            ),
        ),
        migrations.AddField(
            model_name="landprice",
            name="price_set",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="disclosures.landpriceset",
            ),
        ),
    ]
