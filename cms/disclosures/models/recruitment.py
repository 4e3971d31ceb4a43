"""Notices of recruitment and appointment, and their results by candidate numbers. No field holds a person."""

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable

from cms.disclosures import recruitment_rows
from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.models.bulk_relations import BulkParentalKey
from cms.disclosures.models.on_event import OnEvent
from cms.disclosures.models.readable import ReadablePage
from cms.disclosures.recruitment_rows import Outcome
from cms.disclosures.row_forms import PastedRowsField, RowsForm, rows_file, rows_panel
from portal.core.exports import csv_response
from portal.core.paging import paginate

PER_PAGE = 100


class RecruitmentKind(models.TextChoices):
    CIVIL_SERVANT = "civil_servant", "Tuyển dụng công chức"
    PUBLIC_EMPLOYEE = "public_employee", "Tuyển dụng viên chức"
    CONTRACT = "contract", "Tuyển lao động hợp đồng"
    APPOINTMENT = "appointment", "Bổ nhiệm, bổ nhiệm lại"


class RecruitmentStage(models.TextChoices):
    NOTICE = "notice", "Thông báo"
    RESULT = "result", "Kết quả"


class RecruitmentPageForm(RowsForm):
    pasted: ClassVar[dict[str, str]] = {"result_rows": "results"}

    result_rows = PastedRowsField(
        columns=recruitment_rows.COLUMNS,
        most=recruitment_rows.MOST,
        label="Kết quả từng thí sinh",
        help_text="Chỉ ghi số báo danh, không ghi họ tên.",
    )
    result_rows_file = rows_file()


