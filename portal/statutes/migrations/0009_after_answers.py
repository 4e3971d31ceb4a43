"""Say when senders are asked again, when answered cases close and how often one may be reviewed.

Reversing removes exactly these rows.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FROM = "2020-01-01"
BASIS = "Tiêu chuẩn của cổng"
AMOUNTS = {"answer_asked_again": 14, "answer_closes": 30, "disputes_of_a_case": 2}


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    for key, amount in AMOUNTS.items():
        values = {"amount": amount, "basis": BASIS, "certainty": "policy"}
        manager.get_or_create(key=key, effective_from=FROM, defaults=values)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    manager.filter(key__in=AMOUNTS, effective_from=FROM, basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0008_recruitment_duty")]

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
                    ("answer_asked_again", "Hỏi lại người gửi sau khi trả lời (ngày)"),
                    ("answer_closes", "Hồ sơ đã trả lời tự kết thúc sau (ngày)"),
                    ("disputes_of_a_case", "Số lần xem xét lại một hồ sơ (nhiều nhất)"),
                ],
                max_length=30,
                verbose_name="mức",
            ),
        ),
        migrations.RunPython(load, unload),
    ]
