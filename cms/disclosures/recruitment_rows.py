"""Results of an examination as staff paste them: candidate numbers, never names. Pure."""

import re
from decimal import Decimal

from django.db.models import TextChoices

from cms.disclosures.pasted_rows import Column
from portal.core.numbers import NotANumber, parse_vi_number
from portal.core.text import fold

MOST = 3000
HIGHEST = Decimal(1000)
# Too short for a name, an identity number or a telephone number.
_NUMBER = re.compile(r"[A-Z]{0,4}[-./]?\d{1,5}[A-Z]?")


class Outcome(TextChoices):
    PASSED = "passed", "Trúng tuyển"
    FAILED = "failed", "Không trúng tuyển"
    ABSENT = "absent", "Vắng thi"


_OUTCOMES = {fold(label): value for value, label in Outcome.choices} | {"vang": Outcome.ABSENT}


def read_number(text: str) -> str:
    number = text.upper()
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"“{text[:40]}” không phải là số báo danh. Không ghi họ tên, số giấy tờ.")
    return number


def read_score(text: str) -> Decimal | None:
    try:
        score = parse_vi_number(text)
    except NotANumber as error:
        raise ValueError(f"“{text[:40]}” {error}.") from error
    if score is not None and not (0 <= score <= HIGHEST and score == round(score, 2)):
        raise ValueError(f"“{text[:40]}” không phải là điểm (từ 0 đến {HIGHEST}, tối đa hai số lẻ).")
    return score


def read_outcome(text: str) -> str:
    outcome = Outcome(text) if text in Outcome.values else _OUTCOMES.get(fold(text))
    if outcome is None:
        labels = ", ".join(Outcome.labels)
        raise ValueError(f"“{text[:40]}” phải là một trong: {labels}.")
    return str(outcome)


COLUMNS = (
    Column("candidate_number", "Số báo danh", most=20, read=read_number),
    Column("score", "Điểm", required=False, most=12, read=read_score),
    Column("outcome", "Kết quả", most=30, read=read_outcome),
)