class RecruitmentNoticePage(OnEvent, ReadablePage):
    page_description = "Thông báo tuyển dụng, bổ nhiệm và kết quả theo số báo danh. Không nêu tên thí sinh."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/recruitment_notice_page.html"
    serves: ClassVar[tuple[str, ...]] = ("recruitment",)
    base_form_class = RecruitmentPageForm

    kind = models.CharField("loại", max_length=20, choices=RecruitmentKind)
    stage = models.CharField(
        "giai đoạn", max_length=10, choices=RecruitmentStage, default=RecruitmentStage.NOTICE
    )
    notice = models.ForeignKey(
        "self",
        verbose_name="kết quả của thông báo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Với trang kết quả: chọn thông báo tương ứng của đơn vị.",
    )
    apply_from = models.DateField("nhận hồ sơ từ ngày", null=True, blank=True)
    apply_until = models.DateField("nhận hồ sơ đến hết ngày", null=True, blank=True)
    apply_at = models.CharField(
        "nơi nhận hồ sơ", max_length=300, blank=True, help_text="Tên bộ phận và địa chỉ trụ sở."
    )
    applicants = models.PositiveIntegerField("hồ sơ đã nhận", null=True, blank=True)
    admitted = models.PositiveIntegerField("đủ điều kiện dự tuyển", null=True, blank=True)
    examined = models.PositiveIntegerField("đã dự thi, dự xét", null=True, blank=True)
    passed = models.PositiveIntegerField("trúng tuyển", null=True, blank=True)

    content_panels = [
        *(panel for panel in DisclosurePage.content_panels if getattr(panel, "field_name", "") != "year"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("kind"), FieldPanel("stage")]), FieldPanel("notice")],
            heading="Thông báo gì",
        ),
        InlinePanel("posts", heading="Vị trí cần tuyển, cần bổ nhiệm", label="Vị trí", max_num=60),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("apply_from"), FieldPanel("apply_until")]),
                FieldPanel("apply_at"),
            ],
            heading="Nhận hồ sơ",
        ),
        InlinePanel("exams", heading="Lịch thi, xét tuyển", label="Buổi", max_num=30),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("applicants"), FieldPanel("admitted")]),
                FieldRowPanel([FieldPanel("examined"), FieldPanel("passed")]),
            ],
            heading="Kết quả bằng số",
        ),
        rows_panel(
            "result_rows",
            relation="results",
            columns=recruitment_rows.COLUMNS,
            heading="Kết quả theo số báo danh",
        ),
        *ReadablePage.body_panels,
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "tuyển dụng, bổ nhiệm"
        verbose_name_plural = "tuyển dụng, bổ nhiệm"

    def duty_key(self) -> str:
        return "recruitment"

    def slug_source(self) -> str:
        what = "kết quả" if self.stage == RecruitmentStage.RESULT else "thông báo"
        return f"{what} {self.get_kind_display()} {self.decision_number} {self.year}"

    # ---- validation

    def clean(self) -> None:
        super().clean()
        if self.apply_from and self.apply_until and self.apply_until < self.apply_from:
            raise ValidationError({"apply_until": "Ngày hết nhận hồ sơ không thể trước ngày bắt đầu."})
        notice = self.notice
        own = notice is None or notice.organisation_id == self.organisation_id
        if not own or (notice is not None and notice.stage != RecruitmentStage.NOTICE):
            raise ValidationError({"notice": "Chọn một thông báo tuyển dụng của chính đơn vị."})
        self._check_numbers()

    def _check_numbers(self) -> None:
        fields = ("applicants", "admitted", "examined", "passed")
        stated = [(name, value) for name in fields if (value := getattr(self, name)) is not None]
        for (whole, most), (part, number) in pairwise(stated):
            if number > most:
                labels = [self._meta.get_field(name).verbose_name for name in (part, whole)]
                raise ValidationError({part: f"Số “{labels[0]}” không thể lớn hơn số “{labels[1]}”."})

    def checklist_items(self) -> list[ChecklistItem]:
        specific = self._result_items() if self.stage == RecruitmentStage.RESULT else self._notice_items()
        return [*super().checklist_items(), *specific]

    def _notice_items(self) -> list[ChecklistItem]:
        posts = ChecklistItem("posts", "Vị trí", bool(self.posts.all()), "Nhập ít nhất một vị trí.")
        if self.kind == RecruitmentKind.APPOINTMENT:
            return [posts]
        dated = bool(self.apply_from and self.apply_until and self.apply_at)
        return [
            posts,
            ChecklistItem(
                "application",
                "Nhận hồ sơ",
                dated,
                "Ghi nhận hồ sơ từ ngày nào, đến hết ngày nào, ở đâu.",
                field="apply_until",
            ),
        ]

    def _result_items(self) -> list[ChecklistItem]:
        rows = list(self.results.all())
        passed = sum(row.outcome == Outcome.PASSED for row in rows)
        agree = not rows or self.passed is None or passed == self.passed
        numbers = [row.candidate_number for row in rows]
        twice = sorted(number for number, times in Counter(numbers).items() if times > 1)
        return [
            ChecklistItem(
                "result",
                "Kết quả",
                bool(rows) or self.passed is not None,
                "Nhập số người trúng tuyển hoặc kết quả theo số báo danh.",
                field="passed",
            ),
            ChecklistItem(
                "result_agrees",
                "Kết quả khớp nhau",
                agree,
                f"Danh sách có {passed} số báo danh trúng tuyển, khác số trúng tuyển đã nhập.",
                field="passed",
            ),
            ChecklistItem(
                "numbers_once",
                "Mỗi số báo danh một dòng",
                not twice,
                f"Lặp lại: {', '.join(twice[:8])}.",
                field="result_rows",
            ),
        ]

    # ---- what is said

    def has_structured_content(self) -> bool:
        return bool(self.posts.all() or self.results.all()) or super().has_structured_content()

    def public_text(self) -> str:
        told = " ".join(f"{row.title} {row.unit} {row.requirements}" for row in self.posts.all())
        return f"{self.get_kind_display()} {super().public_text()} {told} {self.apply_at}"

    def application_state(self, *, on: date) -> str:
        """Return whether applications are taken on the day, in words; "" when the page is no call for any."""
        first, last = self.apply_from, self.apply_until
        if self.stage == RecruitmentStage.RESULT or not first or not last:
            return ""
        if on < first:
            return f"Nhận hồ sơ từ {first:%d/%m/%Y}"
        return f"Đang nhận hồ sơ, đến hết {last:%d/%m/%Y}" if on <= last else "Đã hết hạn nhận hồ sơ"

    def result_pages(self) -> "models.QuerySet[RecruitmentNoticePage]":
        return RecruitmentNoticePage.objects.live().filter(notice=self.pk).order_by("first_disclosed_at")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        results = list(self.results.all())
        return {
            **super().get_context(request, *args, **kwargs),
            "posts": list(self.posts.all()),
            "exams": list(self.exams.all()),
            "page_obj": paginate(request, results, PER_PAGE),
            "counts": self.counts(),
            "application": self.application_state(on=(today := timezone.localdate())),
            "application_open": bool(
                self.apply_from and self.apply_until and self.apply_from <= today <= self.apply_until
            ),
            "notice": self.notice if self.notice is not None and self.notice.live else None,
            "result_pages": list(self.result_pages()) if self.pk else [],
        }

    def counts(self) -> list[tuple[str, int]]:
        """Return the stated numbers of people with their names."""
        names = ("applicants", "admitted", "examined", "passed")
        fields = [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in names]
        return [(str(label), value) for label, value in fields if value is not None]

    @path("ket-qua/", name="results")
    def results_route(self, request: HttpRequest) -> HttpResponse:
        """The results as CSV: candidate numbers, scores, outcomes."""
        rows = [[row.candidate_number, row.score, row.get_outcome_display()] for row in self.results.all()]
        heading = [column.label for column in recruitment_rows.COLUMNS]
        return csv_response(f"{self.organisation.slug}-{self.slug}", heading, rows)


