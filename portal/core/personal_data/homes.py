"""Where a person lives, exactly enough to knock: parts of an address standing together beside a person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.core.personal_data.digits import Hit
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.names import names_in
from portal.core.personal_data.normal import Text
from portal.core.personal_data.words import Words


class Part(StrEnum):
    HOUSE = "house"
    LANE = "lane"
    STREET = "street"
    GROUP = "group"


_NUMBER = re.compile(
    r"[\s.:]{0,3}(?:so\s)?\d{1,4}[a-z]?(?:\s?[/\-.]\s?\d{1,4}[a-z]?){0,4}(?![a-z0-9]|/[a-z])"
)
# Words that make something else of the one before: khu vực, tổ chức, đội ngũ, khối lượng, tờ bản đồ.
_NO_PLACE = (
    r"(?!(?:vuc|chuc|ngu|luong|cong|do thi|nghe|ban do|truong|pho|bien|tu|di|dan cu|bo|sat|thuy|xuat|san"
    r"|day|sa|ray|ong|hang|link|dan|doan|tuy|khai|trinh|nao)\b)"
)
_NAME_OR_NUMBER = re.compile(
    rf"[\s.:]{{1,3}}(?:so\s)?{_NO_PLACE}(?:\d{{1,4}}[a-z]?(?![a-z0-9])|[^\W\d_]{{2,8}})"
)
_PARTS: dict[Part, tuple[Words, re.Pattern[str]]] = {
    Part.HOUSE: (Words("số nhà|nhà số|sn|số|căn hộ|phòng|nhà", glued=True), _NUMBER),
    Part.LANE: (Words("ngõ|ngách|hẻm|kiệt|ngo", glued=True), _NUMBER),
    Part.STREET: (Words("đường|phố|đg"), _NAME_OR_NUMBER),
    Part.GROUP: (
        Words("tổ|tổ dân phố|tdp|khu phố|khu dân cư|kdc|khu|xóm|đội|thôn|ấp|cụm|làng|khối"),
        _NAME_OR_NUMBER,
    ),
}
_PLAIN_HOUSE = frozenset({"so", "phong", "nha"})
# Numbers of papers and parcels, not of houses.
_PAPER = re.compile(
    r"(?:dinh|quyet|van|bao|tu|trinh|hoach|dat|thua|do|thau|tri|bieu|mau|luc|dieu|luat|dong|hop|phieu)\s\Z"
)

# Words that speak of a person's home by themselves.
_HOME = Words(
    "thường trú|thường trú tại|tạm trú|trú tại|hktt|hộ khẩu|hộ khẩu thường trú|nơi ở|nơi ở hiện tại|chỗ ở|"
    "chỗ ở hiện nay|cư trú|nơi cư trú|ngụ tại|đang ở tại|sống tại|nơi thường trú|đc thường trú|hiện ở|"
    "hiện ở tại|trú quán|nhà riêng",
)
_PERSON = Words(
    "ông|bà|anh|chị|cụ|cháu|chủ hộ|hộ ông|hộ bà|công dân|người nhận|họ và tên|họ tên|người khiếu nại|"
    "người tố cáo|đối tượng|gia đình ông|gia đình bà|vợ chồng",
)
_ADDRESS = Words("địa chỉ|đ/c|đc|địa chỉ nhà|địa chỉ liên hệ")
_OFFICE = Words(
    "trụ sở|ubnd|ủy ban nhân dân|uỷ ban nhân dân|cơ quan|văn phòng|nhà văn hóa|nhà văn hoá|trường|"
    "trạm y tế|công ty|chi nhánh|doanh nghiệp|hợp tác xã|niêm yết|bộ phận một cửa|một cửa|tuyến|đoạn|"
    "đoạn đường|đoạn từ|từ nhà ông|từ nhà bà|thi công|nâng cấp|cải tạo|mặt đường|bảng tin|điểm bưu điện|"
    "trung tâm|bệnh viện|ban quản lý|nhà thầu|công trình|dự án|gói thầu|tổ chức|sở|chợ|cửa hàng",
)
_WORKS = Words("thi công|nâng cấp|cải tạo|lắp đặt|sửa chữa|xây dựng|mở rộng|cứng hóa|rải nhựa")
_BEFORE, _CLOSE, _INDENT = 130, 30, 26


@dataclass(frozen=True, slots=True)
class _Piece:
    part: Part
    start: int
    end: int
    firm: bool  # "số nhà 5", not the bare "số 5"
    number: bool


def addresses(text: Text) -> Iterator[Hit]:
    """Yield homes: a house or lane with its surroundings, or the smallest unit that residence words name."""
    for cluster in _clusters(text, _pieces(text)):
        start, end = cluster[0].start, cluster[-1].end
        if _exact(cluster):
            if _about_person(text, start, end):
                yield Hit(Kind.ADDRESS, start, end)
        elif _named_home(cluster) and _home_just_before(text, start):
            yield Hit(Kind.ADDRESS, start, end, Severity.MEDIUM)


def _pieces(text: Text) -> list[_Piece]:
    found: list[_Piece] = []
    for part, (words, value) in _PARTS.items():
        for word in words.finditer(text):
            what = value.match(text.bare, word.end())
            if what and not (
                word[0] == "so" and _PAPER.search(text.bare, max(0, word.start() - 8), word.start())
            ):
                firm = part is not Part.HOUSE or word[0] not in _PLAIN_HOUSE
                found.append(_Piece(part, word.start(), what.end(), firm, any(c.isdigit() for c in what[0])))
    return sorted(found, key=lambda piece: (piece.start, -piece.end))


def _clusters(text: Text, pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Yield the parts that follow one another closely, each place once."""
    cluster: list[_Piece] = []
    for piece in pieces:
        if cluster and not _joined(text, cluster[-1].end, piece.start):
            yield cluster
            cluster = []
        if not cluster or piece.start >= cluster[-1].end:
            cluster.append(piece)
    if cluster:
        yield cluster


