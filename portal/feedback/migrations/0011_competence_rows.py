"""The first rows of who answers what; an administrator keeps them. Reversing removes exactly these rows."""

from datetime import date

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

START = date(2025, 7, 1)
_COMMUNE = "Ủy ban nhân dân xã, phường nơi xảy ra việc"
# category, kind, department ("" for the commune), reason
ROWS = [
    ("", "", "", f"{_COMMUNE} giải quyết, hoặc chuyển đúng cơ quan và báo cho bạn."),
    ("", "complaint", "", "Nơi đã ra quyết định hoặc làm việc bị khiếu nại xem xét lần đầu."),
    ("land", "complaint", "", "Nơi đã ra quyết định về đất đai xem xét khiếu nại lần đầu."),
    ("roads", "", "", f"{_COMMUNE} quản lý đường thôn, đường xã; đường tỉnh sẽ được chuyển Sở Xây dựng."),
    ("environment", "", "", f"{_COMMUNE} lo thu gom rác và kiểm tra ô nhiễm tại chỗ."),
    ("land", "", "", f"{_COMMUNE} quản lý đất đai, trật tự xây dựng trên địa bàn."),
    (
        "water_power",
        "",
        "HY-SXD",
        "Sở Xây dựng quản lý cấp nước và hạ tầng kỹ thuật, làm việc với các đơn vị cấp.",
    ),
    ("procedures", "", "", "Trung tâm Phục vụ hành chính công của xã, phường nhận và trả hồ sơ của bạn."),
    ("health", "", "HY-SYT", "Sở Y tế quản lý bệnh viện, trung tâm y tế và trạm y tế trong tỉnh."),
    ("education", "", "", "Trường mầm non, tiểu học, trung học cơ sở thuộc xã, phường."),
    ("social", "", "", f"{_COMMUNE} xét hộ nghèo và chi trả chính sách."),
    ("security", "", "HY-CA", "Công an xã, phường thuộc Công an tỉnh."),
    (
        "conduct",
        "",
        "",
        "Người đứng đầu xã, phường chịu trách nhiệm về cán bộ của mình.",
    ),
    ("violation", "", "", "Đơn vị phải công khai là nơi trả lời trước."),
]


def load(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rules = apps.get_model("feedback", "CompetenceRule")._default_manager.using(
        schema_editor.connection.alias
    )
    for category, kind, department, reason in ROWS:
        level = "department" if department else "commune"
        rules.get_or_create(
            category=category,
            kind=kind,
            effective_from=START,
            defaults={"level": level, "department_code": department, "reason": reason},
        )


def unload(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rules = apps.get_model("feedback", "CompetenceRule")._default_manager.using(
        schema_editor.connection.alias
    )
    for category, kind, _, reason in ROWS:
        rules.filter(category=category, kind=kind, effective_from=START, reason=reason).delete()


class Migration(migrations.Migration):
    dependencies = [("feedback", "0010_competence")]
    operations = [migrations.RunPython(load, unload)]
