"""How long a letter that became no case is kept. Reversing removes exactly this row."""

from datetime import date

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROW = {"what": "letters", "kind": "", "effective_from": date(2025, 7, 1)}
BASIS = "Luật Bảo vệ dữ liệu cá nhân 2025: chỉ lưu trong thời gian cần thiết; số ngày do đơn vị vận hành đặt"


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("feedback", "RetentionRule")._default_manager
    manager.using(schema_editor.connection.alias).get_or_create(**ROW, defaults={"days": 90, "basis": BASIS})


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("feedback", "RetentionRule")._default_manager
    manager.using(schema_editor.connection.alias).filter(**ROW).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0015_second_instance"),
    ]

    operations = [
        migrations.AlterField(
            model_name="retentionrule",
            name="what",
            field=models.CharField(
                choices=[
                    ("contact", "Thông tin liên hệ"),
                    ("attachments", "Tệp đính kèm"),
                    ("covered", "Bản gốc của phần đã che"),
                    ("private_text", "Nội dung không công khai"),
                    ("letters", "Thư đến đã bỏ (tính từ khi đến)"),
                    ("staged", "Tệp của thư chưa gửi (tính từ khi tải lên)"),
                ],
                max_length=15,
                verbose_name="xoá gì",
            ),
        ),
        migrations.RunPython(load, unload),
    ]
