"""Where a duty to disclose stands, and where its posting on paper stands: words, and nothing typed by anyone."""

from django.db.models import TextChoices

# Working days ahead of the due date from which an item counts as due soon.
SOON = 5


class ObligationStatus(TextChoices):
    PUBLISHED = "published", "Đúng hạn"
    LATE = "late", "Công khai trễ"
    MISSING = "missing", "Chưa công khai"
    DUE_SOON = "due_soon", "Sắp đến hạn"
    NOT_DUE = "not_due", "Chưa đến hạn"
    NOT_APPLICABLE = "not_applicable", "Không áp dụng"


# Addresses that people have kept may ask for "due", which was one status before it became two.
FORMER_STATUSES: dict[str, tuple[str, ...]] = {"due": (ObligationStatus.DUE_SOON, ObligationStatus.NOT_DUE)}


class PostingStatus(TextChoices):
    """The posting on a board. Over without dated evidence is neither kept nor broken: it is not shown."""

    NONE = "", "Không niêm yết"
    IN_PROGRESS = "in_progress", "Đang niêm yết"
    KEPT = "kept", "Niêm yết đủ"
    BROKEN = "broken", "Niêm yết gián đoạn"
    UNPROVEN = "unproven", "Chưa có minh chứng niêm yết"


def statuses_asked_for(status: str) -> tuple[str, ...]:
    """Return the statuses that a filter's value stands for; an unknown value stands for itself."""
    return FORMER_STATUSES.get(status, (status,))
