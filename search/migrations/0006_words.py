from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal_search", "0005_synonyms")]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("documents", models.IntegerField()),
            ],
            options={"db_table": "search_word"},
        ),
    ]
