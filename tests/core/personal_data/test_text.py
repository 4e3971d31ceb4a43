"""What the check finds in a text, and what it leaves alone. Every person and number here is invented."""

import unicodedata
from datetime import date

import pytest

from portal.core.personal_data import Allow, Severity, look_at_text, scan_text
from portal.core.personal_data.normal import fold, normal

ON = date(2026, 3, 1)


def kinds(text: str, **options: object) -> list[str]:
    return [finding.kind.value for finding in scan_text(text, on=ON, **options)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CCCD số 033199012345", "citizen_id"),
        ("Nguyễn Văn An 033199012345", "citizen_id"),
        ("căn cước công dân 033 199 012 345", "citizen_id"),
        ("033.199.012.345", "citizen_id"),
        ("số định danh cá nhân: 033-199-012345", "citizen_id"),
        ("CMND số 145678901", "old_id"),
        ("số CMND: 145.678.901, cấp ngày 12/05/2010", "old_id"),
        ("chứng minh thư 145 678 901", "old_id"),
        ("145678901 (CMND)", "old_id"),
        ("ĐT: 0912 345 678", "phone"),
        ("gọi (+84) 912.345.678", "phone"),
        ("Bà Trần Thị Bình, 0987654321", "phone"),
        ("Zalo 84912345678", "phone"),
        ("điện thoại nhà riêng: 0221.3862.123", "phone"),
        ("nguyenvanan.1990@gmail.com", "email"),
        ("nguyenvanan (at) gmail.com", "email"),
        ("nguyenvanan@gmail\n.com", "email"),
        ("lienhe@cuahang-mau.com", "email"),
        ("STK 2400205123456 ngân hàng Agribank", "bank_account"),
        (
            "số tài khoản của ông Nguyễn Văn An tại Ngân hàng BIDV chi nhánh Hưng Yên: 4651 0000 123 456",
            "bank_account",
        ),
        ("0011001234567 – Vietcombank", "bank_account"),
        ("Ông An, thường trú tại số nhà 12, ngõ 5, đường Nguyễn Trãi", "address"),
        ("bà Trần Thị Bình, 45/3 ngách 12 ngõ 7 phố Chùa", "address"),
        ("Trú tại: xóm 3, thôn Đông", "address"),
        ("sinh ngày 15/06/1990", "birth_date"),
        ("Ngày, tháng, năm sinh: 15-6-1990", "birth_date"),
        ("sinh ngày 15 tháng 6 năm 1990", "birth_date"),
        ("cháu Nguyễn Thị Lan", "minor"),
        ("em Lê Minh Quân, học sinh lớp 5A", "minor"),
        ("Trần Gia Bảo – lớp 3B", "minor"),
        ("Phạm Ngọc Anh, sinh năm 2016", "minor"),
        ("MST cá nhân: 8123456789", "tax_code"),
        ("mã số BHXH 3312345678", "insurance"),
        ("Thẻ BHYT: GD4330112345678", "insurance"),
    ],
)
def test_a_personal_detail_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định số 123456789/QĐ-UBND ngày 15/06/2024 của Chủ tịch Ủy ban nhân dân tỉnh",
        "Tổng kinh phí 1.234.567.890 đồng, trong đó ngân sách xã 987 654 321 đồng",
        "MST: 0900123456 (Công ty TNHH Mẫu); mã số thuế 0900234567-001",
        "Mã ĐVQHNS 1087654, mã chương 822, mã nguồn 0113",
        "thửa đất số 123, tờ bản đồ số 45, diện tích 1234567 m2",
        "TK 3713.0.1234567 tại Kho bạc Nhà nước khu vực V",
        "Tọa độ X=2285123.456; Y=541234.789; 106.0512345678, 20.9312345678",
        "Mã hồ sơ 000.00.31.H31-240115-0001",
        "Đường dây nóng UBND xã: 0221 3862 123; tổng đài 1022; 19001234; 113",
        "Hộp thư: ubnd.phohien@hungyen.gov.vn",
        "Nâng cấp tuyến đường từ số nhà 12 ngõ 5 đến cuối thôn Đông",
        "Trụ sở UBND phường: số 8, đường Chùa Chuông, phường Phố Hiến",
        "phát sinh ngày 15/6/2024; vệ sinh môi trường ngày 15/06/2025; đăng ký khai sinh ngày 01/02/2024",
        "kỷ niệm 136 năm ngày sinh Chủ tịch Hồ Chí Minh (19/5/1890 – 19/5/2026)",
        "học sinh Trường THCS Nguyễn Trãi; đường Nguyễn Văn Linh; quỹ Lê Quý Đôn",
        "còn Nguyễn Văn An, chủ tịch hội đồng, vắng mặt",
        "SHA-256 a3f0912345678bc8123456789012345678901234567890123456789012abcdef",
        "https://congbao.example/van-ban/0912345678",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "0 1 2 3 4 5 6 7 8 9",
        "Biểu 0912.345 0,912 345.678",
        "Mã vạch 8934588012345; TBMT IB2400123456-00",
    ],
)
def test_what_only_looks_personal_is_left_alone(text: str) -> None:
    assert kinds(text) == []


