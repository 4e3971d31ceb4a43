"""E-mail, dates of birth, homes and children: what words tell rather than digits."""

import re
from collections.abc import Iterator
from datetime import date

from portal.core.personal_data.digits import Hit
from portal.core.personal_data.findings import NOTHING, Allow
from portal.core.personal_data.kinds import Kind, Severity
from portal.core.personal_data.names import name_at, names_in
from portal.core.personal_data.normal import Text
from portal.core.personal_data.words import Words

# ---- e-mail

_PROVIDERS = """
gmail.com googlemail.com yahoo.com yahoo.com.vn ymail.com hotmail.com outlook.com outlook.com.vn live.com
msn.com icloud.com me.com mac.com aol.com proton.me protonmail.com zoho.com mail.com mail.ru yandex.com
gmx.com qq.com 163.com vnn.vn fpt.vn hn.vnn.vn zohomail.com tutanota.com rocketmail.com
"""
PROVIDERS = frozenset(_PROVIDERS.split())
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+\-]{0,63}@[a-z0-9](?:[a-z0-9\-]{0,62}\.)+[a-z]{2,18}(?![a-z0-9])")
# Written so that machines should not see it, or torn by a line break; only for providers that persons use.
_VEILED = re.compile(
    r"[a-z0-9][a-z0-9._%+\-]{1,63}\s{0,2}(?:@|[(\[{]\s?(?:at|a con?g|a cong|a moc)\s?[)\]}]|\sat\s|\sa cong\s)\s{0,2}"
    r"(?P<name>gmail|googlemail|yahoo|ymail|hotmail|outlook|live|icloud|proton|protonmail|zoho)"
    r"\s{0,2}(?:\.|[(\[{]\s?(?:dot|cham)\s?[)\]}]|\sdot\s|\scham\s)\s{0,2}com(?:\s?\.\s?vn)?(?![a-z0-9])"
)


def emails(text: Text, *, allow: Allow = NOTHING) -> Iterator[Hit]:
    """Yield e-mail addresses that are not official."""
    seen: list[tuple[int, int]] = []
    for match in _EMAIL.finditer(text.bare):
        seen.append(match.span())
        address = match[0].strip(".")
        if not allow.email(address):
            personal = address.rpartition("@")[2] in PROVIDERS
            yield Hit(Kind.EMAIL, *match.span(), Severity.HIGH if personal else Severity.MEDIUM)
    for match in _VEILED.finditer(text.bare):
        if not any(start < match.end() and match.start() < end for start, end in seen):
            yield Hit(Kind.EMAIL, *match.span())


# ---- dates of birth

_BORN = Words(
    "sinh ngày|ngày sinh|ngày tháng năm sinh|ngày, tháng, năm sinh|năm sinh|sinh năm|ngày/tháng/năm sinh|"
    "sinh|ns|sn|date of birth|dob|birthday|sinh nhật|n.sinh|ng sinh",
    glued=True,
)
# Compounds that only end in the word.
_COMPOUNDS = Words(
    "phát sinh|khai sinh|nảy sinh|học sinh|vệ sinh|tái sinh|sản sinh|dân sinh|hi sinh|hy sinh|giáng sinh|thí sinh|"
    "tuyển sinh|sơ sinh|ký sinh"
)
_DAY, _MONTH, _YEAR = r"(0?[1-9]|[12]\d|3[01])", r"(0?[1-9]|1[0-2])", r"((?:19|20)\d\d)"
_DATE = re.compile(
    rf"{_DAY}\s?[/.\-]\s?{_MONTH}\s?[/.\-]\s?{_YEAR}(?!\d)"
    rf"|{_DAY}\s?[/.\-]\s?{_MONTH}\s?[/.\-]\s?(\d\d)(?!\d|\s?[/.\-]\s?\d)"
    rf"|{_YEAR}-{_MONTH}-{_DAY}(?!\d)|(?:ngay )?{_DAY} thang {_MONTH}(?: nam|,)? {_YEAR}(?!\d)"
    rf"|{_DAY} {_MONTH} {_YEAR}(?!\d)"
)
_BETWEEN = re.compile(
    r"[\s:.,\-–(]{0,6}(?:la|ngay|vao ngay|cua [^\n\d]{1,40}?|\([^\n\d)]{0,30}\))?[\s:.,\-–(]{0,5}\Z"
)
# A heading is followed by other headings, a question by its answer.
_ANSWERED = re.compile(r"\s*:\s*[^\s]|[^\n]*\d{4}")
_ISSUED = re.compile(r"(?:ngay cap|cap ngay|cap|ky ngay|ngay ky|ngay)[\s:]{0,3}\Z")
_FEAST = Words("kỷ niệm|kỉ niệm|chủ tịch hồ chí minh|bác hồ|anh hùng|danh nhân|liệt sĩ|liệt sỹ")
_GAP_LINES = 2


