"""What the people of a village give together: the proposal, the households' vote, the money in and out."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable, Page

from cms.disclosures import contribution_rules
from cms.disclosures.checklist import ChecklistItem, sums_item
from cms.disclosures.contribution_rules import Side, Vote
from cms.disclosures.models.base import DisclosurePage
from cms.disclosures.models.budget import BudgetUnit, money
from cms.disclosures.models.contacts import PHONE
from cms.disclosures.models.on_event import OnEvent
from cms.disclosures.page_forms import ContributionPageForm
from portal.core.exports import streamed_csv
from portal.organisations.models import OrganisationKind, Village
from portal.statutes.models import Threshold, ThresholdKey


class ContributionStage(models.TextChoices):
    PROPOSED = "proposed", "Đang bàn, chưa biểu quyết"
    REFUSED = "refused", "Không được thông qua"
    AGREED = "agreed", "Đã được thông qua"
    COLLECTING = "collecting", "Đang huy động, thực hiện"
    DONE = "done", "Đã quyết toán"


ZERO = Decimal(0)
# What may only follow a vote that carried.
AFTER_THE_VOTE = frozenset({ContributionStage.AGREED, ContributionStage.COLLECTING, ContributionStage.DONE})


class ContributionSide(models.TextChoices):
    INCOME = "income", "Thu"
    SPENDING = "spending", "Chi"


class ContributionPage(OnEvent, DisclosurePage):
    page_description = "Khoản Nhân dân đóng góp: đề xuất, biểu quyết của các hộ, thu và chi."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/contribution_page.html"
    serves: ClassVar[tuple[str, ...]] = ("contributions",)
    base_form_class = ContributionPageForm

    official_contact_fields: ClassVar[tuple[str, ...]] = ("contact_telephone", "contact_email")

    village = models.ForeignKey(
        Village,
        verbose_name="thôn, tổ dân phố",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Để trống nếu huy động trong cả xã, phường.",
    )
    stage = models.CharField(
        "giai đoạn", max_length=10, choices=ContributionStage, default=ContributionStage.PROPOSED
    )
    proposal = models.TextField(
        "đề xuất",
        max_length=4000,
        help_text="Làm gì, vì sao, ai được lợi, mức đóng góp. Không ghi tên hộ, tên người.",
    )
    rate = models.CharField(
        "mức đóng góp",
        max_length=150,
        blank=True,
        help_text="Ví dụ: 500.000 đồng một hộ; 2 ngày công một hộ.",
    )
    voted_on = models.DateField("ngày biểu quyết", null=True, blank=True)
    households_total = models.PositiveIntegerField("tổng số hộ", null=True, blank=True)
    votes_for = models.PositiveIntegerField("số hộ tán thành", null=True, blank=True)
    votes_against = models.PositiveIntegerField("số hộ không tán thành", null=True, blank=True)
    unit = models.CharField("đơn vị tính", max_length=10, choices=BudgetUnit, default=BudgetUnit.MILLION)
    income_planned = money("tổng thu theo kế hoạch", null=True, blank=True)
    income_actual = money("đã thu", null=True, blank=True)
    spending_planned = money("tổng chi theo kế hoạch", null=True, blank=True)
    spending_actual = money("đã chi", null=True, blank=True)
    contact_body = models.CharField(
        "nơi giải đáp",
        max_length=200,
        help_text="Tên ban, cơ quan phụ trách; không ghi tên người. Ví dụ: Ban công tác Mặt trận thôn Đông.",
    )
    contact_telephone = models.CharField(
        "điện thoại công vụ", max_length=30, blank=True, validators=[PHONE], help_text="Không ghi số cá nhân."
    )
    contact_email = models.EmailField("hộp thư công vụ", blank=True)

    content_panels = [
        *(panel for panel in DisclosurePage.content_panels if getattr(panel, "field_name", "") != "year"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("village"), FieldPanel("stage")]),
                FieldPanel("proposal"),
                FieldPanel("rate"),
            ],
            heading="Đề xuất",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("voted_on"), FieldPanel("households_total")]),
                FieldRowPanel([FieldPanel("votes_for"), FieldPanel("votes_against")]),
            ],
            heading="Biểu quyết của các hộ",
            help_text="Chỉ ghi số hộ. Tỷ lệ và việc có đạt mức luật định hay không được tính từ các số này.",
        ),
        MultiFieldPanel(
            [
                FieldPanel("unit"),
                FieldRowPanel([FieldPanel("income_planned"), FieldPanel("income_actual")]),
                FieldRowPanel([FieldPanel("spending_planned"), FieldPanel("spending_actual")]),
            ],
            heading="Tổng số",
            help_text="Được đối chiếu với các mục bên dưới khi trình duyệt hoặc công khai.",
        ),
        InlinePanel("lines", heading="Các mục thu, chi", label="Mục", max_num=80),
        MultiFieldPanel(
            [
                FieldPanel("contact_body"),
                FieldRowPanel([FieldPanel("contact_telephone"), FieldPanel("contact_email")]),
            ],
            heading="Nơi giải đáp",
        ),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "khoản đóng góp của Nhân dân"
        verbose_name_plural = "khoản đóng góp của Nhân dân"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Villages and communes collect contributions; the province and its departments do not."""
        organisation = getattr(parent.specific, "organisation", None)
        is_commune = organisation is not None and organisation.kind == OrganisationKind.COMMUNE
        return is_commune and super().can_create_at(parent)

    def duty_key(self) -> str:
        return "contributions"

    def slug_source(self) -> str:
        return f"đóng góp {self.title}"

    def has_structured_content(self) -> bool:
        return bool(self.lines.all()) or self.vote() is not None

    def checklist_items(self) -> list[ChecklistItem]:
        found = self.contradictions(list(self.lines.all()))
        carried = self._not_carried() if self.stage in AFTER_THE_VOTE else {}
        vote = ChecklistItem(
            "vote", "Biểu quyết của các hộ", not carried, " ".join(carried.values()), field="stage"
        )
        return [*super().checklist_items(), sums_item(found), vote]

    def public_text(self) -> str:
        names = [line.name for line in self.lines.all()]
        place = self.village.name if self.village else ""
        return " ".join([super().public_text(), self.proposal, self.rate, place, self.contact_body, *names])

    # ---- rules

    def clean(self) -> None:
        super().clean()
        errors = {
            **self._wrong_votes(),
            **(
                {"village": "Thôn này không thuộc đơn vị."}
                if self.village and self.village.organisation_id != self.organisation_id
                else {}
            ),
        }
        if not errors and self.stage in AFTER_THE_VOTE and not self.may_be_incomplete:
            errors = self._not_carried()
        if errors:
            raise ValidationError(errors)
        if not self.rows_checked_by_form and (found := self.contradictions(list(self.lines.all()))):
            raise ValidationError(found)

    def _wrong_votes(self) -> dict[str, str]:
        if self.voted_on and self.voted_on > timezone.localdate():
            return {"voted_on": "Ngày biểu quyết không thể ở tương lai."}
        vote = self.vote()
        if vote and vote.others < 0:
            return {"votes_for": "Số hộ tán thành và không tán thành cộng lại nhiều hơn tổng số hộ."}
        return {}

    def _not_carried(self) -> dict[str, str]:
        vote, least = self.vote(), self.least_share()
        if vote is None or self.voted_on is None:
            return {"voted_on": "Giai đoạn này cần ngày biểu quyết và số hộ."}
        if least and not least.reached_by(vote.agreed, vote.total):
            return {
                "stage": f"Có {vote.agreed} trên {vote.total} hộ tán thành, chưa đạt {least.amount}/{least.per} "
                f"tổng số hộ ({least.basis}). Khoản này chưa được thông qua."
            }
        return {}

    def contradictions(self, lines: list[Any]) -> list[str]:
        """Return which stated totals differ from these lines, as messages."""
        stated = {
            ContributionSide.INCOME.value: ("thu", self.income),
            ContributionSide.SPENDING.value: ("chi", self.spending),
        }
        return contribution_rules.contradictions(lines, stated)

    # ---- public page

    @property
    def income(self) -> Side:
        return Side(self.income_planned or ZERO, self.income_actual)

    @property
    def spending(self) -> Side:
        return Side(self.spending_planned or ZERO, self.spending_actual)

    @property
    def balance(self) -> Any:
        """What was collected and not yet spent; None while nothing was collected."""
        if self.income_actual is None:
            return None
        return self.income_actual - (self.spending_actual or ZERO)

    def vote(self) -> Vote | None:
        """Return the vote once all its numbers are known."""
        numbers = (self.households_total, self.votes_for, self.votes_against)
        if any(number is None for number in numbers):
            return None
        return Vote(*(number or 0 for number in numbers))

    def least_share(self) -> Threshold | None:
        """Return the share of households that the law asked for on the day of the vote."""
        return Threshold.objects.in_force(
            ThresholdKey.CONTRIBUTION_VOTE, on=self.voted_on or timezone.localdate()
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        lines = list(self.lines.all())
        vote, least = self.vote(), self.least_share()
        return {
            **super().get_context(request, *args, **kwargs),
            "sides": [
                {
                    "label": side.label,
                    "done": f"Đã {side.label.lower()}",
                    "lines": [line for line in lines if line.side == side],
                    "total": total,
                }
                for side, total in (
                    (ContributionSide.INCOME, self.income),
                    (ContributionSide.SPENDING, self.spending),
                )
            ],
            "vote": vote,
            "least_share": least,
            "carried": bool(vote and least and least.reached_by(vote.agreed, vote.total)),
            "vote_bars": vote_bars(vote),
        }

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> StreamingHttpResponse:
        """The lines as CSV, in the page's unit."""
        heading = ["Phần", "Mục", "Kế hoạch", "Thực tế", "Đơn vị tính"]
        rows = (
            [line.get_side_display(), line.name, line.planned, line.actual, self.get_unit_display()]
            for line in self.lines.all()
        )
        return streamed_csv(f"{self.organisation.slug}-{self.slug}", heading, rows)


def vote_bars(vote: Vote | None) -> list[dict[str, Any]]:
    """Return the vote for a bar chart, in households."""
    if vote is None:
        return []
    return [
        {"label": "Tán thành", "value": vote.agreed, "tone": "leaf"},
        {"label": "Không tán thành", "value": vote.refused, "tone": "brick"},
        {"label": "Không có ý kiến, chưa được hỏi", "value": vote.others, "tone": "quiet"},
    ]


class ContributionLine(Orderable):
    """One source of the money or one thing it is spent on, in the page's unit. Never a household."""

    page = ParentalKey(ContributionPage, on_delete=models.CASCADE, related_name="lines")
    side = models.CharField("phần", max_length=10, choices=ContributionSide, default=ContributionSide.INCOME)
    name = models.CharField(
        "mục", max_length=200, help_text="Ví dụ: Đóng góp của các hộ; Mua vật liệu. Không ghi tên hộ."
    )
    planned = money("kế hoạch", validators=[MinValueValidator(0)])
    actual = money("thực tế", null=True, blank=True, validators=[MinValueValidator(0)])

    panels = [
        FieldRowPanel([FieldPanel("side"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("planned"), FieldPanel("actual")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "mục thu, chi"
        verbose_name_plural = "mục thu, chi"

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> Any:
        return Side(self.planned, self.actual).percent