EVASIONS = {
    "full width": "CCCD ０３３１９９０１２３４５",
    "zero width": "CCCD 03\u200b31\u200d990\u206012345",
    "no-break spaces": "CCCD 033\u00a0199\u202f012\u2009345",
    "soft hyphen": "CCCD 0331\u00ad9901\u00ad2345",
    "letter O and l": "CCCD O33l99Ol2345",
    "line break": "CCCD 0331990\n12345",
    "each digit apart": "CCCD 0 3 3 1 9 9 0 1 2 3 4 5",
    "other digits": "CCCD " + "".join(chr(0x0660 + int(digit)) for digit in "033199012345"),
    "enclosed digits": "CCCD ⓪③③①⑨⑨⓪①②③④⑤",
    "key caps": "CCCD " + "".join(f"{digit}\ufe0f\u20e3" for digit in "033199012345"),
    "mathematical digits": "CCCD " + "".join(chr(0x1D7CE + int(digit)) for digit in "033199012345"),
    "Cyrillic label": "СССD 033199012345",
    "folded": "can cuoc cong dan so 033199012345",
    "decomposed": unicodedata.normalize("NFD", "căn cước công dân số 033199012345"),
    "slashes": "CCCD 033/199/012/345",
    "inline tags": "<p>CCCD 0331<b>9901</b>2345</p>",
    "entities": "<p>CCCD 0331990&#49;2345</p>",
    "lost zero": "CCCD: 33199012345",
}


@pytest.mark.parametrize("text", EVASIONS.values(), ids=EVASIONS.keys())
def test_spelling_does_not_hide_a_citizen_number(text: str) -> None:
    assert kinds(text) == ["citizen_id"]


@pytest.mark.parametrize(
    "text",
    [
        "so dien thoai 0912345678", "dt: O912345678", "ĐT ０９１２３４５６７８", "SĐT0912345678", "0912\u200b345678",
        unicodedata.normalize("NFD", "Điện thoại: 0912345678"), '<a href="tel:0912345678">gọi</a>', "0912-345-678",
        "https://zalo.me/0912345678", "0 9 1 2 3 4 5 6 7 8",
    ],
)  # fmt: skip
def test_spelling_does_not_hide_a_telephone(text: str) -> None:
    assert kinds(text) == ["phone"]


def test_equal_values_have_equal_digests_however_they_are_written() -> None:
    digests = {
        scan_text(text, on=ON, salt="s")[0].digest for text in EVASIONS.values() if text[6:] != "33199012345"
    }
    assert len(digests - {scan_text("CCCD: 33199012345", on=ON, salt="s")[0].digest}) == 1
    assert scan_text("CCCD 033199012345", on=ON, salt="t")[0].digest not in digests


def test_a_finding_holds_no_value_but_a_sighting_does() -> None:
    (seen,) = look_at_text("Ông Nguyễn Văn An, CCCD 033199012345", on=ON)
    assert "0331990" not in repr(seen)
    assert seen.finding.excerpt == "••••••••••45"
    assert "033199012345" in seen.excerpt


def test_a_list_goes_on_under_its_label_and_its_heading() -> None:
    table = "TT Họ và tên Số CMND\n1 Nguyễn Văn An 145678901\n2 Trần Thị Bình 145678902\n3 Lê Văn Cường 145 678 903"
    assert kinds(table) == ["old_id"] * 3
    born = "TT Họ tên Ngày sinh\n1 Nguyễn Văn An 15/06/1990\n2 Trần Thị Bình 01/02/1985"
    assert kinds(born) == ["birth_date"] * 2


def test_what_is_allowed_passes_and_nothing_else_does() -> None:
    text = "ĐT 0912345678, 0987654321; nhà 0221 3862 123; a.b@gmail.com; van.thu@donvi.example"
    allow = Allow(phones=frozenset({"+84 912.345.678"}), emails=frozenset({"A.B@gmail.com"}), landlines=True)
    assert kinds(text, allow=allow) == ["phone", "email"]


def test_the_day_of_the_scan_says_who_is_a_child_and_which_years_can_be() -> None:
    assert kinds("Nguyễn Văn An, sinh năm 2012") == ["minor"]
    assert scan_text("Nguyễn Văn An, sinh năm 2012", on=date(2032, 1, 1)) == ()
    assert kinds("033231012345") == []
    assert scan_text("033231012345", on=date(2032, 1, 1)) != ()


def test_a_finding_says_in_which_line_it_stands() -> None:
    (found,) = scan_text("<p>Một</p><p>Hai</p><p>ĐT 0912345678</p>", on=ON)
    assert found.place.startswith("dòng ")
    assert scan_text("ĐT 0912345678", on=ON)[0].place == ""


def test_an_unusual_number_under_a_label_is_found_but_weighs_less() -> None:
    (found,) = scan_text("Điện thoại: 01234567890", on=ON)
    assert found.severity is Severity.MEDIUM


def test_folding_keeps_places() -> None:
    text = normal("ĐƯỜNG Hào – Ngõ ５")
    assert len(fold(text)) == len(text)
    assert fold(text) == "duong hao - ngo 5"
