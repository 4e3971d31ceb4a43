import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0023_move_land_prices")]

    operations = [
        migrations.RemoveIndex(model_name="landprice", name="land_price_order"),
        migrations.RemoveIndex(model_name="landprice", name="land_price_key"),
        migrations.RemoveIndex(model_name="landprice", name="land_price_road"),
        migrations.RemoveField(model_name="landprice", name="page"),
        migrations.RemoveField(model_name="landpricetablepage", name="row_count"),
        migrations.RemoveField(model_name="landpricetablepage", name="rows_sha256"),
        migrations.AlterField(
            model_name="landprice",
            name="price_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="disclosures.landpriceset",
            ),
        ),
        migrations.AddIndex(
            model_name="landprice",
            index=models.Index(fields=["price_set", "number"], name="land_price_in_order"),
        ),
        migrations.AddIndex(
            model_name="landprice",
            index=models.Index(fields=["price_set", "key"], name="land_price_by_key"),
        ),
        migrations.AddIndex(
            model_name="landprice",
            index=models.Index(fields=["price_set", "commune", "road_folded"], name="land_price_by_road"),
        ),
    ]
