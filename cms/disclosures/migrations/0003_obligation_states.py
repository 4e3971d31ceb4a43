import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0002_occurrence"),
        ("organisations", "0001_initial"),
        ("statutes", "0002_load_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Exemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("did_not_arise", "Không phát sinh trong kỳ"),
                            ("other_body", "Do cơ quan khác công khai"),
                            ("secret", "Thông tin không được tiếp cận theo luật"),
                            ("merged", "Đơn vị sáp nhập, giải thể hoặc mới thành lập"),
                            ("force_majeure", "Thiên tai, sự kiện bất khả kháng"),
                            ("other", "Lý do khác"),
                        ],
                        max_length=20,
                        verbose_name="căn cứ không áp dụng",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        help_text="Người dân đọc được. Không ghi tên hay thông tin cá nhân.",
                        max_length=500,
                        verbose_name="giải thích",
                    ),
                ),
                ("proposed_role", models.CharField(editable=False, max_length=20)),
                ("proposed_at", models.DateTimeField(editable=False, verbose_name="đề nghị lúc")),
                ("approved_role", models.CharField(blank=True, editable=False, max_length=20)),
                (
                    "approved_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="chấp thuận lúc"),
                ),
                ("refused_at", models.DateTimeField(editable=False, null=True, verbose_name="từ chối lúc")),
                ("refusal", models.CharField(blank=True, max_length=500, verbose_name="lý do từ chối")),
                ("lifted_at", models.DateTimeField(editable=False, null=True, verbose_name="bãi bỏ lúc")),
                ("lift_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do bãi bỏ")),
            ],
            options={
                "verbose_name": "trường hợp không áp dụng",
                "verbose_name_plural": "trường hợp không áp dụng",
                "ordering": ["-proposed_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="obligation",
            name="duty_key",
            field=models.SlugField(
                db_index=False, default="", editable=False, max_length=60, verbose_name="mã nội dung"
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="exempted_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="không áp dụng từ ngày"
            ),
        ),
        migrations.AddField(
            model_name="obligation",
            name="is_assumed",
            field=models.BooleanField(default=False, verbose_name="ngày phát sinh là giả định"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="posting_broken_on",
            field=models.DateField(blank=True, null=True, verbose_name="niêm yết gián đoạn ngày"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="posting_from",
            field=models.DateField(blank=True, null=True, verbose_name="niêm yết từ ngày"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="posting_proven_on",
            field=models.DateField(blank=True, null=True, verbose_name="có minh chứng niêm yết ngày"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="posting_until",
            field=models.DateField(blank=True, null=True, verbose_name="niêm yết đến hết ngày"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="trigger_document",
            field=models.CharField(blank=True, max_length=80, verbose_name="văn bản làm phát sinh"),
        ),
        migrations.AddField(
            model_name="obligation",
            name="triggered_on",
            field=models.DateField(blank=True, null=True, verbose_name="ngày phát sinh"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(fields=["duty_key", "period"], name="obligation_key_period"),
        ),
        migrations.AddField(
            model_name="exemption",
            name="approved_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="obligation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exemptions",
                to="disclosures.obligation",
                verbose_name="nghĩa vụ",
            ),
        ),
        migrations.AddField(
            model_name="exemption",
            name="proposed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at__isnull", True), ("refused_at__isnull", True)),
                fields=("obligation",),
                name="exemption_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_at__isnull", True), ("refused_at__isnull", True), _connector="OR"
                ),
                name="exemption_approved_or_refused",
            ),
        ),
    ]
