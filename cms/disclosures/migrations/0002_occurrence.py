from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0001_initial"),
        ("organisations", "0001_initial"),
        ("statutes", "0002_load_facts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="obligation",
            name="obligation_once",
        ),
        migrations.AddField(
            model_name="disclosurepage",
            name="occurrence",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=60, verbose_name="vụ việc"
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="occurrence",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Phân biệt các nghĩa vụ phát sinh trong cùng một kỳ, ví dụ theo số quyết định.",
                max_length=60,
                verbose_name="vụ việc",
            ),
        ),
        migrations.AddConstraint(
            model_name="obligation",
            constraint=models.UniqueConstraint(
                fields=("organisation", "duty", "period", "occurrence"), name="obligation_once"
            ),
        ),
    ]
