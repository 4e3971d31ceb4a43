"""Why something public is changed or removed: closed lists, so that no reason carries a name into the ledger."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from cms.disclosures.checklist import ChecklistItem
from portal.core.personal_data import scan_text
from portal.core.text import plain_text

SHORTEST_NOTE = 10


class CorrectionReason(TextChoices):
    """Why a disclosure is published again."""

    MISTAKE = "mistake", "Đính chính sai sót"
    FIGURES = "figures", "Điều chỉnh số liệu"
    SUPPLEMENT = "supplement", "Bổ sung nội dung, tài liệu"
    NEW_DECISION = "new_decision", "Có văn bản mới sửa đổi, bổ sung"
    PERSONAL_DATA = "personal_data", "Bỏ thông tin cá nhân"
    UPDATE = "update", "Cập nhật theo định kỳ"
    UNSTATED = "unstated", "Không nêu lý do"

    @classmethod
    def choices_for_people(cls) -> list[tuple[str, str]]:
        """Return the reasons that a person may give; the last one is given by code and by old records."""
        return [(value, label) for value, label in cls.choices if value != cls.UNSTATED]


class ErasureReason(TextChoices):
    """Why the law asks that a former version be gone."""

    PERSONAL_DATA = "personal_data", "Bảo vệ dữ liệu cá nhân"
    SECRET = "secret", "Thông tin không được tiếp cận theo luật"
    JUDGMENT = "judgment", "Theo bản án, quyết định đã có hiệu lực"
    CHILD = "child", "Bảo vệ trẻ em"


class VersionKind(TextChoices):
    FIRST = "first", "Công khai lần đầu"
    CORRECTED = "corrected", "Công khai lại có sửa đổi"
    AGAIN = "again", "Công khai lại sau khi gỡ"


def correction_item(reason: str, note: str) -> ChecklistItem:
    """A correction says why, in a word and in a sentence without anybody's personal data."""
    found = scan_text(note) if note else ()
    help_text = "Chọn lý do công khai lại và giải thích ngắn gọn đã sửa gì."
    if found:
        kinds = ", ".join(dict.fromkeys(finding.label_vi for finding in found))
        help_text = f"Phần giải thích có thông tin cá nhân ({kinds}), hãy bỏ đi."
    return ChecklistItem(
        "correction",
        "Lý do công khai lại",
        bool(reason) and len(note.strip()) >= SHORTEST_NOTE and not found,
        help_text,
        field="correction_note" if reason else "correction_reason",
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """Why something is published again, as the public reads it."""

    reason: str
    note: str = ""

    @classmethod
    def stated(cls, reason: str, note: str) -> "Correction":
        """Return a correction that a person stated; raises ValidationError, in Vietnamese, when it says too little."""
        item = correction_item(reason, note)
        if not item.ok or reason not in dict(CorrectionReason.choices_for_people()):
            raise ValidationError(item.help)
        return cls(reason, plain_text(note))
