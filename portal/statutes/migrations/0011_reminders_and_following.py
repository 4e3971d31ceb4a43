"""Say when staff are reminded of a duty and how long a follower's address is kept. Reversing removes these rows."""

from datetime import date

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FROM = date(2026, 1, 1)
BASIS = "Tiêu chuẩn của cổng"
AMOUNTS = {"duty_reminder_first": 5, "duty_reminder_last": 1, "follow_ends": 30}


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    for key, amount in AMOUNTS.items():
        values = {"amount": amount, "basis": BASIS, "certainty": "policy"}
        manager.get_or_create(key=key, effective_from=FROM, defaults=values)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    manager.filter(key__in=AMOUNTS, effective_from=FROM, basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("statutes", "0010_review_clock"),
    ]

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
                    ("duty_reminder_first", "Nhắc việc công khai lần đầu, trước hạn (ngày làm việc)"),
                    ("duty_reminder_last", "Nhắc việc công khai lần cuối, trước hạn (ngày làm việc)"),
                    ("follow_ends", "Xoá địa chỉ người theo dõi sau khi hồ sơ kết thúc (ngày)"),
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
