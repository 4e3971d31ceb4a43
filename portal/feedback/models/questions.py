"""What is asked beside the letter, by category: dated rows that an administrator keeps, and what was answered."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from portal.feedback.models.petition import Petition
from portal.feedback.vocabulary import Category

YES, NO = "Có", "Không"
ANSWER_LENGTH = 300


class QuestionKind(models.TextChoices):
    CHOICE = "choice", "Chọn một"
    SEVERAL = "several", "Chọn nhiều"
    SHORT = "short", "Chữ ngắn"
    NUMBER = "number", "Số"
    DATE = "date", "Ngày"
    YES_NO = "yes_no", "Có hoặc không"


WITH_OPTIONS = frozenset({QuestionKind.CHOICE, QuestionKind.SEVERAL})
BRANCHING = WITH_OPTIONS | {QuestionKind.YES_NO}


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_force(self, *, on: date) -> Self:
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=on), effective_from__lte=on)

    def asked_about(self, category: str, *, on: date) -> "list[Question]":
        """Return the category's questions on the day, in the order in which they are asked."""
        return list(self.in_force(on=on).filter(category=category).order_by("position", "pk"))


class Question(models.Model):
    """One version of a question. What somebody has answered is not reworded: it ends, and another row follows.

    `shown_if` names an earlier question of the category; this one is asked when one of the lines of `shown_when`
    was chosen there. What residents type in their own words is never public: nobody has looked at it.
    """

    key = models.SlugField(
        "khóa", max_length=40, help_text="Giữ nguyên khóa khi mở phiên bản mới của câu hỏi."
    )
    category = models.CharField("lĩnh vực", max_length=20, choices=Category)
    position = models.PositiveSmallIntegerField("thứ tự", default=10)
    kind = models.CharField("kiểu trả lời", max_length=10, choices=QuestionKind)
    label = models.CharField("câu hỏi", max_length=200)
    help_text = models.CharField("gợi ý", max_length=300, blank=True)
    unit = models.CharField("đơn vị của số", max_length=20, blank=True)
    options = models.TextField("các lựa chọn", blank=True, help_text="Mỗi dòng một lựa chọn.")
    required = models.BooleanField("bắt buộc", default=False)
    is_public = models.BooleanField(
        "trả lời được công khai cùng phản ánh",
        default=False,
        help_text="Không dùng cho câu trả lời bằng chữ.",
    )
    shown_if = models.SlugField("chỉ hỏi nếu ở câu", max_length=40, blank=True)
    shown_when = models.TextField("người gửi chọn một trong", blank=True, help_text="Mỗi dòng một lựa chọn.")
    effective_from = models.DateField("áp dụng từ")
    effective_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["category", "position", "key", "-effective_from"]
        verbose_name = "câu hỏi thêm"
        verbose_name_plural = "câu hỏi thêm"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "key", "effective_from"],
                name="question_once_a_day",
                violation_error_message="Câu hỏi này đã có phiên bản bắt đầu ngày đó.",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | ~Q(kind=QuestionKind.SHORT), name="question_words_not_public"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """The name of its field; another version of the question has another."""
        return f"q-{self.pk}"

    @property
    def choices(self) -> list[str]:
        if self.kind == QuestionKind.YES_NO:
            return [YES, NO]
        return _lines(self.options) if self.kind in WITH_OPTIONS else []

    @property
    def conditions(self) -> list[str]:
        return _lines(self.shown_when)

    def said(self, values: list[str]) -> str:
        """The answer in words."""
        if self.kind == QuestionKind.DATE:
            return f"{date.fromisoformat(values[0]):%d/%m/%Y}"
        return f"{'; '.join(values)} {self.unit}".strip() if self.unit else "; ".join(values)

    def clean(self) -> None:
        if self.kind in WITH_OPTIONS and len(_lines(self.options)) < 2:
            raise ValidationError({"options": "Ghi ít nhất hai lựa chọn, mỗi dòng một lựa chọn."})
        if self.is_public and self.kind == QuestionKind.SHORT:
            raise ValidationError({"is_public": "Câu trả lời bằng chữ không được công khai tự động."})
        if self.effective_to and self.effective_from and self.effective_to < self.effective_from:
            raise ValidationError({"effective_to": "Ngày hết áp dụng phải sau ngày bắt đầu."})
        self._clean_condition()
        self._clean_version()

    def _clean_condition(self) -> None:
        if not self.shown_if:
            if self.shown_when:
                raise ValidationError({"shown_if": "Ghi khóa của câu hỏi đứng trước."})
            return
        same = Question.objects.filter(category=self.category, key=self.shown_if, position__lt=self.position)
        earlier = same.filter(kind__in=BRANCHING).order_by("-effective_from").first()
        if earlier is None:
            raise ValidationError({"shown_if": "Không có câu hỏi chọn nào đứng trước mang khóa này."})
        unknown = [line for line in self.conditions if line not in earlier.choices]
        if unknown or not self.conditions:
            raise ValidationError(
                {"shown_when": f"Ghi lựa chọn của câu trước: {'; '.join(earlier.choices)}."}
            )

    def _clean_version(self) -> None:
        """What people answered keeps its words, and two versions of a question are never asked together."""
        stored = Question.objects.filter(pk=self.pk).first() if self.pk else None
        if stored and stored.answers.exists():
            changed = [name for name in _WORDING if getattr(stored, name) != getattr(self, name)]
            if changed:
                raise ValidationError(
                    "Đã có người trả lời câu hỏi này: ghi ngày hết áp dụng, rồi thêm phiên bản mới cùng khóa."
                )
        others = Question.objects.filter(category=self.category, key=self.key).exclude(pk=self.pk)
        before_end = Q() if self.effective_to is None else Q(effective_from__lte=self.effective_to)
        open_after = Q(effective_to=None) | Q(effective_to__gte=self.effective_from)
        if self.effective_from and others.filter(before_end & open_after).exists():
            raise ValidationError({"effective_from": "Trùng thời gian với một phiên bản khác của câu hỏi."})


_WORDING = (
    "key", "category", "kind", "label", "unit", "options", "is_public", "shown_if", "shown_when", "effective_from"
)  # fmt: skip


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered: one value, or several where several may be chosen; numbers and dates as ISO text."""

    question: Question
    values: list[str]


class QuestionAnswer(models.Model):
    """An answer with the words of the question as it was put. Staff of the case read it, the public where it says."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="question_answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    label = models.CharField("câu hỏi", max_length=200)
    values = models.JSONField("giá trị")
    text = models.TextField("trả lời")
    is_public = models.BooleanField("công khai", default=False)
    position = models.PositiveSmallIntegerField("thứ tự")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "trả lời câu hỏi thêm"
        verbose_name_plural = "trả lời câu hỏi thêm"
        constraints = [
            models.UniqueConstraint(fields=["petition", "question"], name="question_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.label}"
