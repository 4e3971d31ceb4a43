"""How clerks write down a person's details: three sets of phrases that share none.

The detectors were made with the first in view. They were measured once on the second, and what that showed was
mended. The third was written after that; what it gave at its first run is what the documentation reports.
"""

import unicodedata
from collections.abc import Callable

from portal.core.personal_data import Kind
from tests.core.personal_data.corpus.values import Values

# ---- ways to write digits; the flag says that a label must stand before them


def plain(digits: str) -> str:
    return digits


def threes(digits: str) -> str:
    return " ".join(digits[start : start + 3] for start in range(0, len(digits), 3))


def dotted(digits: str) -> str:
    return ".".join(digits[start : start + 3] for start in range(0, len(digits), 3))


def fours(digits: str) -> str:
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def dashed(digits: str) -> str:
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def apart(digits: str) -> str:
    return " ".join(digits)


def wide(digits: str) -> str:
    return "".join(chr(0xFF10 + int(char)) if char.isdigit() else char for char in digits)


def zero_width(digits: str) -> str:
    return "\u200b".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def letters(digits: str) -> str:
    return digits.replace("0", "O", 1).replace("1", "l", 1)


def no_break(digits: str) -> str:
    return "\u00a0".join(digits[start : start + 3] for start in range(0, len(digits), 3))


def key_caps(digits: str) -> str:
    return "".join(f"{char}\ufe0f\u20e3" for char in digits)


def spaced_dots(digits: str) -> str:
    return " . ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def other_digits(digits: str) -> str:
    return "".join(chr(0x06F0 + int(char)) for char in digits)


def broken_late(digits: str) -> str:
    return f"{digits[:-4]}-\n{digits[-4:]}"


def broken(digits: str) -> str:
    return f"{digits[:6]}\n{digits[6:]}"


def abroad(digits: str) -> str:
    return f"+84 {digits[1:4]} {digits[4:7]} {digits[7:]}"


WRITTEN: dict[str, list[Callable[[str], str]]] = {
    "tuning": [plain, plain, plain, threes, dotted, fours, wide, zero_width],
    "second": [plain, plain, plain, dashed, apart, letters, no_break, broken, threes],
    "report": [plain, plain, plain, fours, key_caps, spaced_dots, other_digits, broken_late],
}

