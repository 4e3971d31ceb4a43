"""The schedule on which heads receive residents: a month, its sessions, who receives by office and not by name."""

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import path
from wagtail.models import Orderable

from cms.disclosures.checklist import ChecklistItem
from cms.disclosures.models.base import DisclosurePage
from portal.core.exports import csv_response
from portal.statutes.models import DisclosureDuty
from portal.statutes.periods import period_bounds

MONTHS = tuple((month, f"Tháng {month}") for month in range(1, 13))
WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_A_PERSON = re.compile(r"^\s*(?:ông|bà|anh|chị|đồng chí|đ/c)\b|\d{4,}", re.IGNORECASE)


def an_office(value: str) -> None:
    """Accept the name of an office; refuse forms of address and numbers, which belong to persons."""
    if _A_PERSON.search(value):
        raise ValidationError(
            "Ghi chức vụ của người tiếp, không ghi tên, số điện thoại. Ví dụ: Chủ tịch UBND."
        )


def same_weekday(day: date, year: int, month: int) -> date | None:
    """Return the day of the month with the weekday's same place in it; None when the month has no fifth one."""
    first = date(year, month, 1)
    offset = (day.weekday() - first.weekday()) % 7 + (day.day - 1) // 7 * 7
    found = first + timedelta(days=offset)
    return found if found.month == month else None


def this_month() -> int:
    return timezone.localdate().month


class ReceptionSchedulePage(DisclosurePage):
    page_description = "Lịch tiếp công dân của một tháng: ngày, giờ, nơi, ai tiếp (chức vụ)."
    parent_page_types: ClassVar[list[str]] = ["disclosures.OrganisationDisclosuresPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "disclosures/reception_schedule_page.html"
    serves: ClassVar[tuple[str, ...]] = ("reception_schedule",)
    # Their days belong to their month; see continue_from().
    not_in_template: ClassVar[frozenset[str]] = frozenset({"sessions"})

    month = models.PositiveSmallIntegerField("tháng", choices=MONTHS, default=this_month)

    content_panels = [
        DisclosurePage.content_panels[0],
        MultiFieldPanel([FieldRowPanel([FieldPanel("month"), FieldPanel("year")])], heading="Tháng"),
        *(panel for panel in DisclosurePage.content_panels[1:] if getattr(panel, "field_name", "") != "year"),
        InlinePanel("sessions", heading="Các buổi tiếp", label="Buổi tiếp", max_num=62),
        *DisclosurePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "lịch tiếp công dân"
        verbose_name_plural = "lịch tiếp công dân"

    @classmethod
    def draft_choices(cls, duty: DisclosureDuty, period: str, occurrence: str) -> dict[str, Any]:
        return {"month": int(period.partition("-")[2])}

    def continue_from(self, previous: "ReceptionSchedulePage") -> None:
        """Propose the last schedule's sessions on the same weekdays: the second Tuesday stays the second."""
        rows = []
        for row in previous.sessions.all():
            if day := same_weekday(row.day, self.year, self.month):
                rows.append(
                    ReceptionSession(
                        day=day, starts_at=row.starts_at, ends_at=row.ends_at, place=row.place, who=row.who
                    )
                )
        self.sessions.set(rows)

    def duty_key(self) -> str:
        return "reception_schedule"

    def period_code(self) -> str:
        return f"{self.year}-{self.month or 0:02d}"

    def slug_source(self) -> str:
        return f"lịch tiếp công dân tháng {self.month} năm {self.year}"

    def has_structured_content(self) -> bool:
        return bool(self.sessions.all())

    def public_text(self) -> str:
        told = " ".join(f"{row.day:%d/%m/%Y} {row.who} {row.place}" for row in self.sessions.all() if row.day)
        return f"{super().public_text()} {told}"

    def checklist_items(self) -> list[ChecklistItem]:
        rows = list(self.sessions.all())
        outside = [row.day for row in rows if not self._in_month(row.day)]
        some = ChecklistItem("sessions", "Các buổi tiếp", bool(rows), "Nhập ít nhất một buổi tiếp công dân.")
        named = ", ".join(f"{day:%d/%m/%Y}" for day in outside if day)
        inside = ChecklistItem(
            "sessions_in_month", "Ngày tiếp trong tháng", not outside, f"Không thuộc tháng của lịch: {named}."
        )
        return [*super().checklist_items(), some, inside]

    def _in_month(self, day: date | None) -> bool:
        return day is not None and (day.year, day.month) == (self.year, self.month)

    def weeks(self, rows: "Sequence[ReceptionSession]") -> list[list[dict[str, Any]]]:
        """Return the month as weeks from Monday to Sunday: each day with how many sessions it has."""
        by_day: dict[date, int] = {}
        for row in rows:
            by_day[row.day] = by_day.get(row.day, 0) + 1
        weeks = calendar.Calendar().monthdatescalendar(self.year, self.month)
        return [
            [{"day": day, "inside": day.month == self.month, "sessions": by_day.get(day, 0)} for day in week]
            for week in weeks
        ]

    def neighbours(self) -> "dict[str, ReceptionSchedulePage | None]":
        """Return the public schedules before and after this one."""
        others = ReceptionSchedulePage.objects.live().filter(organisation=self.organisation_id)
        first, last = period_bounds(self.period)
        return {
            "before": others.filter(period_start__lt=first).order_by("-period_start", "-pk").first(),
            "after": others.filter(period_start__gt=last).order_by("period_start", "pk").first(),
        }

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = list(self.sessions.all())
        return {
            **super().get_context(request, *args, **kwargs),
            **self.neighbours(),
            "sessions": rows,
            "weeks": self.weeks(rows),
            "weekdays": WEEKDAYS,
            "today": timezone.localdate(),
        }

    @path("csv/", name="csv")
    def csv_route(self, request: HttpRequest) -> HttpResponse:
        """The month's sessions as CSV."""
        heading = ["Ngày", "Thứ", "Từ", "Đến", "Nơi tiếp", "Người tiếp (chức vụ)"]
        rows = [
            [
                row.day.isoformat(),
                row.weekday,
                f"{row.starts_at:%H:%M}",
                f"{row.ends_at:%H:%M}" if row.ends_at else "",
                row.place,
                row.who,
            ]
            for row in self.sessions.all()
        ]
        return csv_response(f"{self.organisation.slug}-{self.slug}", heading, rows)


class ReceptionSession(Orderable):
    """One time at which residents are received."""

    page = ParentalKey(ReceptionSchedulePage, on_delete=models.CASCADE, related_name="sessions")
    day = models.DateField("ngày")
    starts_at = models.TimeField("từ")
    ends_at = models.TimeField("đến", null=True, blank=True)
    place = models.CharField("nơi tiếp", max_length=200)
    who = models.CharField(
        "người tiếp",
        max_length=150,
        validators=[an_office],
        help_text="Chức vụ, không ghi tên. Ví dụ: Chủ tịch Ủy ban nhân dân xã.",
    )

    panels = [
        FieldRowPanel([FieldPanel("day"), FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldRowPanel([FieldPanel("place"), FieldPanel("who")]),
    ]

    class Meta:
        ordering = ["day", "starts_at"]
        verbose_name = "buổi tiếp công dân"
        verbose_name_plural = "buổi tiếp công dân"

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.starts_at:%H:%M}, {self.who}"

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day.weekday()]

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "Giờ kết thúc phải sau giờ bắt đầu."})