def _joined(text: Text, end: int, start: int) -> bool:
    return start - end <= _CLOSE and not re.search(r";|\.\s|\n\s*\n", text.plain[end : max(start, end)])


def _exact(cluster: list[_Piece]) -> bool:
    """Return whether the parts lead to a door."""
    parts = {piece.part for piece in cluster}
    if Part.HOUSE in parts and len(parts) > 1:
        return True
    if Part.LANE in parts and parts & {Part.STREET, Part.GROUP}:
        return True
    return any(piece.part is Part.HOUSE and piece.firm for piece in cluster)


def _named_home(cluster: list[_Piece]) -> bool:
    """Return whether the parts lead to a few houses: a numbered group, or a lane."""
    groups = [piece for piece in cluster if piece.part is Part.GROUP]
    return (
        any(piece.part is Part.LANE for piece in cluster) or any(g.number for g in groups) or len(groups) > 1
    )


def _about_person(text: Text, start: int, end: int) -> bool:
    line = text.plain.rfind("\n", 0, start)
    begin = max(start - _BEFORE, line + 1)
    if start - line <= _INDENT:
        # The address begins its line: forms put the name above it.
        begin = max(start - _BEFORE, text.plain.rfind("\n", 0, max(line, 0)) + 1)
    near_office = _OFFICE.within(text, max(start - 70, line + 1), start)
    if _HOME.within(text, begin, start):
        return not near_office or _home_just_before(text, start)
    if near_office or _WORKS.within(text, end, end + 40):
        return False
    if _PERSON.within(text, begin, start) or next(names_in(text, begin, start), None):
        return True
    return _ADDRESS.within(text, max(begin, start - 25), start) and _named_after(text, end)


def _named_after(text: Text, end: int) -> bool:
    """Return whether the same line goes on with a person: a telephone list that begins with the address."""
    stop = text.plain.find("\n", end)
    stop = min(stop if stop >= 0 else len(text.plain), end + 80)
    return _PERSON.within(text, end, stop) or next(names_in(text, end, stop), None) is not None


def _home_just_before(text: Text, start: int) -> bool:
    words = list(_HOME.finditer(text, max(0, start - 45), start))
    return bool(words) and not re.search(r"[.;\n]\s*\S+\s+\S", text.plain[words[-1].end() : start])
