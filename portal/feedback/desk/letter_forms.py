"""What staff confirm before a letter becomes a case, or say when it does not."""

from typing import Any

from django import forms

from portal.core.fields import PlainField
from portal.feedback.desk.entry_forms import WrittenDownForm
from portal.feedback.models import DiscardReason, Letter
from portal.feedback.models.petition import TEXT_LENGTH, TITLE_LENGTH
from portal.organisations.models import Organisation


class LetterForm(WrittenDownForm):
    """A letter from another door, to be completed. Its own address is kept without being shown."""

    def __init__(self, *args: Any, letter: Letter, initial: Any = None, **kwargs: Any) -> None:
        self.letter = letter
        said = {
            "title": letter.subject[:TITLE_LENGTH],
            "text": letter.text[:TEXT_LENGTH],
            "organisation": letter.organisation.slug,
        }
        super().__init__(
            *args,
            organisations=list(Organisation.objects.order_by("name")),
            initial={**said, **(initial or {})},
            **kwargs,
        )
        del self.fields["attachments"]
        self.fields["title"].help_text = "Một câu ngắn: việc gì, ở đâu. Không ghi tên, số điện thoại."
        self.fields[
            "text"
        ].help_text = "Giữ nguyên lời người gửi; chỉ bỏ lời chào, chữ ký. Tối đa 10.000 ký tự."
        for name in ("contact_name", "contact_phone", "contact_email"):
            self.fields[name].help_text = "Chỉ ghi khi thư có nêu và khác với địa chỉ gửi."


class DiscardForm(forms.Form):
    reason = forms.ChoiceField(
        label="Lý do",
        choices=[("", "– Chọn –"), *DiscardReason.choices],
        error_messages={"required": "Chọn lý do."},
    )
    explanation = PlainField(
        label="Giải thích cho người gửi",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Gửi cho người gửi bằng thư điện tử, trừ thư rác.",
        error_messages={"required": "Viết vì sao bỏ thư này."},
    )
