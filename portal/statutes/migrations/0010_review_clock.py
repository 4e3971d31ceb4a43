"""Give the review of a disputed answer a clock. Reversing removes exactly these rows."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KINDS = ("report", "recommendation", "question", "complaint", "information_request")
FROM = "2020-01-01"
BASIS = "Tiêu chuẩn phục vụ của Cổng"
VALUES = {
    "counts_from": "dispute",
    "amount": 10,
    "unit": "working_day",
    "basis": BASIS,
    "certainty": "policy",
    "note": "Người xem xét lại không phải người đã soạn hay duyệt câu trả lời.",
}


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "ClockRule")._default_manager.using(schema_editor.connection.alias)
    for kind in KINDS:
        manager.get_or_create(kind=kind, stage="review", condition="", effective_from=FROM, defaults=VALUES)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "ClockRule")._default_manager.using(schema_editor.connection.alias)
    manager.filter(kind__in=KINDS, stage="review", effective_from=FROM, basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0009_after_answers")]

    operations = [
        migrations.AlterField(
            model_name="clockrule",
            name="stage",
            field=models.CharField(
                choices=[
                    ("acknowledge", "Tiếp nhận"),
                    ("accept", "Thụ lý"),
                    ("forward", "Chuyển"),
                    ("answer", "Trả lời"),
                    ("review", "Xem xét lại"),
                ],
                max_length=20,
                verbose_name="giai đoạn",
            ),
        ),
        migrations.AlterField(
            model_name="clockrule",
            name="counts_from",
            field=models.CharField(
                choices=[
                    ("receipt", "Ngày nhận"),
                    ("acceptance", "Ngày thụ lý"),
                    ("dispute", "Ngày đề nghị xem xét lại"),
                ],
                default="receipt",
                max_length=20,
                verbose_name="tính từ",
            ),
        ),
        migrations.RunPython(load, unload),
    ]
