"""Say how long after freezing a body may appeal a row of its score. Reversing removes exactly this row."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KEY = "score_appeal_within"
FROM = "2020-01-01"
BASIS = "Tiêu chuẩn của cổng"


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    values = {"amount": 30, "basis": BASIS, "certainty": "policy"}
    manager.get_or_create(key=KEY, effective_from=FROM, defaults=values)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "Threshold")._default_manager.using(schema_editor.connection.alias)
    manager.filter(key=KEY, effective_from=FROM, basis=BASIS).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0016_tip_kept")]

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
                    ("posting_photo_start", "Ảnh khi bắt đầu niêm yết đến chậm nhất sau (ngày làm việc)"),
                    ("posting_photo_end", "Ảnh khi kết thúc niêm yết đến chậm nhất sau (ngày làm việc)"),
                    ("duty_reminder_first", "Nhắc việc công khai lần đầu, trước hạn (ngày làm việc)"),
                    ("duty_reminder_last", "Nhắc việc công khai lần cuối, trước hạn (ngày làm việc)"),
                    ("follow_ends", "Xoá địa chỉ người theo dõi sau khi hồ sơ kết thúc (ngày)"),
                    ("answer_asked_again", "Hỏi lại người gửi sau khi trả lời (ngày)"),
                    ("answer_closes", "Hồ sơ đã trả lời tự kết thúc sau (ngày)"),
                    ("disputes_of_a_case", "Số lần xem xét lại một hồ sơ (nhiều nhất)"),
                    ("complain_again_within", "Khiếu nại lần hai trong vòng (ngày)"),
                    ("tip_kept", "Xoá hộp niêm của tố cáo sau khi kết thúc (ngày)"),
                    ("score_appeal_within", "Khiếu nại dòng điểm sau khi chốt, trong vòng (ngày)"),
                    ("entered_late", "Nhập đơn giấy, cuộc gọi lùi ngày (nhiều nhất, ngày)"),
                ],
                max_length=30,
                verbose_name="mức",
            ),
        ),
        migrations.RunPython(load, unload),
    ]
