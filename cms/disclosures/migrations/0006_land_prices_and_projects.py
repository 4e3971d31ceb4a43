import django.core.validators
import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models

import cms.disclosures.models.attachments
import cms.disclosures.models.on_event
import cms.disclosures.models.pictures


class Migration(migrations.Migration):
    dependencies = [
        ("disclosures", "0005_document_page"),
        ("organisations", "0002_posting_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="LandPriceTablePage",
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
                ("effective_from", models.DateField(null=True, verbose_name="áp dụng từ ngày")),
                (
                    "effective_until",
                    models.DateField(
                        blank=True,
                        help_text="Để trống nếu chưa ấn định.",
                        null=True,
                        verbose_name="áp dụng đến hết ngày",
                    ),
                ),
                (
                    "row_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="số dòng giá"),
                ),
                (
                    "rows_sha256",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="SHA-256 của bảng CSV"
                    ),
                ),
            ],
            options={
                "verbose_name": "bảng giá đất",
                "verbose_name_plural": "bảng giá đất",
            },
            bases=("disclosures.disclosurepage",),
        ),
        migrations.CreateModel(
            name="InvestmentProjectPage",
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
                    "project_code",
                    models.CharField(
                        blank=True,
                        help_text="Mã số dự án đầu tư công, nếu có.",
                        max_length=40,
                        verbose_name="mã dự án",
                    ),
                ),
                (
                    "investor",
                    models.CharField(
                        help_text="Tên cơ quan, tổ chức; không ghi tên người.",
                        max_length=200,
                        verbose_name="chủ đầu tư",
                    ),
                ),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=200, verbose_name="cơ quan quyết định đầu tư"),
                ),
                (
                    "contractor",
                    models.CharField(
                        blank=True,
                        help_text="Tên doanh nghiệp, tổ chức; không ghi tên người.",
                        max_length=300,
                        verbose_name="nhà thầu",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True, help_text="Tuyến đường, khu vực.", max_length=250, verbose_name="địa điểm"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("preparing", "Chuẩn bị đầu tư"),
                            ("bidding", "Lựa chọn nhà thầu"),
                            ("building", "Đang thi công"),
                            ("paused", "Tạm dừng"),
                            ("completed", "Đã hoàn thành"),
                            ("settled", "Đã quyết toán"),
                            ("cancelled", "Đã hủy"),
                        ],
                        default="preparing",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
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
                    "starts_planned",
                    models.DateField(blank=True, null=True, verbose_name="khởi công theo kế hoạch"),
                ),
                ("ends_planned", models.DateField(null=True, verbose_name="hoàn thành theo kế hoạch")),
                ("starts_actual", models.DateField(blank=True, null=True, verbose_name="khởi công thực tế")),
                ("ends_actual", models.DateField(blank=True, null=True, verbose_name="hoàn thành thực tế")),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        editable=False, null=True, verbose_name="khối lượng (%)"
                    ),
                ),
                ("reported_on", models.DateField(editable=False, null=True, verbose_name="báo cáo gần nhất")),
                (
                    "capital_million",
                    models.DecimalField(
                        decimal_places=3,
                        editable=False,
                        max_digits=20,
                        null=True,
                        verbose_name="tổng vốn (triệu đồng)",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        blank=True,
                        help_text="Để trống nếu dự án trải trên nhiều thôn.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.village",
                        verbose_name="thôn, tổ dân phố",
                    ),
                ),
            ],
            options={
                "verbose_name": "dự án đầu tư",
                "verbose_name_plural": "dự án đầu tư",
            },
            bases=(
                cms.disclosures.models.on_event.OnEvent,
                cms.disclosures.models.pictures.WithPictures,
                "disclosures.disclosurepage",
            ),
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("on_date", models.DateField(verbose_name="ngày báo cáo")),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="khối lượng (%)",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="đã làm được gì")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress",
                        to="disclosures.investmentprojectpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo tiến độ",
                "verbose_name_plural": "báo cáo tiến độ",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProgressPhoto",
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
                (
                    "report",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="disclosures.progressreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "ảnh tiến độ",
                "verbose_name_plural": "ảnh tiến độ",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProjectCapital",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("central", "Ngân sách trung ương"),
                            ("province", "Ngân sách tỉnh"),
                            ("commune", "Ngân sách xã, phường"),
                            ("loan", "Vốn vay, vốn ODA"),
                            ("enterprise", "Doanh nghiệp"),
                            ("people", "Nhân dân đóng góp"),
                            ("other", "Nguồn khác"),
                        ],
                        max_length=12,
                        verbose_name="nguồn vốn",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=3, max_digits=20, verbose_name="số vốn")),
                (
                    "paid",
                    models.DecimalField(
                        blank=True, decimal_places=3, max_digits=20, null=True, verbose_name="đã giải ngân"
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="capital",
                        to="disclosures.investmentprojectpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "nguồn vốn",
                "verbose_name_plural": "nguồn vốn",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SupervisionResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "body",
                    models.CharField(
                        choices=[
                            ("community_board", "Ban giám sát đầu tư của cộng đồng"),
                            ("peoples_inspection", "Ban thanh tra nhân dân"),
                            ("front", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
                        ],
                        max_length=20,
                        verbose_name="ban giám sát",
                    ),
                ),
                ("on_date", models.DateField(verbose_name="ngày giám sát")),
                ("found", models.TextField(max_length=3000, verbose_name="phát hiện")),
                ("recommendation", models.TextField(blank=True, max_length=2000, verbose_name="kiến nghị")),
                ("response", models.TextField(blank=True, max_length=3000, verbose_name="tiếp thu, trả lời")),
                ("responded_on", models.DateField(blank=True, null=True, verbose_name="ngày trả lời")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="supervision",
                        to="disclosures.investmentprojectpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "kết quả giám sát",
                "verbose_name_plural": "kết quả giám sát",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LandPrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="thứ tự")),
                ("road", models.CharField(max_length=200, verbose_name="đường, khu vực")),
                ("section_from", models.CharField(blank=True, max_length=200, verbose_name="từ")),
                ("section_to", models.CharField(blank=True, max_length=200, verbose_name="đến")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="vị trí",
                    ),
                ),
                (
                    "land_type",
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
                        verbose_name="loại đất",
                    ),
                ),
                (
                    "price",
                    models.PositiveBigIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="giá (đồng/m²)"
                    ),
                ),
                ("road_folded", models.CharField(editable=False, max_length=200)),
                ("folded", models.TextField(editable=False)),
                ("key", models.CharField(editable=False, max_length=32)),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        help_text="Trống: giá áp dụng cho nhiều xã, phường.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="xã, phường",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prices",
                        to="disclosures.landpricetablepage",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng giá đất",
                "verbose_name_plural": "dòng giá đất",
                "ordering": ["number", "pk"],
                "indexes": [
                    models.Index(fields=["page", "number"], name="land_price_order"),
                    models.Index(fields=["page", "key"], name="land_price_key"),
                    models.Index(fields=["page", "commune", "road_folded"], name="land_price_road"),
                ],
            },
        ),
    ]
