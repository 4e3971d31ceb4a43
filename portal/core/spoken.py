"""Vietnamese as it is read aloud: numbers, money, dates, times, document numbers, abbreviations. Pure.

A loudspeaker announcer cannot stop to work out a figure, and a text with figures in it looks shorter than it
sounds: so figures become words before a reading script is printed and its length is counted.
"""

import re
from datetime import date

SYLLABLES_PER_MINUTE = 145  # a slow, clear reading over a loudspeaker

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu")
_BILLION = 10**9
_ROMAN = {"I": 1, "V": 5, "X": 10}

# The long forms first where one short form is the beginning of another.
ABBREVIATIONS = {
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "MTTQ": "Mặt trận Tổ quốc",
    "NĐ-CP": "nghị định, Chính phủ",
    "QĐ-TTg": "quyết định, Thủ tướng Chính phủ",
    "TTr": "tờ trình",
    "TTg": "Thủ tướng Chính phủ",
    "QĐ": "quyết định",
    "NQ": "nghị quyết",
    "BC": "báo cáo",
    "KH": "kế hoạch",
    "TB": "thông báo",
    "TT": "thông tư",
    "NĐ": "nghị định",
    "CP": "Chính phủ",
    "TP": "thành phố",
    "TDP": "tổ dân phố",
    "TTHC": "thủ tục hành chính",
    "QSDĐ": "quyền sử dụng đất",
    "GPMB": "giải phóng mặt bằng",
    "NTM": "nông thôn mới",
    "NSNN": "ngân sách nhà nước",
    "KT-XH": "kinh tế, xã hội",
    "BHYT": "bảo hiểm y tế",
    "BHXH": "bảo hiểm xã hội",
    "CCCD": "căn cước công dân",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "VNĐ": "đồng",
    "VND": "đồng",
}
_UNITS = {
    "km²": "ki-lô-mét vuông",
    "km2": "ki-lô-mét vuông",
    "km": "ki-lô-mét",
    "m²": "mét vuông",
    "m2": "mét vuông",
    "m³": "mét khối",
    "m3": "mét khối",
    "m": "mét",
    "ha": "héc-ta",
    "kg": "ki-lô-gam",
    "đ": "đồng",
    "%": "phần trăm",
}

_WORD = r"(?<![\w.,/])"
_DATE = re.compile(rf"{_WORD}(?:(?i:ngày)\s+)?(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}})(?!\d)")
_DAY = re.compile(r"(?i:\b(ngày))\s+(\d{1,2})/(\d{1,2})(?![\d/])")
_MONTH = re.compile(r"(?i:\b(tháng))\s+(\d{1,2})[/-](\d{4})(?!\d)")
_QUARTER = re.compile(r"(?i:\b(quý))\s+(IV|I{1,3}|[1-4])(?:[/-](\d{4}))?(?!\w)")
_YEAR_AFTER = re.compile(r"(?<=[^\W\d])/(\d{4})(?!\d)")
_TIME = re.compile(rf"{_WORD}([01]?\d|2[0-3])(?::|h|g)([0-5]\d)(?!\d)")
_TELEPHONE = re.compile(rf"{_WORD}(?:\+84|0)(?:[ .-]?\d){{8,10}}(?!\d|,\d)")
_LAW = re.compile(r"(?<!\w)(\d+)/(\d{4})/(?=[A-ZĐ])")
_NUMBERED = re.compile(r"(?<=\d)/(?=[A-ZĐa-z])")
_RANGE = re.compile(r"(?<=\d) ?[–-] ?(?=\d)")
_SHARE = re.compile(r"(?<=\d)/(?=\d)")
_NUMBER = re.compile(
    r"(?<![\w,])(-?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?\s*(km²|km2|m²|m2|m³|m3|km|kg|ha|đ|m|%)?(?!\w)"
)
_LONE_ROMAN = re.compile(r"(?i:\b(khóa|kỳ họp thứ|lần thứ|điều|mục|chương))\s+([IVX]{1,4})\b")
_SYLLABLE = re.compile(r"[^\W\d_]+")
_MONTHS = ("", "một", "hai", "ba", "tư", *_DIGITS[5:], "mười", "mười một", "mười hai")


# ---- numbers


def number_words(number: int) -> str:
    """Return a whole number as it is read: 1234567 → "một triệu hai trăm ba mươi tư nghìn năm trăm …"."""
    if number < 0:
        return f"âm {number_words(-number)}"
    if number == 0:
        return _DIGITS[0]
    return _below_or_above(number, leading=True)


