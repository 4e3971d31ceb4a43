"""What every engine must find, and in which order: one corpus and one list of cases for all of them."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from search.documents import Kind, SearchDocument


def document(id: str, title: str, body: str = "", **fields: object) -> SearchDocument:
    defaults: dict[str, object] = {"kind": Kind.DISCLOSURE, "url": f"/{id.replace(':', '/')}/"}
    return SearchDocument(id=id, title=title, body=body, **{**defaults, **fields})  # type: ignore[arg-type]


CORPUS = [
    document(
        "disclosure:1",
        "Dự toán ngân sách xã năm 2026",
        "Tổng thu 12.500 triệu đồng, chi thường xuyên cho giáo dục, y tế và đường giao thông nông thôn.",
        code="45/QĐ-UBND",
        organisation_code="11269",
        organisation_name="Xã Đường Hào",
        period="2026",
        date=date(2026, 1, 28),
    ),
    document(
        "disclosure:2",
        "Danh sách hộ nghèo niêm yết",
        "Rà soát hộ nghèo, hộ cận nghèo theo thôn; tiếp nhận ý kiến trong ba ngày.",
        code="102/TB-UBND",
        organisation_code="11269",
        organisation_name="Xã Đường Hào",
        period="2026",
        date=date(2026, 10, 5),
    ),
    document(
        "disclosure:3",
        "Kế hoạch nâng cao chỉ số PAPI",
        "Nhiệm vụ của các sở, ngành và Ủy ban nhân dân cấp xã.",
        code="19/KH-UBND",
        organisation_code="33",
        organisation_name="Tỉnh Hưng Yên",
        period="2026",
        date=date(2026, 1, 20),
    ),
    document(
        "disclosure:4",
        "Thực hiện dự toán ngân sách quý I",
        "Theo Kế hoạch 19/KH-UBND, xã báo cáo thu, chi ngân sách.",
        code="9/BC-UBND",
        organisation_code="11300",
        organisation_name="Phường Phố Hiến",
        period="2026-Q1",
        date=date(2026, 4, 8),
    ),
    document(
        "disclosure:5",
        "Kế hoạch sử dụng đất",
        "Diện tích đất dương, đất bãi. Dương liễu và dương xỉ trồng ven đê; dương, dương, dương.",
        organisation_code="11300",
        organisation_name="Phường Phố Hiến",
        period="2025",
        date=date(2025, 12, 1),
    ),
    document(
        "petition:HY-7K3M-9QRT",
        "Đường thôn Đoài ngập sau mưa",
        "Nước không thoát, trẻ em đi học rất vất vả.",
        kind=Kind.PETITION,
        code="HY-7K3M-9QRT",
        organisation_code="11269",
        organisation_name="Xã Đường Hào",
        period="2026",
        status="answered",
        status_label="Đã trả lời",
        date=date(2026, 8, 3),
    ),
    document(
        "petition:HY-2222-AAAA",
        "Đèn chiếu sáng hỏng",
        "Ba bóng đèn ở ngõ 4 không sáng đã hai tuần.",
        kind=Kind.PETITION,
        code="HY-2222-AAAA",
        organisation_code="11300",
        organisation_name="Phường Phố Hiến",
        period="2026",
        status="received",
        status_label="Đã tiếp nhận",
        date=date(2026, 9, 1),
    ),
    document(
        "petition:HY-3333-BBBB",
        "Mùi hôi từ bãi rác",
        "Bãi rác cạnh trường học bốc mùi, đề nghị xử lý trong tháng.",
        kind=Kind.PETITION,
        code="HY-3333-BBBB",
        organisation_code="11269",
        organisation_name="Xã Đường Hào",
        period="2025",
        status="answered",
        status_label="Đã trả lời",
        date=date(2025, 11, 11),
    ),
    document(
        "disclosure:6",
        "Thủ tục cấp giấy chứng nhận quyền sử dụng đất",
        "Nộp hồ sơ tại bộ phận tiếp nhận; ủy ban nhân dân xã xác nhận.",
        code="7/QĐ-UBND (mẫu)",
        date=date(2024, 5, 6),
    ),
    document("page:10", "Kỹ thuật nuôi trồng thủy sản", "Hoà Bình quý hiếm.", kind=Kind.PAGE),
    document("organisation:11269", "Xã Đường Hào", "Trụ sở tại thôn Sài.", kind=Kind.ORGANISATION),
    document("organisation:11300", "Phường Phố Hiến", kind=Kind.ORGANISATION),
    document(
        "page:7",
        "Cách tra cứu ngân sách",
        "Hướng dẫn người dân đọc dự toán và quyết toán.",
        kind=Kind.PAGE,
        date=date(2026, 2, 2),
    ),
    document("page:8", "Ma", "Chữ không dấu.", kind=Kind.PAGE),
    document("page:9", "Giờ làm việc", "Có má, có mà, có mã.", kind=Kind.PAGE),
]


@dataclass(frozen=True)
class Case:
    """`first`: the results begin with these, in this order; `same`: these and no others are found."""

    name: str
    text: str
    first: tuple[str, ...] = ()
    same: frozenset[str] | None = None
    relaxed: bool = False


def _same(*ids: str) -> frozenset[str]:
    return frozenset(ids)


_POOR = _same("disclosure:2")
_PAGE = _same("page:10")
_BUDGETS = _same("disclosure:1", "disclosure:4", "page:7")

CASES = [
    Case("with marks", "hộ nghèo", first=("disclosure:2",), same=_POOR),
    Case("without marks", "ho ngheo", first=("disclosure:2",), same=_POOR),
    Case("mixed case", "HỘ Nghèo", first=("disclosure:2",), same=_POOR),
    Case("upper case without marks", "HO NGHEO", same=_POOR),
    Case("decomposed input", unicodedata.normalize("NFD", "hộ nghèo"), same=_POOR),
    Case("one word half marked", "hô ngheo", same=_POOR),
    Case("words in any order", "nghèo hộ", same=_POOR),
    Case("d for đ", "den chieu sang", same=_same("petition:HY-2222-AAAA")),
    Case("đ", "đèn chiếu sáng", same=_same("petition:HY-2222-AAAA")),
    Case("Đ in upper case", "ĐÈN", same=_same("petition:HY-2222-AAAA")),
    Case("an organisation's name is its title", "đường hào", first=("organisation:11269",)),
    Case("whole title", "Xã Đường Hào", first=("organisation:11269",)),
    Case("whole title without marks", "xa duong hao", first=("organisation:11269",)),
    Case("words from title and organisation", "ngân sách đường hào", same=_same("disclosure:1")),
    Case("all words must be there", "dự toán ngân sách", same=_BUDGETS),
    Case("typed marks come before other marks", "dương", first=("disclosure:5",)),
    Case("marks in a short title", "mã", first=("page:9",), same=_same("page:8", "page:9")),
    Case("no marks, whole title", "ma", first=("page:8",), same=_same("page:8", "page:9")),
    Case(
        "document number", "19/KH-UBND", first=("disclosure:3",), same=_same("disclosure:3", "disclosure:4")
    ),
    Case("document number in lower case", "19/kh-ubnd", first=("disclosure:3",)),
    Case("document number with spaces", "19 KH UBND", first=("disclosure:3",)),
    Case("document number without separators", "19KHUBND", first=("disclosure:3",)),
    Case("document number with a word", "kế hoạch 19/KH-UBND", same=_same("disclosure:3", "disclosure:4")),
    Case("document number with marks", "45/QĐ-UBND", first=("disclosure:1",), same=_same("disclosure:1")),
    Case("document number with d for đ", "45/qd-ubnd", same=_same("disclosure:1")),
    Case(
        "petition code", "HY-7K3M-9QRT", first=("petition:HY-7K3M-9QRT",), same=_same("petition:HY-7K3M-9QRT")
    ),
    Case("petition code in lower case", "hy-7k3m-9qrt", same=_same("petition:HY-7K3M-9QRT")),
    Case("petition code in one piece", "hy7k3m9qrt", same=_same("petition:HY-7K3M-9QRT")),
    Case("petition code with spaces", "HY 7K3M 9QRT", same=_same("petition:HY-7K3M-9QRT")),
    Case("a number with separators", "12.500", same=_same("disclosure:1")),
    Case("a quoted phrase", '"chi thường xuyên"', same=_same("disclosure:1")),
    Case("a quoted phrase in another order", '"xuyên thường chi"', same=frozenset()),
    Case("words with punctuation", "thu, chi (ngân sách)!", same=_same("disclosure:1", "disclosure:4")),
    Case("some words when not all", "hộ nghèo phiêulưu", first=("disclosure:2",), relaxed=True),
    Case("tone on the other vowel", "hòa bình", same=_PAGE),
    Case("tone on the other vowel of uy", "thuỷ sản", same=_PAGE),
    Case("i for y", "kĩ thuật", first=("page:10",), same=_PAGE),
    Case("i for y after qu", "quí hiếm", same=_PAGE),
    Case("keystrokes of VNI", "ho65 ngheo2", first=("disclosure:2",), same=_POOR),
    Case("keystrokes of Telex", "hooj ngheof", first=("disclosure:2",), same=_POOR),
    Case(
        "keystrokes of Telex, all kinds", "ddaats baix", first=("disclosure:5",), same=_same("disclosure:5")
    ),
    Case("a word of the people", "sổ đỏ", same=_same("disclosure:6")),
    Case("a word of the people without marks", "lam so do", first=("disclosure:6",), relaxed=True),
    Case("a word of the people as keystrokes", "soor ddor", same=_same("disclosure:6")),
    Case("an abbreviation", "GCN QSDĐ", same=_same("disclosure:6")),
    Case("an abbreviation without marks", "gcn qsdd", same=_same("disclosure:6")),
    Case("a quotation means itself", '"sổ đỏ"', same=frozenset()),
    Case("a remark behind the number", "7/QĐ-UBND", first=("disclosure:6",), same=_same("disclosure:6")),
    Case("a letter left out", "hộ nghè", first=("disclosure:2",), same=_POOR),
    Case("a letter too many", "hộo ngheèo", first=("disclosure:2",), same=_POOR),
    Case("another letter", "ho nghro", same=_POOR),
    Case("two letters exchanged", "ho nghoe", same=_POOR),
    Case("words typed as one", "hongheo", same=_POOR),
    Case("words typed as one, with marks", "hộnghèo", same=_POOR),
    Case("a quoted slip stays", '"ho nghoe"', same=frozenset()),
    Case("nothing", "phiêulưu", same=frozenset()),
    Case("only signs", '"* ( ) : ^ - +', same=frozenset()),
    Case("operators are words", '"AND" "OR" "NOT" "NEAR"', same=frozenset()),
]

# Whatever people and machines send: each must give an answer.
HOSTILE = [
    '"',
    '""',
    "*",
    "ngân*",
    "AND (",
    "NEAR(a b, 2)",
    "title_folded: ngân",
    "{title_words} : a",
    "-ngân",
    "+ngân -sách",
    "^ngân",
    "a OR b AND",
    "'; DROP TABLE search_entry; --",
    "100%",
    "_%_",
    "\\",
    "\x00",
    "ngân\x00sách",
    "\ud800",
    "🎉",
    "👨‍👩‍👧 ngân sách",
    "   \t\n ",
    "\u200b\u202e",
    "x" * 10_000,
    "ngân sách " * 1_000,
    '"' * 10_000,
    "(" * 500 + "a" + ")" * 500,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "١٢٣ ½ ² Ⅷ",
    "日本語 ภาษาไทย العربية",
    "İıſß",
    "ế" * 300,
    "<script>alert(1)</script>",
    "1e400 0x1F 1/0 -0 NaN",
    "http://a.b/c?d=e&f user@host.vn",
]
