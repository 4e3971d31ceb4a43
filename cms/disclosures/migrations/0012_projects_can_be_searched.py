from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0011_boards_in_words_removed"),
    ]

    operations = [
        migrations.AddField(
            model_name="investmentprojectpage",
            name="folded",
            field=models.TextField(blank=True, default="", editable=False),
        ),
    ]