PHRASES: dict[Kind, dict[str, list[str]]] = {
    Kind.CITIZEN_ID: {
        "tuning": [
            "Ông {name}, số CCCD: {v}, do Cục Cảnh sát cấp.",
            "Căn cước công dân số {v} của bà {name}.",
            "{name} – {v}",
            "Họ và tên: {name}; CCCD {v}; nghề nghiệp: làm ruộng.",
        ],
        "second": [
            "Người nhận hỗ trợ {name} (thẻ căn cước {v}) đã ký nhận.",
            "Số định danh cá nhân: {v} – {name}",
            "{name}, giấy tờ tùy thân số {v}, cấp tại Hưng Yên.",
            "Đơn của {name} kèm bản sao CCCD {v}.",
        ],
        "report": [
            "Đại diện hộ: {name} (số thẻ căn cước công dân là {v}).",
            "Bên B: bà {name}; căn cước số: {v}; ngày cấp 02/02/2022.",
            "{v} {name} đã nhận gạo",
            "Mã định danh cá nhân của con tôi: {v}",
        ],
    },
    Kind.OLD_ID: {
        "tuning": [
            "Ông {name}, CMND số {v} cấp ngày 12/05/2009.",
            "Số CMND: {v} ({name})",
            "Giấy chứng minh nhân dân số {v}.",
        ],
        "second": [
            "{name} mang chứng minh thư {v} đến nhận tiền.",
            "CMTND {v}, Công an tỉnh cấp cho {name}",
            "số CMT: {v}",
        ],
        "report": [
            "Số chứng minh nhân dân: {v}, nơi cấp Công an tỉnh Hưng Yên",
            "ông {name} có CMND {v} (cũ)",
            "{name}; số giấy tờ: {v}",
        ],
    },
    Kind.PHONE: {
        "tuning": [
            "Điện thoại: {v}",
            "Mọi ý kiến gửi {name}, ĐT {v}.",
            "Liên hệ ông {name} theo số {v}",
            "SĐT: {v} ({name})",
        ],
        "second": [
            "{name} – {v}",
            "Di động: {v}, gặp bà {name}",
            "gọi {v} trước khi đến",
            "Zalo {v} của trưởng thôn {name}",
        ],
        "report": [
            "Trưởng thôn {name}: {v}",
            "Anh {name} ({v}) nhận đăng ký.",
            "Alo {v} để được hỗ trợ",
            "Số máy của tổ trưởng là {v}.",
        ],
    },
    Kind.EMAIL: {
        "tuning": [
            "Thư điện tử: {v}",
            "Gửi về hộp thư {v} trước ngày 15.",
        ],
        "second": [
            "{name} <{v}>",
            "email {v}, ông {name} nhận",
        ],
        "report": [
            "Ý kiến xin gửi ông {name} qua {v}.",
            "Mail: {v}",
        ],
    },
    Kind.BANK: {
        "tuning": [
            "Số tài khoản: {v} tại Ngân hàng {bank}, chủ tài khoản {name}.",
            "STK {v} {bank} – {name}",
            "Chuyển tiền hỗ trợ vào tài khoản {v} của ông {name}.",
        ],
        "second": [
            "{v} – {bank} – {name}",
            "TK số {v}, {bank} chi nhánh Hưng Yên, tên {name}",
            "nhận qua stk: {v} ({bank})",
        ],
        "report": [
            "Tài khoản nhận hỗ trợ: {v}, ngân hàng {bank}, chủ TK {name}",
            "Quỹ thôn do {name} giữ, số tài khoản {v} ({bank})",
            "{bank} {name} stk {v}",
        ],
    },
    Kind.ADDRESS: {
        "tuning": [
            "Ông {name}, thường trú tại số nhà {no}, ngõ {lane}, đường {street}.",
            "Bà {name}, địa chỉ: số {no} ngõ {lane} phố {street}.",
            "Nơi ở hiện tại của {name}: số nhà {no}, tổ {lane}, phường Phố Hiến.",
        ],
        "second": [
            "Hộ ông {name}, xóm {lane}, thôn {village}, trú tại số nhà {no} ngõ {lane}.",
            "{name}, SN {no}, ngách {lane}/2 đường {street}",
            "HKTT: đội {lane}, thôn {village} (hộ {name})",
            "chỗ ở hiện nay của bà {name}: {no} ngõ {lane}, khu phố {village}",
        ],
        "report": [
            "Cụ {name} ở tổ {lane}, số nhà {no}, đường {street}.",
            "Chị {name}, hiện ở ngõ {lane} đường {street}, cần được giúp đỡ.",
            "Hộ khẩu thường trú: xóm {lane}, làng {village}.",
            "Gia đình bà {name}, nhà số {no}, ngách {lane}, phố {street}",
        ],
    },
    Kind.BIRTH_DATE: {
        "tuning": [
            "{name}, sinh ngày {v}, quê quán Hưng Yên.",
            "Họ tên {name}; ngày sinh: {v}; giới tính: nữ.",
        ],
        "second": [
            "{name} (sinh {v}) đã nộp hồ sơ.",
            "Ngày, tháng, năm sinh: {v} – {name}",
            "năm sinh {v}, họ tên {name}",
        ],
        "report": [
            "Ông {name} sinh ngày {v} tại Hưng Yên.",
            "{name} – ngày tháng năm sinh: {v} – dân tộc Kinh",
            "Ngày sinh của người được hưởng: {v}",
        ],
    },
    Kind.MINOR: {
        "tuning": [
            "Cháu {v}, học sinh lớp 4A, được hỗ trợ học phí.",
            "Trẻ em {v}, sinh năm 2017, mồ côi cha.",
            "Em {v} – lớp 7B",
        ],
        "second": [
            "Họ và tên trẻ: {v}, 6 tuổi",
            "Con trai {v} (2018) được cấp thẻ.",
            "học sinh {v} bị thương nhẹ",
            "{v}, lớp 2C, điểm 9",
        ],
        "report": [
            "Bé gái {v} (4 tuổi) đi lạc.",
            "Danh sách được nhận quà: em {v}, em khác.",
            "Cháu bé {v} sinh năm 2021 đã xuất viện.",
            "{v}, học sinh lớp 9, đạt giải nhì",
        ],
    },
    Kind.TAX_CODE: {
        "tuning": [
            "Mã số thuế cá nhân của ông {name}: {v}.",
        ],
        "second": [
            "MST TNCN {v} ({name})",
        ],
        "report": [
            "Người nộp thuế {name}, mã số thuế thu nhập cá nhân: {v}.",
        ],
    },
    Kind.INSURANCE: {
        "tuning": [
            "Mã số BHXH: {v} – {name}",
            "Thẻ BHYT số {v} của bà {name}.",
        ],
        "second": [
            "{name} tham gia bảo hiểm xã hội, số sổ BHXH {v}",
            "thẻ bảo hiểm y tế {v}",
        ],
        "report": [
            "Số sổ bảo hiểm xã hội của {name} là {v}.",
            "BHYT: {v}",
        ],
    },
}