def birth_dates(text: Text) -> Iterator[Hit]:
    """Yield full dates that the words before them, or the heading of their column, call dates of birth."""
    figures = text.figures
    found: set[int] = set()
    for label in _BORN.finditer(text):
        if label[0].startswith("sinh") and _compound(text, label.start()):
            continue
        if label[0] in ("ns", "sn") and not next(
            names_in(text, max(0, label.start() - 45), label.start()), None
        ):
            continue
        if _FEAST.within(text, label.start() - 60, label.end() + 40):
            continue
        dated = _DATE.search(figures, label.end(), label.end() + 64)
        if dated and _BETWEEN.match(text.bare[label.end() : dated.start()]):
            found.add(dated.start())
            yield Hit(Kind.BIRTH_DATE, *dated.span())
        elif not _ANSWERED.match(figures, label.end()) and (
            dated is None or "\n" in figures[label.end() : dated.start()]
        ):
            for hit in _column(text, figures, label.end()):
                if hit.start not in found:
                    found.add(hit.start)
                    yield hit


def _compound(text: Text, place: int) -> bool:
    """Return whether the word before makes another word of "sinh": hy sinh, vệ sinh; but "Ông Lê Văn Học sinh ngày"."""
    if not _COMPOUNDS.within(text, place - 7, place + 4):
        return False
    return all(name.end != place - 1 for name in names_in(text, max(0, place - 30), place))


def _column(text: Text, figures: str, start: int) -> Iterator[Hit]:
    """Yield the dates in the lines below a heading, as long as each stands beside a name."""
    line_end = figures.find("\n", start)
    missed = 0
    while line_end >= 0 and missed <= _GAP_LINES:
        begin = line_end + 1
        line_end = figures.find("\n", begin)
        stop = line_end if line_end >= 0 else len(figures)
        dated = _DATE.search(figures, begin, stop)
        issued = dated and _ISSUED.search(text.bare, max(begin, dated.start() - 12), dated.start())
        if dated and not issued and next(names_in(text, begin, stop), None):
            missed = 0
            yield Hit(Kind.BIRTH_DATE, *dated.span())
        else:
            missed += 1


# ---- children

_CHILD = Words(
    "cháu|cháu bé|bé|bé trai|bé gái|em|em học sinh|học sinh|trẻ em|trẻ|con trai|con gái|con đẻ|con là|"
    "tên con|họ tên con|con|họ và tên trẻ|họ tên học sinh|họ và tên học sinh|tên trẻ|họ tên trẻ em|"
    "tên học sinh|họ tên cháu|họ và tên cháu|trẻ mồ côi|thiếu nhi|trẻ khuyết tật|nạn nhân nhí",
)
_NOT_CHILD = re.compile(r"(?:anh|ba|chi|sinh|dong|tre|nguoi|hoi|ban|vo|phu|dan|cac)\s\Z")
_LINK_WORDS = re.compile(r"(?:\s?[:\-–]\s?|\s(?:la|ten|ten la|ho ten|ho va ten)\s?:?\s?|\s)")
_GRADE = re.compile(
    r"[\s,;(\-–:]{0,4}(?:hoc sinh |hs |dang hoc )?"
    r"(?:lop\s?(?:[1-9]|1[0-2])(?!\d)|mau giao|mam non|nha tre|\d{1,2} (?:tuoi|thang tuoi))"
)
_BORN_IN = re.compile(
    r"[\s,;(\-–:]{0,4}(?:sinh nam|sinh|sn|ns|nam sinh|s\.n)?[\s:.(]{0,3}((?:19|20)\d\d)(?!\d)"
)
_AGE = re.compile(r"(\d{1,2}) (?:tuoi|thang)")
ADULT = 16
_LIKELY_YEAR = 2025


def minors(text: Text, *, on: date | None = None) -> Iterator[Hit]:
    """Yield the names of persons under sixteen, by the words around them."""
    found: set[int] = set()
    for word in _CHILD.finditer(text):
        if word[0] in ("em", "con") and _NOT_CHILD.search(text.bare, max(0, word.start() - 7), word.start()):
            continue
        link = _LINK_WORDS.match(text.bare, word.end())
        name = name_at(text, link.end()) if link else None
        if name and name.start not in found and not _grown_up(text, name.end, on):
            found.add(name.start)
            yield Hit(Kind.MINOR, name.start, name.end)
    for name in names_in(text):
        if name.start not in found and _young(text, name.end, on):
            yield Hit(Kind.MINOR, name.start, name.end)


def _young(text: Text, place: int, on: date | None) -> bool:
    """Return whether a class, an age or a year of birth says that the person named before it is a child."""
    grade = _GRADE.match(text.bare, place)
    if grade:
        age = _AGE.search(grade[0])
        return age is None or int(age[1]) < ADULT or "thang" in age[0]
    born = _BORN_IN.match(text.bare, place)
    return (
        born is not None
        and _year(on) - ADULT < int(born[1]) <= _year(on)
        and "sinh" in _around(text, place, born)
    )


def _around(text: Text, place: int, born: re.Match[str]) -> str:
    """Return what says that a year is one of birth: its own words, or nothing more than a bracket."""
    said = text.bare[place : born.start(1)]
    return "sinh" if re.search(r"sinh|sn|ns|s\.n|\(", said) else ""


def _grown_up(text: Text, place: int, on: date | None) -> bool:
    born = _BORN_IN.match(text.bare, place)
    return born is not None and int(born[1]) <= _year(on) - 18


def _year(on: date | None) -> int:
    return on.year if on else _LIKELY_YEAR
