"""Give the answer after an upheld dispute a clock, and say how long after a decision a complaint may go higher.

Reversing removes exactly these rows.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KINDS = (
    "report",
    "recommendation",
    "question",
    "complaint",
    "complaint_second",
    "information_request",
    "supervision_board",
    "accountability_request",
)
FROM = "2020-01-01"
BASIS = "Tiêu chuẩn phục vụ của Cổng"
CLOCK = {
    "counts_from": "review",
    "amount": 10,
    "unit": "working_day",
    "basis": BASIS,
    "certainty": "policy",
    "note": "Khi người xem xét lại chấp nhận, đơn vị phải trả lời lại trong thời hạn này.",
}
KEY, LAW = "complain_again_within", "Luật Khiếu nại 2011, Điều 33"
LIMIT = {
    "amount": 30,
    "basis": LAW,
    "certainty": "unverified",
    "note": "Vùng sâu, vùng xa có thể dài hơn; thời gian có trở ngại khách quan không tính.",
}


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database = schema_editor.connection.alias
    clocks = apps.get_model("statutes", "ClockRule")._default_manager.using(database)
    for kind in KINDS:
        clocks.get_or_create(kind=kind, stage="reanswer", condition="", effective_from=FROM, defaults=CLOCK)
    limits = apps.get_model("statutes", "Threshold")._default_manager.using(database)
    limits.get_or_create(key=KEY, effective_from="2012-07-01", defaults=LIMIT)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database = schema_editor.connection.alias
    clocks = apps.get_model("statutes", "ClockRule")._default_manager.using(database)
    clocks.filter(stage="reanswer", effective_from=FROM, basis=BASIS).delete()
    limits = apps.get_model("statutes", "Threshold")._default_manager.using(database)
    limits.filter(key=KEY, effective_from="2012-07-01", basis=LAW).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0014_posting_proof")]

    operations = [
        migrations.AlterField(
            model_name="clockrule",
            name="counts_from",
            field=models.CharField(
                choices=[
                    ("receipt", "Ngày nhận"),
                    ("acceptance", "Ngày thụ lý"),
                    ("dispute", "Ngày đề nghị xem xét lại"),
                    ("review", "Ngày quyết định xem xét lại"),
                ],
                default="receipt",
                max_length=20,
                verbose_name="tính từ",
            ),
        ),
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
                    ("reanswer", "Trả lời lại"),
                ],
                max_length=20,
                verbose_name="giai đoạn",
            ),
        ),
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
                    ("entered_late", "Nhập đơn giấy, cuộc gọi lùi ngày (nhiều nhất, ngày)"),
                ],
                max_length=30,
                verbose_name="mức",
            ),
        ),
        migrations.RunPython(load, unload),
    ]
