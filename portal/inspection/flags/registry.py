"""The rules by name, with what they mean and what may innocently cause them. Pure."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.accountability.docket import Docket
from portal.inspection.flags import observing, texts
from portal.inspection.flags.observing import Observation, Watch
from portal.inspection.flags.statistics import adjusted, hypergeometric_tail

FOLDER = Path(__file__).parent / "thresholds"


@dataclass(frozen=True, slots=True)
class Rule:
    """observe yields the cases that the rule looks at; innocent names causes to rule out first."""

    key: str
    name: str
    meaning: str
    innocent: tuple[str, ...]
    observe: Callable[[Docket, Watch], Iterable[Observation]]


@dataclass(frozen=True, slots=True)
class TextRule:
    """Like Rule, but for the texts of one organisation's answers, by the subjects that they answer."""

    key: str
    name: str
    meaning: str
    innocent: tuple[str, ...]
    marks: Callable[[Mapping[str, str]], set[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that an organisation met; evidence is (subject, place in its chain) of the marked cases."""

    rule: str
    version: str
    organisation: str
    cases: int
    marked: int
    group_share: float
    chance: float
    evidence: tuple[tuple[str, int], ...]


RULES: tuple[Rule, ...] = (
    Rule(
        "last_day_answers",
        "Trả lời dồn vào ngày cuối",
        "Phần lớn câu trả lời đúng hạn được gửi vào ngày đến hạn hoặc ngày trước đó, nhiều hơn hẳn mức chung.",
        ("Lãnh đạo ký duyệt theo lịch cố định.", "Vụ việc khó cần dùng hết thời hạn."),
        observing.last_day_answers,
    ),
    Rule(
        "acknowledged_never_answered",
        "Tiếp nhận ngay nhưng không trả lời",
        "Tiếp nhận rất nhanh, sau đó quá hạn mà không trả lời, chuyển hay từ chối.",
        ("Tiếp nhận tự động, thiếu người thụ lý.", "Trả lời trên giấy mà chưa ghi vào hệ thống."),
        observing.acknowledged_never_answered,
    ),
    Rule(
        "paper_entered_answered",
        "Đơn giấy được nhập cùng ngày trả lời",
        "Đơn giấy ghi ngày nhận lùi về trước, nhưng chỉ xuất hiện trong sổ vào ngày trả lời.",
        ("Cán bộ nhập đơn giấy theo đợt.", "Mất mạng hoặc hệ thống bảo trì."),
        observing.paper_entered_answered,
    ),
    Rule(
        "forwarded_late",
        "Chuyển đi khi sắp hết hạn",
        "Giữ phản ánh quá nửa thời hạn rồi mới chuyển cơ quan khác, nhiều hơn hẳn mức chung.",
        ("Thẩm quyền khó xác định.", "Cơ quan nhận chậm đồng ý."),
        observing.forwarded_late,
    ),
    Rule(
        "sent_in_circles",
        "Chuyển vòng",
        "Phản ánh đã chuyển đi lại quay về chính đơn vị.",
        ("Nơi nhận từ chối vì sai thẩm quyền.", "Cấp trên phân công lại."),
        observing.sent_in_circles,
    ),
    Rule(
        "refused_often",
        "Từ chối nhiều",
        "Không thụ lý nhiều hơn hẳn mức chung; hồ sơ bị từ chối trước hạn không tính vào điểm.",
        ("Nhận nhiều thư không phải phản ánh.", "Có người gửi đi gửi lại một việc đã giải quyết."),
        observing.refused_often,
    ),
    Rule(
        "paused_before_due",
        "Tạm đình chỉ ngay trước hạn",
        "Dừng đồng hồ trong hai ngày cuối trước hạn trả lời.",
        ("Chờ kết luận của cơ quan khác.", "Người gửi bổ sung muộn."),
        observing.paused_before_due,
    ),
    Rule(
        "extended_always",
        "Gia hạn thành lệ",
        "Gia hạn, hoặc xác định là phức tạp, nhiều hơn hẳn mức chung.",
        ("Lĩnh vực phức tạp (đất đai, môi trường).", "Thiếu người trong một thời gian."),
        observing.extended_always,
    ),
    Rule(
        "ratings_in_bursts",
        "Đánh giá dồn cùng lúc",
        "Nhiều đánh giá của nhiều hồ sơ khác nhau đến trong vòng mười phút.",
        (
            "Nhiều người cùng nhận thư báo trả lời.",
            "Cán bộ thôn hướng dẫn bà con đánh giá trong một buổi họp.",
        ),
        observing.ratings_in_bursts,
    ),
    Rule(
        "outside_hours",
        "Xử lý ngoài giờ",
        "Nhiều thao tác vào cuối tuần, trước 6 giờ hoặc sau 20 giờ.",
        ("Làm bù, trực bão lũ.", "Cán bộ kiêm nhiệm làm buổi tối."),
        observing.outside_hours,
    ),
)


# Rules that read what answers say; the texts are no part of the ledger.
TEXT_RULES = (
    TextRule(
        "copied_answers",
        "Câu trả lời sao chép",
        "Nhiều câu trả lời cho các phản ánh khác nhau gần như giống hệt nhau.",
        ("Nhiều người cùng phản ánh một việc.", "Dùng mẫu trả lời cho việc đơn giản."),
        texts.copied,
    ),
    TextRule(
        "empty_answers",
        "Câu trả lời không có nội dung",
        "Sau khi bỏ lời chào và câu khuôn sáo, câu trả lời còn rất ít chữ.",
        ("Việc đơn giản, trả lời ngắn là đủ.", "Nội dung nằm trong tệp đính kèm."),
        texts.empty,
    ),
)
BY_KEY: dict[str, Rule | TextRule] = {
    **{rule.key: rule for rule in RULES},
    **{rule.key: rule for rule in TEXT_RULES},
}


@dataclass(slots=True)
class Seen:
    """What a rule saw of one organisation: how many cases, and which of them it marked."""

    cases: int = 0
    marked: list[tuple[str, int]] = field(default_factory=list)


# rule -> organisation -> what was seen
Counts = dict[str, dict[str, Seen]]


def add(counts: Counts, rule: str, observations: Iterable[Observation]) -> None:
    """Count observations; only the marked ones are kept."""
    mine = counts.setdefault(rule, {})
    for item in observations:
        seen = mine.setdefault(item.organisation, Seen())
        seen.cases += 1
        if item.marked:
            seen.marked.append((item.subject, item.place))


def count(counts: Counts, docket: Docket, watch: Watch) -> None:
    """Let every rule look at a docket: of all organisations, or of one after the other."""
    for rule in RULES:
        add(counts, rule.key, rule.observe(docket, watch))


def find(docket: Docket, watch: Watch, version: str = "1") -> list[Found]:
    """Return every flag of the period, see judge()."""
    counts: Counts = {}
    count(counts, docket, watch)
    return judge(counts, version)


def judge(counts: Counts, version: str = "1") -> list[Found]:
    """Return the flags, sorted by rule and organisation.

    Null hypothesis of each rule: the organisation's share of marked cases is the group's. The chance is
    adjusted over all organisations with enough cases. Raises FileNotFoundError for an unknown version.
    """
    limits = json.loads((FOLDER / f"v{version}.json").read_text(encoding="utf-8"))
    rate = limits["false_discovery_rate"]
    return [
        flag
        for key, groups in counts.items()
        for flag in _of_rule(key, groups, version, limits["rules"][key], rate)
    ]


def _of_rule(
    key: str, groups: dict[str, Seen], version: str, limits: dict[str, float], rate: float
) -> list[Found]:
    total = sum(seen.cases for seen in groups.values())
    marked = sum(len(seen.marked) for seen in groups.values())
    tested = sorted(code for code, seen in groups.items() if seen.cases >= limits["least_cases"])
    tails = [
        hypergeometric_tail(len(groups[code].marked), groups[code].cases, marked, total) for code in tested
    ]
    found = []
    for code, chance in zip(tested, adjusted(tails), strict=True):
        seen, share = groups[code], marked / total
        if chance <= rate and len(seen.marked) / seen.cases - share >= limits["least_excess"]:
            evidence = tuple(seen.marked)
            found.append(Found(key, version, code, seen.cases, len(evidence), share, chance, evidence))
    return found