def _below_or_above(number: int, *, leading: bool) -> str:
    """Read a positive number; what follows a higher part names its missing hundreds ("không trăm linh hai")."""
    billions, rest = divmod(number, _BILLION)
    parts = [f"{_below_or_above(billions, leading=leading)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            parts.append(_group(group, full=bool(parts) or not leading) + _SCALES[power])
    return " ".join(parts)


def _group(number: int, *, full: bool) -> str:
    """Read 1 to 999; `full` names the hundreds even when there are none."""
    hundreds, rest = divmod(number, 100)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if 0 < rest < 10 and words:
        words.append(f"linh {_DIGITS[rest]}")
    elif rest:
        words.append(_tens(rest))
    return " ".join(words)


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if ones == 0:
        return head
    if ones == 5:
        return f"{head} lăm"
    if tens > 1 and ones in {1, 4}:
        return f"{head} {'mốt' if ones == 1 else 'tư'}"
    return f"{head} {_DIGITS[ones]}"


def decimal_words(whole: str, part: str) -> str:
    """Return a number with decimals: "12", "05" → "mười hai phẩy không năm". Zeros at the end are dropped."""
    part = part.rstrip("0")
    if not part:
        return number_words(int(whole))
    # Two decimals are read as a number, more of them digit by digit.
    tail = number_words(int(part)) if len(part) <= 2 and part[0] != "0" else digit_words(part)
    return f"{number_words(int(whole))} phẩy {tail}"


def digit_words(digits: str) -> str:
    """Return each digit by itself, as telephone numbers are read; anything else is passed over."""
    return " ".join(_DIGITS[int(char)] for char in digits if char in "0123456789")


# ---- dates and times


def date_words(day: date) -> str:
    """Return "ngày mùng năm tháng một năm hai nghìn không trăm hai mươi sáu"."""
    return f"{_day_and_month(day.day, day.month)} {year_words(day.year)}"


def year_words(year: int) -> str:
    return f"năm {number_words(year)}"


def _day_and_month(day: int, month: int) -> str:
    first_ten = "mùng " if day <= 10 else ""
    return f"ngày {first_ten}{number_words(day)} tháng {_MONTHS[month]}"


def _time_words(hour: int, minute: int) -> str:
    return f"{number_words(hour)} giờ" + (f" {number_words(minute)} phút" if minute else "")


# ---- a whole text


def read_aloud(text: str) -> str:
    """Return the text with everything that is not a word turned into the words that are read.

    What it does not know stays as it is. Idempotent.
    """
    text = _TELEPHONE.sub(_telephone, text)
    text = _DATE.sub(_date, text)
    text = _DAY.sub(_day, text)
    text = _MONTH.sub(lambda m: f"{m[1]} {_month_name(int(m[2]))} {year_words(int(m[3]))}", text)
    text = _QUARTER.sub(_quarter, text)
    text = _LONE_ROMAN.sub(lambda m: f"{m[1]} {number_words(_roman(m[2]))}", text)
    text = _TIME.sub(lambda m: _time_words(int(m[1]), int(m[2])), text)
    text = _LAW.sub(lambda m: f"{m[1]}, {year_words(int(m[2]))}, ", text)
    text = _NUMBERED.sub(", ", text)
    text = _YEAR_AFTER.sub(lambda m: f" {year_words(int(m[1]))}", text)
    text = _SHARE.sub(" trên ", _RANGE.sub(" đến ", _expand(text)))
    text = _NUMBER.sub(_number, text)
    return re.sub(r"[ \t]+", " ", text).strip()


def syllables(text: str) -> int:
    """Return how many syllables are read: every written Vietnamese word between spaces is one."""
    return len(_SYLLABLE.findall(read_aloud(text)))


def seconds(text: str) -> int:
    """Return how long the reading takes, in seconds, rounded up."""
    return -(-syllables(text) * 60 // SYLLABLES_PER_MINUTE)


def _telephone(match: re.Match[str]) -> str:
    text = match[0]
    groups = re.findall(r"\d+", text.replace("+84", "0", 1))
    return ", ".join(digit_words(group) for group in groups)


def _date(match: re.Match[str]) -> str:
    try:
        return date_words(date(int(match[3]), int(match[2]), int(match[1])))
    except ValueError:
        return match[0]


def _day(match: re.Match[str]) -> str:
    day, month = int(match[2]), int(match[3])
    return _day_and_month(day, month) if 1 <= day <= 31 and 1 <= month <= 12 else match[0]


def _roman(text: str) -> int:
    values = [_ROMAN[char] for char in text]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _month_name(month: int) -> str:
    return _MONTHS[month] if 1 <= month <= 12 else number_words(month)


def _quarter(match: re.Match[str]) -> str:
    number = int(match[2]) if match[2].isdigit() else _roman(match[2])
    name = "tư" if number == 4 else number_words(number)
    return f"{match[1]} {name}" + (f" {year_words(int(match[3]))}" if match[3] else "")


_ABBREVIATION = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(k) for k in sorted(ABBREVIATIONS, key=len, reverse=True)) + r")(?!\w)"
)


def _expand(text: str) -> str:
    # QĐ-UBND is two abbreviations: the hyphen between them is a pause.
    text = re.sub(r"(?<=[A-ZĐa-z])-(?=(?:UBND|HĐND|MTTQ|UBMTTQ)\b)", ", ", text)
    return _ABBREVIATION.sub(lambda match: ABBREVIATIONS[match[1]], text)


def _number(match: re.Match[str]) -> str:
    whole = match[2].replace(".", "")
    # A code with a zero in front, or a number that nobody could follow, is read as it is written.
    if len(whole) > 18 or (whole[0] == "0" and len(whole) > 1):
        return digit_words(whole)
    words = decimal_words(whole, match[3] or "")
    unit = f" {_UNITS[match[4]]}" if match[4] else ""
    return f"{'âm ' if match[1] else ''}{words}{unit}"
