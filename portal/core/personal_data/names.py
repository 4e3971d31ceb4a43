"""Recognise a Vietnamese person's name, in any of the ways that people write it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from portal.core.personal_data.normal import Text, fold, normal

_SURNAMES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh Trương Đinh
Lâm Phùng Mai Tô Hà Tạ Lương Thái Chu Cao Doãn Quách Tống Lưu Giang Nghiêm Kiều Thạch La Triệu Vi Khuất
Ngọ Mạc Bạch Tăng Từ Khổng Thân Lại Hứa Châu Đàm Nông Cù Hoa Ninh Lã Kim Tôn Quan Viên Đồng Phí Trang Thẩm
Âu Uông Tào
"""
SURNAMES = _SURNAMES.split()
# Half of a hundred words of any text begin with these in capitals; alone they prove nothing.
_COMMON = """
mai ha la vi giang hoa kim quan vien dong trang tu than lai cao chau thai phi to ho
"""
_COMMON_WORDS = frozenset(_COMMON.split())
_FOLDED = frozenset(fold(normal(name)) for name in SURNAMES)
_MIDDLE_NAMES = """
van thi duc huu ngoc minh thanh quoc cong dinh xuan hong thu bich anh tuan manh the kim gia bao
"""
_MIDDLE = frozenset(_MIDDLE_NAMES.split())
# Enough to know a name by when nothing is written in capitals: "nguyen thi lan".
_SMALL = re.compile(
    rf"(?:{'|'.join(sorted(_FOLDED))}) (?:{'|'.join(sorted(_MIDDLE))})(?: [a-z]{{1,6}}){{1,2}}(?![a-z0-9])"
)

_UPPER = "A-ZÀ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_LOWER = "a-zà-ýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_WORD = rf"(?:[{_UPPER}][{_LOWER}]{{0,6}}|[{_UPPER}]{{1,7}})(?![{_UPPER}{_LOWER}0-9])"
_CAPITALISED = re.compile(rf"(?<![{_UPPER}{_LOWER}0-9]){_WORD}(?: {_WORD})+")
_WORDS = re.compile(r"\S+")

# Streets, schools and funds carry these; nobody living does, or they are known to everybody.
_FAMOUS = """
Hồ Chí Minh, Nguyễn Văn Linh, Nguyễn Trãi, Lê Quý Đôn, Lê Lợi, Trần Hưng Đạo, Trần Phú, Nguyễn Huệ, Phan
Bội Châu, Phan Chu Trinh, Phan Đình Phùng, Lý Thường Kiệt, Lý Thái Tổ, Ngô Quyền, Đinh Tiên Hoàng, Hai Bà
Trưng, Bà Triệu, Nguyễn Du, Nguyễn Thiện Thuật, Tô Hiệu, Lê Hồng Phong, Hoàng Hoa Thám, Nguyễn Thái Học,
Võ Nguyên Giáp, Nguyễn Bỉnh Khiêm, Chu Văn An, Lê Văn Tám, Kim Đồng, Võ Thị Sáu, Lê Duẩn, Trường Chinh,
Tôn Đức Thắng, Phạm Ngũ Lão, Nguyễn Văn Trỗi, Nguyễn Thị Minh Khai, Triệu Quang Phục, Trần Quang Khải, Hải
Thượng Lãn Ông, Nguyễn Lương Bằng, Đoàn Thị Điểm, Bùi Thị Cúc, Hoàng Văn Thụ, Trần Quốc Toản, Trần Nhật
Duật, Dã Tượng
"""
FAMOUS = frozenset(fold(normal(" ".join(name.split()))) for name in _FAMOUS.split(","))
# What follows a name in lists and headings, in capitals as well, and is part of no name.
_NOT_IN_NAMES = frozenset({"ubnd", "hđnd", "thcs", "thpt", "xã", "huyện", "thôn", "xóm", "ubmttq", "số"})
# "Truong Tieu hoc", where no marks tell a school from the family Trương.
_SCHOOLS = frozenset({"tieu", "mam", "trung", "cao", "dai", "mau", "day"})


class Name(NamedTuple):
    """A person's name and where it stands."""

    start: int
    end: int
    value: str


def names_in(text: Text, start: int = 0, end: int | None = None) -> Iterator[Name]:
    """Yield what looks like a person's full name between two places."""
    for match in _CAPITALISED.finditer(text.plain, start, len(text.plain) if end is None else end):
        words = [(word.start() + match.start(), word[0]) for word in _WORDS.finditer(match[0])]
        index = 0
        while index < len(words) - 1:
            found = _longest(words[index : index + 5])
            if found:
                yield found
                index += len(found.value.split())
            else:
                index += 1


def name_at(text: Text, start: int) -> Name | None:
    """Return the name that begins at the place; in small letters only when a middle name gives it away."""
    match = _CAPITALISED.match(text.plain, start)
    if match:
        words = [(word.start() + start, word[0]) for word in _WORDS.finditer(match[0])]
        return _longest(words[:5])
    small = _SMALL.match(text.bare, start)
    if small and text.plain[start : small.end()].isascii():
        return Name(start, small.end(), small[0])
    return None


def _longest(words: list[tuple[int, str]]) -> Name | None:
    """Return the longest name that begins with the first of the words."""
    for count in range(len(words), 1, -1):
        value = " ".join(word for _, word in words[:count])
        if is_name(value):
            last, word = words[count - 1]
            return Name(words[0][0], last + len(word), value)
    return None


def is_name(value: str) -> bool:
    """Return whether the words are a Vietnamese surname with given names; "Nguyễn Trãi" street is none."""
    written = value.split()
    folded = [fold(word) for word in written]
    if not 2 <= len(folded) <= 5 or " ".join(folded) in FAMOUS:
        return False
    if folded[0] not in _FOLDED or (len(folded) == 2 and folded[0] in _COMMON_WORDS):
        return False
    if folded[0] == "truong" and folded[1] in _SCHOOLS:
        return False
    if not written[0].isascii() and not _known_surname(written[0]):
        return False
    return not any(word.lower() in _NOT_IN_NAMES for word in written)


def looks_like_author(value: str) -> bool:
    """Return whether a property of a file names a person: a name in either order, glued, or with initials."""
    spelled = normal(value).lower()
    words = [word for word in re.split(r"[\s._\-]+", fold(spelled)) if word.isalpha()]
    if 2 <= len(words) <= 5 and not any(word in _NOT_IN_NAMES for word in spelled.split()):
        if words[0] in _FOLDED - _COMMON_WORDS or words[-1] in _FOLDED - _COMMON_WORDS:
            return True
        return words[0] in _FOLDED and len(words) >= 3
    glued = words[0] if len(words) == 1 else ""
    return any(
        glued.startswith(surname + middle) and len(glued) > len(surname + middle)
        for surname in _FOLDED
        for middle in _MIDDLE
        if len(surname) >= 2
    )


def _known_surname(word: str) -> bool:
    lower = word.lower()
    return any(lower == surname.lower() for surname in SURNAMES)
