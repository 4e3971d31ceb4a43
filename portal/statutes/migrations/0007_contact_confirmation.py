"""Say for how many days a head's published contacts count as confirmed. Reversing removes exactly this row."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROW = {"key": "contact_confirmation", "effective_from": "2026-01-01"}
VALUES = {
    "amount": 90,
    "basis": "Tiêu chuẩn của cổng để thực hiện Kế hoạch 19/KH-UBND mục II.1.2.a",
    "certainty": "policy",
}


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    manager.get_or_create(**ROW, defaults=VALUES)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    manager.filter(**ROW).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0006_load_thresholds")]

    operations = [
        migrations.AlterField(
            model_name="threshold",
            name="key",
            field=models.CharField(
                choices=[
                    ("land_draft_annual", "Lấy ý kiến kế hoạch sử dụng đất hằng năm (ngày)"),
                    ("land_draft_commune", "Lấy ý kiến quy hoạch sử dụng đất cấp xã (ngày)"),
                    ("land_draft_province", "Lấy ý kiến quy hoạch sử dụng đất cấp tỉnh (ngày)"),
                    ("contribution_vote", "Hộ tán thành khoản đóng góp (phần trên tổng số hộ)"),
                    ("contact_confirmation", "Xác nhận lại liên hệ của người đứng đầu (nhiều nhất, ngày)"),
                ],
                max_length=30,
                verbose_name="mức",
            ),
        ),
        migrations.RunPython(load, unload),
    ]
