"""The fixed figures of reports on preventing corruption: keys and units that stay, so that years compare. Pure.

A key is never used again for something else: what it counts stands in published reports and in the ledger.
None of the figures is about who reported a wrong, and none has a place for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

MILLION_DONG = "triệu đồng"
# Larger than any commune's budget in millions of dong.
LARGEST = Decimal(100_000_000)


@dataclass(frozen=True, slots=True)
class Figure:
    key: str
    label: str
    unit: str
    help: str = ""

    @property
    def decimals(self) -> int:
        """Money may have parts of a million; what is counted is whole."""
        return 3 if self.unit == MILLION_DONG else 0


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    label: str
    figures: tuple[Figure, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "inspection",
        "Thanh tra, kiểm tra",
        (
            Figure("inspections_planned", "Cuộc thanh tra, kiểm tra theo kế hoạch", "cuộc"),
            Figure("inspections_done", "Cuộc thanh tra, kiểm tra đã thực hiện", "cuộc", "Cả đột xuất."),
            Figure("inspections_unplanned", "Trong đó: cuộc đột xuất", "cuộc"),
            Figure("conclusions_issued", "Kết luận đã ban hành", "kết luận"),
            Figure("conclusions_public", "Kết luận đã công khai", "kết luận"),
        ),
    ),
    Group(
        "recovery",
        "Thu hồi tiền, tài sản",
        (
            Figure("amount_to_recover", "Số tiền phải thu hồi", MILLION_DONG, "Kể cả kỳ trước chuyển sang."),
            Figure("amount_recovered", "Số tiền đã thu hồi", MILLION_DONG),
        ),
    ),
    Group(
        "handling",
        "Xử lý",
        (
            Figure("cases_found", "Vụ việc tham nhũng, tiêu cực được phát hiện", "vụ"),
            Figure("cases_settled", "Vụ việc đã xử lý xong", "vụ", "Kể cả vụ việc kỳ trước chuyển sang."),
            Figure("cases_transferred", "Vụ việc đã chuyển cơ quan điều tra", "vụ"),
            Figure(
                "people_disciplined", "Người bị xử lý kỷ luật", "người", "Bằng tổng các hình thức bên dưới."
            ),
            Figure("disciplined_reprimand", "Khiển trách", "người"),
            Figure("disciplined_warning", "Cảnh cáo", "người"),
            Figure("disciplined_demoted", "Hạ bậc lương, giáng chức, cách chức", "người"),
            Figure("disciplined_dismissed", "Buộc thôi việc, bãi nhiệm", "người"),
            Figure("heads_responsible", "Người đứng đầu bị xem xét trách nhiệm", "người"),
        ),
    ),
    Group(
        "prevention",
        "Phòng ngừa",
        (
            Figure("declarations_due", "Người phải kê khai tài sản, thu nhập", "người"),
            Figure("declarations_made", "Người đã kê khai", "người"),
            Figure("declarations_verified", "Người được xác minh tài sản, thu nhập", "người"),
            Figure("rotations", "Lượt chuyển đổi vị trí công tác", "lượt"),
            Figure("conduct_checks", "Cuộc kiểm tra thực hiện quy tắc ứng xử", "cuộc"),
            Figure("conduct_breaches", "Trường hợp vi phạm quy tắc ứng xử", "trường hợp"),
            Figure("gifts_returned", "Lần nộp lại quà tặng", "lần"),
            Figure("gifts_value", "Giá trị quà tặng nộp lại", MILLION_DONG),
            Figure("trainings", "Buổi tuyên truyền, tập huấn", "buổi"),
        ),
    ),
)
FIGURES: dict[str, Figure] = {figure.key: figure for group in GROUPS for figure in group.figures}
CHOICES: tuple[tuple[str, str], ...] = tuple((key, figure.label) for key, figure in FIGURES.items())
# What every yearly report must state; zero is a statement.
HEADLINES = (
    "inspections_done",
    "conclusions_issued",
    "amount_to_recover",
    "amount_recovered",
    "cases_found",
    "people_disciplined",
)
# (part, whole): the part cannot be more than the whole.
_PARTS = (
    ("inspections_unplanned", "inspections_done"),
    ("conclusions_public", "conclusions_issued"),
    ("amount_recovered", "amount_to_recover"),
    ("declarations_made", "declarations_due"),
    ("declarations_verified", "declarations_made"),
)
_DISCIPLINE = (
    "disciplined_reprimand",
    "disciplined_warning",
    "disciplined_demoted",
    "disciplined_dismissed",
)

Values = Mapping[str, Decimal]


def wrong_value(figure: Figure, value: Decimal) -> str:
    """Return what is wrong with a value, in Vietnamese; "" when nothing is."""
    if value < 0:
        return "Số liệu không thể âm."
    if value > LARGEST:
        return "Số quá lớn; hãy kiểm tra đơn vị tính."
    if value != round(value, figure.decimals):
        return "Phải là số nguyên." if not figure.decimals else "Nhiều nhất ba chữ số thập phân."
    return ""


def contradictions(values: Values) -> dict[str, str]:
    """Return, by the key of the figure to look at, what cannot be true of these figures together."""
    found = {
        part: f"“{FIGURES[part].label}” không thể lớn hơn “{FIGURES[whole].label}”."
        for part, whole in _PARTS
        if part in values and whole in values and values[part] > values[whole]
    }
    total = values.get("people_disciplined")
    stated = [values[key] for key in _DISCIPLINE if key in values]
    if total is not None and stated:
        whole_list = len(stated) == len(_DISCIPLINE)
        summed = sum(stated, Decimal(0))
        if summed > total or (whole_list and summed != total):
            found["people_disciplined"] = (
                f"Tổng các hình thức kỷ luật là {summed.normalize():f}, khác số người bị kỷ luật."
            )
    return found


def missing_headlines(values: Values) -> list[Figure]:
    """Return the figures that a yearly report must state and does not."""
    return [FIGURES[key] for key in HEADLINES if key not in values]
