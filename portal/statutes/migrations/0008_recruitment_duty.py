"""Notices of recruitment and appointment are a duty of every organisation. Reversing removes exactly this row."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROW = {"key": "recruitment", "effective_from": "2026-01-01"}
VALUES = {
    "title": "Thông báo tuyển dụng, bổ nhiệm và kết quả",
    "who": "every_organisation",
    "trigger": "document_issued",
    "publish_within": 5,
    "unit": "working_day",
    "keep_posted_days": 30,
    "keep_unit": "calendar_day",
    "posting_required": True,
    "period": "on_event",
    "basis": "Luật Phòng, chống tham nhũng 2018, Điều 10",
    "certainty": "unverified",
    "privacy": "Kết quả theo số báo danh; không nêu họ tên, số giấy tờ, điện thoại, địa chỉ của thí sinh.",
    "note": "Số ngày chưa đối chiếu văn bản; đặt theo thời hạn chung của Luật 10/2022/QH15, Điều 13.",
}


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "DisclosureDuty")._default_manager
    manager.using(schema_editor.connection.alias).get_or_create(**ROW, defaults=VALUES)


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    manager = apps.get_model("statutes", "DisclosureDuty")._default_manager
    manager.using(schema_editor.connection.alias).filter(**ROW).delete()


class Migration(migrations.Migration):
    dependencies = [("statutes", "0007_contact_confirmation")]

    operations = [migrations.RunPython(load, unload)]
