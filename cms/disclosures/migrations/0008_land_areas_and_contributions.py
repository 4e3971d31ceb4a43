from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

import cms.disclosures.models.attachments
import cms.disclosures.models.on_event


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0007_refused_schedule"),
        ("organisations", "0002_posting_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="landuseplanpage",
            name="is_adjustment",
            field=models.BooleanField(
                default=False,
                help_text="Điều chỉnh một quy hoạch, kế hoạch đã được duyệt.",
                verbose_name="là bản điều chỉnh",
            ),
        ),
        migrations.AddField(
            model_name="landuseplanpage",
            name="scope",
            field=models.CharField(
                choices=[
                    ("annual", "Kế hoạch sử dụng đất hằng năm"),
                    ("commune", "Quy hoạch sử dụng đất cấp xã"),
                    ("province", "Quy hoạch, kế hoạch sử dụng đất cấp tỉnh"),
                ],
                default="annual",
                max_length=10,
                verbose_name="loại",
            ),
        ),
        migrations.AddField(
            model_name="landuseplanpage",
            name="valid_from",
            field=models.DateField(
                blank=True,
                help_text="Để trống: cả năm, với kế hoạch hằng năm.",
                null=True,
                verbose_name="kỳ từ ngày",
            ),
        ),
        migrations.AddField(
            model_name="landuseplanpage",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="kỳ đến hết ngày"),
        ),
        migrations.CreateModel(
            name="ContributionPage",
            fields=[
                (
                    "disclosurepage_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="disclosures.disclosurepage",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("proposed", "Đang bàn, chưa biểu quyết"),
                            ("refused", "Không được thông qua"),
                            ("agreed", "Đã được thông qua"),
                            ("collecting", "Đang huy động, thực hiện"),
                            ("done", "Đã quyết toán"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="giai đoạn",
                    ),
                ),
                (
                    "proposal",
                    models.TextField(
                        help_text="Làm gì, vì sao, ai được lợi, mức đóng góp. Không ghi tên hộ, tên người.",
                        max_length=4000,
                        verbose_name="đề xuất",
                    ),
                ),
                (
                    "rate",
                    models.CharField(
                        blank=True,
                        help_text="Ví dụ: 500.000 đồng một hộ; 2 ngày công một hộ.",
                        max_length=150,
                        verbose_name="mức đóng góp",
                    ),
                ),
                ("voted_on", models.DateField(blank=True, null=True, verbose_name="ngày biểu quyết")),
                (
                    "households_total",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="tổng số hộ"),
                ),
                (
                    "votes_for",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số hộ tán thành"),
                ),
                (
                    "votes_against",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số hộ không tán thành"),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("dong", "đồng"), ("million", "triệu đồng")],
                        default="million",
                        max_length=10,
                        verbose_name="đơn vị tính",
                    ),
                ),
                (
                    "income_planned",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=20,
                        null=True,
                        verbose_name="tổng thu theo kế hoạch",
                    ),
                ),
                (
                    "income_actual",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=20, null=True, verbose_name="đã thu"
                    ),
                ),
                (
                    "spending_planned",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=20,
                        null=True,
                        verbose_name="tổng chi theo kế hoạch",
                    ),
                ),
                (
                    "spending_actual",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=20, null=True, verbose_name="đã chi"
                    ),
                ),
                (
                    "contact_body",
                    models.CharField(
                        help_text="Tên ban, cơ quan phụ trách; không ghi tên người. Ví dụ: Ban công tác Mặt trận thôn Đông.",
                        max_length=200,
                        verbose_name="nơi giải đáp",
                    ),
                ),
                (
                    "contact_telephone",
                    models.CharField(
                        blank=True,
                        help_text="Không ghi số cá nhân.",
                        max_length=30,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9 .()+-]{3,30}$",
                                "Chỉ gồm chữ số, dấu cách, dấu chấm, gạch nối, ngoặc và dấu +.",
                            )
                        ],
                        verbose_name="điện thoại công vụ",
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="hộp thư công vụ"),
                ),
                (
                    "village",
                    models.ForeignKey(
                        blank=True,
                        help_text="Để trống nếu huy động trong cả xã, phường.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.village",
                        verbose_name="thôn, tổ dân phố",
                    ),
                ),
            ],
            options={
                "verbose_name": "khoản đóng góp của Nhân dân",
                "verbose_name_plural": "khoản đóng góp của Nhân dân",
            },
            bases=(cms.disclosures.models.on_event.OnEvent, "disclosures.disclosurepage"),
        ),
        migrations.CreateModel(
            name="ContributionLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("income", "Thu"), ("spending", "Chi")],
                        default="income",
                        max_length=10,
                        verbose_name="phần",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Ví dụ: Đóng góp của các hộ; Mua vật liệu. Không ghi tên hộ.",
                        max_length=200,
                        verbose_name="mục",
                    ),
                ),
                (
                    "planned",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=20,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="kế hoạch",
                    ),
                ),
                (
                    "actual",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="thực tế",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="disclosures.contributionpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục thu, chi",
                "verbose_name_plural": "mục thu, chi",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "code",
                    models.CharField(
                        help_text="Ký hiệu trên bản đồ, số tờ và số thửa.",
                        max_length=40,
                        verbose_name="ký hiệu",
                    ),
                ),
                (
                    "place",
                    models.CharField(help_text="Thôn, tuyến đường.", max_length=200, verbose_name="vị trí"),
                ),
                (
                    "land_now",
                    models.CharField(
                        choices=[
                            ("LUA", "Đất trồng lúa"),
                            ("HNK", "Đất trồng cây hằng năm khác"),
                            ("CLN", "Đất trồng cây lâu năm"),
                            ("RUN", "Đất rừng"),
                            ("NTS", "Đất nuôi trồng thủy sản"),
                            ("CNT", "Đất chăn nuôi tập trung"),
                            ("NKH", "Đất nông nghiệp khác"),
                            ("ONT", "Đất ở tại nông thôn"),
                            ("ODT", "Đất ở tại đô thị"),
                            ("TSC", "Đất trụ sở cơ quan"),
                            ("DSN", "Đất công trình sự nghiệp"),
                            ("DVH", "Đất cơ sở văn hóa"),
                            ("DYT", "Đất cơ sở y tế"),
                            ("DGD", "Đất cơ sở giáo dục"),
                            ("DTT", "Đất cơ sở thể dục, thể thao"),
                            ("SKK", "Đất khu công nghiệp"),
                            ("SKN", "Đất cụm công nghiệp"),
                            ("TMD", "Đất thương mại, dịch vụ"),
                            ("SKC", "Đất cơ sở sản xuất phi nông nghiệp"),
                            ("DGT", "Đất giao thông"),
                            ("DTL", "Đất thủy lợi"),
                            ("DNL", "Đất năng lượng, chiếu sáng công cộng"),
                            ("DRA", "Đất xử lý chất thải"),
                            ("DCH", "Đất chợ"),
                            ("DKV", "Đất khu vui chơi, sinh hoạt cộng đồng"),
                            ("TON", "Đất tôn giáo"),
                            ("TIN", "Đất tín ngưỡng"),
                            ("NTD", "Đất nghĩa trang"),
                            ("MNC", "Đất có mặt nước"),
                            ("QPA", "Đất quốc phòng, an ninh"),
                            ("PNK", "Đất phi nông nghiệp khác"),
                            ("CSD", "Đất chưa sử dụng"),
                        ],
                        max_length=3,
                        verbose_name="loại đất hiện nay",
                    ),
                ),
                (
                    "land_planned",
                    models.CharField(
                        choices=[
                            ("LUA", "Đất trồng lúa"),
                            ("HNK", "Đất trồng cây hằng năm khác"),
                            ("CLN", "Đất trồng cây lâu năm"),
                            ("RUN", "Đất rừng"),
                            ("NTS", "Đất nuôi trồng thủy sản"),
                            ("CNT", "Đất chăn nuôi tập trung"),
                            ("NKH", "Đất nông nghiệp khác"),
                            ("ONT", "Đất ở tại nông thôn"),
                            ("ODT", "Đất ở tại đô thị"),
                            ("TSC", "Đất trụ sở cơ quan"),
                            ("DSN", "Đất công trình sự nghiệp"),
                            ("DVH", "Đất cơ sở văn hóa"),
                            ("DYT", "Đất cơ sở y tế"),
                            ("DGD", "Đất cơ sở giáo dục"),
                            ("DTT", "Đất cơ sở thể dục, thể thao"),
                            ("SKK", "Đất khu công nghiệp"),
                            ("SKN", "Đất cụm công nghiệp"),
                            ("TMD", "Đất thương mại, dịch vụ"),
                            ("SKC", "Đất cơ sở sản xuất phi nông nghiệp"),
                            ("DGT", "Đất giao thông"),
                            ("DTL", "Đất thủy lợi"),
                            ("DNL", "Đất năng lượng, chiếu sáng công cộng"),
                            ("DRA", "Đất xử lý chất thải"),
                            ("DCH", "Đất chợ"),
                            ("DKV", "Đất khu vui chơi, sinh hoạt cộng đồng"),
                            ("TON", "Đất tôn giáo"),
                            ("TIN", "Đất tín ngưỡng"),
                            ("NTD", "Đất nghĩa trang"),
                            ("MNC", "Đất có mặt nước"),
                            ("QPA", "Đất quốc phòng, an ninh"),
                            ("PNK", "Đất phi nông nghiệp khác"),
                            ("CSD", "Đất chưa sử dụng"),
                        ],
                        max_length=3,
                        verbose_name="loại đất theo kế hoạch",
                    ),
                ),
                (
                    "area_m2",
                    models.DecimalField(
                        decimal_places=1,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.1"))],
                        verbose_name="diện tích (m²)",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Tên công trình; không ghi tên người.",
                        max_length=200,
                        verbose_name="ghi chú",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="disclosures.landuseplanpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "thửa đất, khu vực",
                "verbose_name_plural": "thửa đất, khu vực",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanMap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "file",
                    models.FileField(
                        max_length=300,
                        upload_to=cms.disclosures.models.attachments.storage_path,
                        verbose_name="tệp",
                    ),
                ),
                (
                    "small",
                    models.FileField(
                        blank=True,
                        editable=False,
                        max_length=300,
                        upload_to=cms.disclosures.models.attachments.storage_path,
                    ),
                ),
                (
                    "alternative",
                    models.TextField(
                        help_text="Đọc thay cho hình khi người xem không nhìn thấy. Nói điều hình cho thấy, không chỉ tên hình. Không ghi tên người dân.",
                        max_length=1000,
                        verbose_name="hình cho thấy gì",
                    ),
                ),
                ("name", models.CharField(editable=False, max_length=200, verbose_name="tên tệp")),
                ("media_type", models.CharField(editable=False, max_length=120, verbose_name="loại")),
                (
                    "size",
                    models.PositiveBigIntegerField(
                        default=0, editable=False, verbose_name="dung lượng (byte)"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(db_index=True, editable=False, max_length=64, verbose_name="SHA-256"),
                ),
                ("width", models.PositiveIntegerField(default=0, editable=False, verbose_name="rộng")),
                ("height", models.PositiveIntegerField(default=0, editable=False, verbose_name="cao")),
                ("small_width", models.PositiveIntegerField(default=0, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="tên bản đồ")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="maps",
                        to="disclosures.landuseplanpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản đồ",
                "verbose_name_plural": "bản đồ",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
    ]
