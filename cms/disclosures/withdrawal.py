"""Why a disclosure is taken back. A closed list: free text could carry a name into the ledger for ever."""

from django.db.models import TextChoices


class WithdrawalReason(TextChoices):
    MISTAKE = "mistake", "Có sai sót, sẽ công khai lại"
    PERSONAL_DATA = "personal_data", "Lộ thông tin cá nhân"
    SUPERSEDED = "superseded", "Đã có văn bản thay thế"
    EXPIRED = "expired", "Hết thời gian công khai đã định"
    UNSTATED = "unstated", "Không nêu lý do"

    @classmethod
    def choices_for_people(cls) -> list[tuple[str, str]]:
        """Return the reasons that a person may give; the others are given by the schedule and by code."""
        return [(value, label) for value, label in cls.choices if value not in (cls.EXPIRED, cls.UNSTATED)]
