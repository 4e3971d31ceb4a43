import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statutes", "0004_assumed_triggers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Threshold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("land_draft_annual", "Lấy ý kiến kế hoạch sử dụng đất hằng năm (ngày)"),
                            ("land_draft_commune", "Lấy ý kiến quy hoạch sử dụng đất cấp xã (ngày)"),
                            ("land_draft_province", "Lấy ý kiến quy hoạch sử dụng đất cấp tỉnh (ngày)"),
                            ("contribution_vote", "Hộ tán thành khoản đóng góp (phần trên tổng số hộ)"),
                        ],
                        max_length=30,
                        verbose_name="mức",
                    ),
                ),
                (
                    "amount",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="số"
                    ),
                ),
                (
                    "per",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Với số ngày để 1; với tỷ lệ hai phần ba ghi 2 trên 3.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="trên",
                    ),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                (
                    "certainty",
                    models.CharField(
                        choices=[
                            ("verified", "Đã đối chiếu văn bản"),
                            ("policy", "Tiêu chuẩn của tỉnh"),
                            ("unverified", "Chưa đối chiếu"),
                        ],
                        max_length=20,
                        verbose_name="mức chắc chắn",
                    ),
                ),
                ("effective_from", models.DateField(verbose_name="hiệu lực từ")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="hiệu lực đến hết")),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
            ],
            options={
                "verbose_name": "mức tối thiểu theo luật",
                "verbose_name_plural": "mức tối thiểu theo luật",
                "ordering": ["key", "effective_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "effective_from"), name="threshold_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to__isnull", True),
                            ("effective_to__gte", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="threshold_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 1), ("per__gte", 1)), name="threshold_is_positive"
                    ),
                ],
            },
        ),
    ]
