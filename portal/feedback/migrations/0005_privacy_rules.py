"""The first rules of publication and retention. Reversing removes exactly these rows.

The numbers of days are the operator's to set; none was found in a legal text, and each row says so.
"""

from datetime import date

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

START = date(2025, 7, 1)
BASIS = "Luật Bảo vệ dữ liệu cá nhân 2025: chỉ lưu trong thời gian cần thiết; số ngày do đơn vị vận hành đặt"
MODERATION = [("", False), ("conduct", True), ("security", True)]
RETENTION = [
    ("contact", "", 180),
    ("contact", "complaint", 365),
    ("attachments", "", 1095),
    ("attachments", "complaint", 1825),
    ("covered", "", 365),
    ("private_text", "", 1095),
    ("private_text", "complaint", 1825),
    ("staged", "", 1),
]


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    for category, holds in MODERATION:
        apps.get_model("feedback", "ModerationRule")._default_manager.using(alias).get_or_create(
            category=category, effective_from=START, defaults={"holds": holds}
        )
    for what, kind, days in RETENTION:
        apps.get_model("feedback", "RetentionRule")._default_manager.using(alias).get_or_create(
            what=what, kind=kind, effective_from=START, defaults={"days": days, "basis": BASIS}
        )


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = schema_editor.connection.alias
    rules = apps.get_model("feedback", "ModerationRule")._default_manager.using(alias)
    for category, _ in MODERATION:
        rules.filter(category=category, effective_from=START).delete()
    limits = apps.get_model("feedback", "RetentionRule")._default_manager.using(alias)
    for what, kind, _ in RETENTION:
        limits.filter(what=what, kind=kind, effective_from=START).delete()


class Migration(migrations.Migration):
    dependencies = [("feedback", "0004_privacy")]

    operations = [migrations.RunPython(load, unload)]
