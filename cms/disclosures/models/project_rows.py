"""The rows of a project: where the money comes from, how far the work is, what boards of citizens found."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from cms.disclosures.models.budget import money
from cms.disclosures.models.pictures import PictureFields
from cms.disclosures.panels import FileInlinePanel
from portal.core.text import plain_text

PAGE = "disclosures.InvestmentProjectPage"


class CapitalSource(models.TextChoices):
    CENTRAL = "central", "Ngân sách trung ương"
    PROVINCE = "province", "Ngân sách tỉnh"
    COMMUNE = "commune", "Ngân sách xã, phường"
    LOAN = "loan", "Vốn vay, vốn ODA"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    PEOPLE = "people", "Nhân dân đóng góp"
    OTHER = "other", "Nguồn khác"


class SupervisionBody(models.TextChoices):
    COMMUNITY_BOARD = "community_board", "Ban giám sát đầu tư của cộng đồng"
    PEOPLES_INSPECTION = "peoples_inspection", "Ban thanh tra nhân dân"
    FRONT = "front", "Ủy ban Mặt trận Tổ quốc Việt Nam"


class ProjectCapital(Orderable):
    """How much comes from one source, and how much of it has been paid out, in the page's unit."""

    page = ParentalKey(PAGE, on_delete=models.CASCADE, related_name="capital")
    source = models.CharField("nguồn vốn", max_length=12, choices=CapitalSource)
    amount = money("số vốn")
    paid = money("đã giải ngân", null=True, blank=True)

    panels = [FieldPanel("source"), FieldRowPanel([FieldPanel("amount"), FieldPanel("paid")])]

    class Meta(Orderable.Meta):
        verbose_name = "nguồn vốn"
        verbose_name_plural = "nguồn vốn"

    def __str__(self) -> str:
        return self.get_source_display()

    def clean(self) -> None:
        super().clean()
        errors = {
            name: "Số tiền không thể âm."
            for name in ("amount", "paid")
            if (value := getattr(self, name)) is not None and value < 0
        }
        if errors:
            raise ValidationError(errors)


class ProgressReport(ClusterableModel, Orderable):
    """How far the work was on a day. Added, never altered: a correction is a further report."""

    page = ParentalKey(PAGE, on_delete=models.CASCADE, related_name="progress")
    on_date = models.DateField("ngày báo cáo")
    percent = models.PositiveSmallIntegerField("khối lượng (%)", validators=[MaxValueValidator(100)])
    text = models.TextField("đã làm được gì", max_length=2000)

    panels = [
        FieldRowPanel([FieldPanel("on_date"), FieldPanel("percent")]),
        FieldPanel("text"),
        FileInlinePanel("photos", label="Ảnh", max_num=6),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "báo cáo tiến độ"
        verbose_name_plural = "báo cáo tiến độ"

    def __str__(self) -> str:
        return f"{self.on_date}: {self.percent} %"

    @property
    def content(self) -> tuple[object, ...]:
        """What may not change once it is public. Photos may go: one can show somebody who objects."""
        return self.on_date, self.percent, plain_text(self.text)

    def clean(self) -> None:
        super().clean()
        if self.on_date and self.on_date > timezone.localdate():
            raise ValidationError({"on_date": "Ngày báo cáo không thể ở tương lai."})


class ProgressPhoto(PictureFields, Orderable):
    report = ParentalKey(ProgressReport, on_delete=models.CASCADE, related_name="photos")

    class Meta(Orderable.Meta):
        verbose_name = "ảnh tiến độ"
        verbose_name_plural = "ảnh tiến độ"

    def __str__(self) -> str:
        return self.alternative


def photos_of(reports: Sequence[ProgressReport]) -> dict[int, list[ProgressPhoto]]:
    """Return the photos of each report, by its place in the sequence. One query, or none for unsaved ones."""
    found: dict[int, list[ProgressPhoto]] = {}
    stored: dict[int, int] = {}
    for place, report in enumerate(reports):
        # A preview carries its photos in memory; asking the relation of a stored report would query for each.
        if report.pk and "photos" not in report.__dict__.get("_cluster_related_objects", {}):
            stored[report.pk] = place
        else:
            found[place] = list(report.photos.all())
    if stored:
        for photo in ProgressPhoto.objects.filter(report__in=stored).order_by("sort_order", "pk"):
            found.setdefault(stored[photo.report_id], []).append(photo)
    return found


class SupervisionResult(Orderable):
    """What a board of citizens found at the project, and what the authority did about it."""

    page = ParentalKey(PAGE, on_delete=models.CASCADE, related_name="supervision")
    body = models.CharField("ban giám sát", max_length=20, choices=SupervisionBody)
    on_date = models.DateField("ngày giám sát")
    found = models.TextField("phát hiện", max_length=3000)
    recommendation = models.TextField("kiến nghị", max_length=2000, blank=True)
    response = models.TextField("tiếp thu, trả lời", max_length=3000, blank=True)
    responded_on = models.DateField("ngày trả lời", null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("body"), FieldPanel("on_date")]),
        FieldPanel("found"),
        FieldPanel("recommendation"),
        FieldPanel("response"),
        FieldPanel("responded_on"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "kết quả giám sát"
        verbose_name_plural = "kết quả giám sát"

    def __str__(self) -> str:
        return f"{self.get_body_display()}, {self.on_date}"

    @property
    def content(self) -> tuple[object, ...]:
        """What may not change once it is public; the answer may come later."""
        return self.body, self.on_date, plain_text(self.found), plain_text(self.recommendation)

    def clean(self) -> None:
        super().clean()
        if self.responded_on and not self.response.strip():
            raise ValidationError({"response": "Hãy ghi nội dung tiếp thu, trả lời."})
        if self.response.strip() and not self.responded_on:
            raise ValidationError({"responded_on": "Hãy ghi ngày trả lời."})
        if self.on_date and self.responded_on and self.responded_on < self.on_date:
            raise ValidationError({"responded_on": "Ngày trả lời không thể trước ngày giám sát."})
