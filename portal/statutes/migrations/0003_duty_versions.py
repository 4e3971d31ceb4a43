from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("statutes", "0002_load_facts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="disclosureduty",
            options={
                "ordering": ["plan_item", "title", "effective_from"],
                "verbose_name": "nghĩa vụ công khai",
                "verbose_name_plural": "nghĩa vụ công khai",
            },
        ),
        migrations.RemoveConstraint(
            model_name="disclosureduty",
            name="duty_fixed_date_is_given",
        ),
        migrations.AddField(
            model_name="disclosureduty",
            name="assumed_day",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Dùng khi chưa ai ghi nhận sự kiện làm phát sinh nghĩa vụ. Để trống: chờ ghi nhận.",
                null=True,
                verbose_name="ngày giả định",
            ),
        ),
        migrations.AddField(
            model_name="disclosureduty",
            name="assumed_month",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tháng giả định"),
        ),
        migrations.AddField(
            model_name="disclosureduty",
            name="assumed_year",
            field=models.SmallIntegerField(
                choices=[(-1, "Năm trước của kỳ"), (0, "Năm của kỳ"), (1, "Năm sau của kỳ")],
                default=0,
                verbose_name="năm giả định",
            ),
        ),
        migrations.AddField(
            model_name="disclosureduty",
            name="assumption",
            field=models.CharField(
                blank=True,
                help_text="Người dân đọc được.",
                max_length=250,
                verbose_name="vì sao giả định như vậy",
            ),
        ),
        migrations.AlterField(
            model_name="disclosureduty",
            name="key",
            field=models.SlugField(
                help_text="Để mở phiên bản mới: sao chép phiên bản hiện hành, giữ nguyên khóa, đổi nội dung và ngày hiệu lực. Phiên bản trước tự đóng vào ngày liền trước.",
                max_length=60,
                verbose_name="khóa",
            ),
        ),
        migrations.AlterField(
            model_name="disclosureduty",
            name="trigger",
            field=models.CharField(
                choices=[
                    ("period_begin", "Bắt đầu kỳ"),
                    ("period_end", "Kết thúc kỳ"),
                    ("last_working_day_of_march", "Ngày làm việc cuối cùng của tháng 3"),
                    ("fixed_date", "Ngày ấn định"),
                    ("before_date", "Trước ngày ấn định"),
                    ("change", "Có thay đổi"),
                    ("decision", "Có quyết định"),
                    ("council_session", "Khai mạc kỳ họp HĐND"),
                    ("document_issued", "Ban hành văn bản"),
                    ("report_submitted", "Gửi báo cáo"),
                    ("village_meeting", "Họp thôn, tổ dân phố"),
                    ("approval", "Được phê duyệt"),
                    ("draft_ready", "Có dự thảo"),
                    ("consultation_closes", "Kết thúc lấy ý kiến"),
                ],
                max_length=40,
                verbose_name="tính từ",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosureduty",
            constraint=models.UniqueConstraint(
                fields=("key", "effective_from"), name="duty_version_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosureduty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("trigger__in", ("fixed_date", "before_date")), _negated=True),
                    ("trigger_on__isnull", False),
                    _connector="OR",
                ),
                name="duty_dated_trigger_has_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosureduty",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("assumed_day__isnull", True), ("assumed_month__isnull", True)),
                    models.Q(
                        ("assumed_day__range", (1, 31)),
                        ("assumed_month__range", (1, 12)),
                        models.Q(("assumption", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="duty_assumption_is_whole",
            ),
        ),
    ]
