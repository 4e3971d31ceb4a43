from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0019_stage_of_new_answers")]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="next_due_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="hạn gần nhất"),
        ),
    ]