_DIGIT_KINDS = {Kind.CITIZEN_ID, Kind.OLD_ID, Kind.PHONE, Kind.BANK}
_DATES: dict[str, list[str]] = {
    "tuning": ["{d:02d}/{m:02d}/{y}", "{d}/{m}/{y}", "{d:02d}-{m:02d}-{y}"],
    "second": ["{d:02d}.{m:02d}.{y}", "{d} tháng {m} năm {y}", "{d:02d}/{m:02d}/{y}"],
    "report": [
        "{d:02d} tháng {m:02d} năm {y}",
        "{d}-{m}-{y}",
        "{d:02d} / {m:02d} / {y}",
        "{y}-{m:02d}-{d:02d}",
    ],
}


def sentence(kind: Kind, values: Values, *, part: str, simple: bool = False) -> tuple[str, str]:
    """Return a sentence with one detail, and the detail as it stands there; `simple` for places without line breaks."""
    phrase = values.pick(PHRASES[kind][part])
    no, lane, street, village = values.house()
    details = {"name": values.name(), "bank": values.pick(["Agribank", "BIDV", "Vietcombank"]), "no": no, "lane": lane,
               "street": street, "village": village}  # fmt: skip
    if kind is Kind.ADDRESS:
        return phrase.format(**details), str(lane)
    shown = _value(kind, values, part=part, simple=simple)
    return phrase.format(v=shown, **details), shown


def _value(kind: Kind, values: Values, *, part: str, simple: bool) -> str:
    if kind is Kind.BIRTH_DATE:
        day, month, year = values.birth_date()
        return values.pick(_DATES[part]).format(d=day, m=month, y=year)
    if kind is Kind.MINOR:
        return values.name()
    raw = str(getattr(values, {Kind.BANK: "bank_account"}.get(kind, kind.value))())
    if kind in _DIGIT_KINDS:
        ways = [plain, threes] if simple else WRITTEN[part]
        if kind is Kind.PHONE and part != "tuning" and not simple:
            ways = [*ways, abroad]
        return values.rng.choice(ways)(raw)
    return raw


def spelled(text: str, values: Values) -> str:
    """Return the text as some programs and people write it: decomposed, without marks, or as it is."""
    draw = values.rng.random()
    if draw < 0.12:
        return unicodedata.normalize("NFD", text)
    if draw < 0.24:
        bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        return "".join(char for char in bare if not unicodedata.combining(char))
    return text
