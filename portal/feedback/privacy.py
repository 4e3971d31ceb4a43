"""What of a case is public, and how passages are covered: words and pure functions, no database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from portal.core.text import plain_text


class Moderation(TextChoices):
    """Whether title, text and place may be read by everybody once the case has been acknowledged."""

    AUTO = "auto", "Tự công khai sau khi tiếp nhận"
    HELD = "held", "Chờ xem xét trước khi công khai"
    PUBLISHED = "published", "Đã duyệt công khai"
    PRIVATE = "private", "Không công khai nội dung"


SHOWN = frozenset({Moderation.AUTO, Moderation.PUBLISHED})


class Decision(TextChoices):
    PUBLISH = "publish", "Công khai nội dung"
    HOLD = "hold", "Tạm giữ, chưa công khai"
    PRIVATE = "private", "Không công khai, chỉ hiện trạng thái"


class ModerationReason(TextChoices):
    """Reasons that the ledger names; nothing in them says anything about a person."""

    READ = "read", "Đã đọc, không có nội dung riêng tư"
    COVERED = "covered", "Đã che phần riêng tư"
    VERIFIED = "verified", "Đã xác minh"
    CHECKING = "checking", "Đang xác minh"
    PERSONAL_DATA = "personal_data", "Có dữ liệu cá nhân chưa che"
    ACCUSES = "accuses", "Nêu đích danh người chưa được xác minh"
    SENDER_ASKED = "sender_asked", "Người gửi đề nghị"
    PERSONAL_MATTER = "personal_matter", "Việc riêng của một người hoặc một gia đình"
    CHILD = "child", "Liên quan trẻ em"
    SECRET = "secret", "Thuộc bí mật theo quy định của pháp luật"


REASONS_FOR: dict[str, frozenset[str]] = {
    Decision.PUBLISH: frozenset({ModerationReason.READ, ModerationReason.COVERED, ModerationReason.VERIFIED}),
    Decision.HOLD: frozenset(
        {ModerationReason.CHECKING, ModerationReason.PERSONAL_DATA, ModerationReason.ACCUSES}
    ),
    Decision.PRIVATE: frozenset(
        {
            ModerationReason.SENDER_ASKED,
            ModerationReason.PERSONAL_MATTER,
            ModerationReason.CHILD,
            ModerationReason.SECRET,
            ModerationReason.ACCUSES,
        }
    ),
}
STATE_AFTER: dict[str, str] = {
    Decision.PUBLISH: Moderation.PUBLISHED,
    Decision.HOLD: Moderation.HELD,
    Decision.PRIVATE: Moderation.PRIVATE,
}


class CoverReason(TextChoices):
    """Why something is covered, in words that stand in the mark; never what it was."""

    PERSONAL_NUMBER = "personal_number", "số giấy tờ, số tài khoản"
    CONTACT = "contact", "điện thoại, thư điện tử"
    HOME = "home", "địa chỉ nhà"
    NAME = "name", "tên người"
    CHILD = "child", "trẻ em"
    HEALTH = "health", "sức khoẻ, đời tư"
    FACE = "face", "mặt người"
    PLATE = "plate", "biển số xe"
    INSULT = "insult", "lời xúc phạm"
    SECRET = "secret", "bí mật theo luật"


class CoverMethod(TextChoices):
    SOLID = "solid", "Tô kín"
    PIXELATE = "pixelate", "Làm vỡ hình"


class PassReason(TextChoices):
    """Why a second person lets a finding of the personal-data check be published."""

    OFFICIAL = "official", "Liên hệ công vụ, cơ quan hoặc doanh nghiệp"
    NOT_PERSONAL = "not_personal", "Không phải dữ liệu cá nhân (nhận nhầm)"
    CONSENT = "consent", "Người liên quan đồng ý, có văn bản"


class Field(TextChoices):
    TITLE = "title", "Tiêu đề"
    PLACE = "place", "Nơi xảy ra"
    TEXT = "text", "Nội dung"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of a text, and why they are covered."""

    start: int
    end: int
    reason: str


def mark(reasons: Iterable[str]) -> str:
    """What stands in the place of covered words: it tells why, and not how long they were."""
    labels = "; ".join(dict.fromkeys(str(CoverReason(reason).label) for reason in reasons))
    return f"▇▇▇ [đã che: {labels}]"


def covered(text: str, spans: Iterable[Span]) -> str:
    """Return the text with a mark for each covered passage; what overlaps or touches shares one."""
    parts: list[str] = []
    position = 0
    for start, end, reasons in _merged(spans, len(text)):
        parts += [text[position:start], mark(reasons)]
        position = end
    return "".join([*parts, text[position:]])


def _merged(spans: Iterable[Span], length: int) -> list[tuple[int, int, list[str]]]:
    merged: list[tuple[int, int, list[str]]] = []
    for span in sorted(spans):
        start, end = max(span.start, 0), min(span.end, length)
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            first, last, reasons = merged[-1]
            merged[-1] = (first, max(last, end), [*reasons, span.reason])
        else:
            merged.append((start, end, [span.reason]))
    return merged


def places_of(passage: str, text: str) -> list[tuple[int, int]]:
    """Return where the passage stands in the text. Line breaks and runs of spaces need not be the same."""
    words = plain_text(passage).split()
    if not words:
        return []
    pattern = r"\s+".join(re.escape(word) for word in words)
    return [found.span() for found in re.finditer(pattern, text)]