class RecruitmentPost(Orderable):
    """One post that is to be filled."""

    page = ParentalKey(RecruitmentNoticePage, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField("vị trí", max_length=200)
    unit = models.CharField("bộ phận", max_length=200, blank=True)
    number = models.PositiveSmallIntegerField("số lượng", default=1, validators=[MinValueValidator(1)])
    requirements = models.TextField("điều kiện, tiêu chuẩn", max_length=3000)

    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("unit"), FieldPanel("number")]),
        FieldPanel("requirements"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "vị trí"
        verbose_name_plural = "vị trí"

    def __str__(self) -> str:
        return self.title


class ExamSession(Orderable):
    """One sitting of an examination or an interview."""

    page = ParentalKey(RecruitmentNoticePage, on_delete=models.CASCADE, related_name="exams")
    day = models.DateField("ngày")
    starts_at = models.TimeField("giờ", null=True, blank=True)
    what = models.CharField("nội dung", max_length=200, help_text="Ví dụ: Thi viết vòng 2.")
    place = models.CharField("địa điểm", max_length=200)

    panels = [
        FieldRowPanel([FieldPanel("day"), FieldPanel("starts_at")]),
        FieldRowPanel([FieldPanel("what"), FieldPanel("place")]),
    ]

    class Meta:
        ordering = ["day", "starts_at"]
        verbose_name = "buổi thi"
        verbose_name_plural = "buổi thi"

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.what}"


class CandidateResult(Orderable):
    """One candidate's result under the number that only the candidate knows."""

    page = BulkParentalKey(RecruitmentNoticePage, on_delete=models.CASCADE, related_name="results")
    candidate_number = models.CharField("số báo danh", max_length=20)
    score = models.DecimalField("điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome)

    class Meta(Orderable.Meta):
        verbose_name = "kết quả thi"
        verbose_name_plural = "kết quả thi"

    def __str__(self) -> str:
        return f"{self.candidate_number}: {self.get_outcome_display()}"
