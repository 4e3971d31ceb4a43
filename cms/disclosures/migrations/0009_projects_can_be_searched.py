from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0008_land_areas_and_contributions"),
    ]

    operations = [
        migrations.AddField(
            model_name="investmentprojectpage",
            name="folded",
            field=models.TextField(blank=True, default="", editable=False),
        ),
    ]
