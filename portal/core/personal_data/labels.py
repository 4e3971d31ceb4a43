"""The words before a number that say what it is, and those that say what it is not."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from portal.core.personal_data.normal import Text
from portal.core.personal_data.words import Words


class Label(StrEnum):
    IDENTITY = "identity"
    PHONE = "phone"
    BANK = "bank"
    INSURANCE = "insurance"
    PERSONAL_TAX = "personal_tax"
    TAX = "tax"
    # Of something else: a decision, a parcel, an amount.
    OTHER = "other"
    # Of something else whose numbers can look just like a citizen's number or a telephone.
    CODE = "code"


# label -> how many characters may stand between the words and the number
REACH = {
    Label.IDENTITY: 60,
    Label.PHONE: 45,
    Label.BANK: 90,
    Label.INSURANCE: 45,
    Label.PERSONAL_TAX: 45,
    Label.TAX: 45,
    Label.OTHER: 30,
    Label.CODE: 30,
}

_WORDS: dict[Label, Words] = {
    Label.IDENTITY: Words(
        "căn cước công dân|thẻ căn cước|số căn cước|căn cước|cccd|cc|số cc|cmnd|cmt|cmtnd|cmdn|"
        "chứng minh nhân dân|chứng minh thư|số chứng minh|giấy chứng minh|số định danh cá nhân|"
        "định danh cá nhân|mã định danh cá nhân|số định danh|giấy tờ tùy thân|giấy tờ tuỳ thân|số giấy tờ|"
        "id card|identity card|hộ chiếu|cccd/cmnd|cmnd/cccd",
        glued=True,
    ),
    Label.PHONE: Words(
        "điện thoại|số điện thoại|điện thoại di động|sđt|đt|đtdđ|dđ|di động|zalo|liên hệ|phone|tel|mobile|"
        "hotline|số máy|gọi số|gọi|fax|viber|nhắn tin|alo|lh|đường dây nóng|whatsapp",
        glued=True,
    ),
    Label.BANK: Words(
        "stk|số tài khoản|tài khoản số|tài khoản|số tk|tk|tài khoản ngân hàng|account number|account no|"
        "account|số thẻ atm|thẻ atm|số thẻ ngân hàng",
        glued=True,
    ),
    Label.INSURANCE: Words(
        "bhxh|số sổ bhxh|mã số bhxh|mã bhxh|sổ bhxh|sổ bảo hiểm|bảo hiểm xã hội|mã số bảo hiểm xã hội|"
        "mã số bảo hiểm|số bảo hiểm|bhyt|thẻ bhyt|thẻ bảo hiểm y tế",
        glued=True,
    ),
    Label.PERSONAL_TAX: Words(
        "mst cá nhân|mã số thuế cá nhân|mst tncn|mã số thuế tncn|mã số thuế thu nhập cá nhân|mstcn|"
        "mst của ông|mst của bà|mã số thuế của ông|mã số thuế của bà",
        glued=True,
    ),
    Label.TAX: Words("mst|mã số thuế|tax code", glued=True),
    Label.OTHER: Words(
        "chủ tk|chủ tài khoản|tên tài khoản|"
        "quyết định|quyết định số|nghị quyết|nghị định|thông tư|công văn|tờ trình|thông báo số|văn bản số|"
        "kế hoạch số|báo cáo số|luật số|thửa|thửa đất|thửa số|tờ bản đồ|tờ số|số tiền|tổng số|tổng cộng|"
        "tổng mức|kinh phí|dự toán|thành tiền|đơn giá|giá trị|diện tích|tọa độ|toạ độ|mã ngân sách|"
        "mã chương|chương|mục|tiểu mục|khoản|mã nhiệm vụ|mã nguồn|đvqhns|mã qhns|mã số đvqhns|mã đơn vị|"
        "mã quan hệ ngân sách|tài khoản cấp|biển số|chiều dài|công suất|sha-256|mã băm|isbn",
    ),
    Label.CODE: Words(
        "mã hồ sơ|số hồ sơ|mã số hồ sơ|mã dự án|mã số dự án|mã công trình|mã gói thầu|số tbmt|mã tbmt|"
        "e-tbmt|mã thông báo|mã số doanh nghiệp|mã doanh nghiệp|mã số hợp tác xã|đkkd|"
        "giấy chứng nhận đăng ký|mã giao dịch|mã vạch|số seri|seri|số hóa đơn|hóa đơn số|hoá đơn|"
        "hợp đồng số|mã tra cứu|mã bưu gửi|số vào sổ|số phát hành|mã tthc|mã thủ tục|mã thiết bị|"
        "mã tài sản|mã lô|imei|mã số vùng trồng|mã cơ quan thu|số công tơ|mã khách hàng|mã điểm đo",
    ),
}

BANKS = Words(
    "ngân hàng|vietcombank|vcb|agribank|bidv|vietinbank|techcombank|mbbank|mb bank|sacombank|vpbank|tpbank|"
    "acb|lpbank|lienvietpostbank|hdbank|vib|shb|msb|ocb|co-opbank|coopbank|seabank|eximbank|nhtmcp|"
    "nhnn&ptnt|pvcombank|kienlongbank",
)
TREASURY = Words("kho bạc|kho bạc nhà nước|kbnn|kbnn khu vực|tài khoản tạm thu|ngân sách nhà nước")


@dataclass(frozen=True, slots=True)
class Named:
    """A label and where its words stand."""

    label: Label
    start: int
    end: int


class Labels:
    """The labels of one text, found once and asked for every number."""

    def __init__(self, text: Text) -> None:
        found = [
            Named(label, match.start(), match.end())
            for label, words in _WORDS.items()
            for match in words.finditer(text)
        ]
        # Where phrases overlap, the longer says more: "mst cá nhân" over "mst".
        found.sort(key=lambda named: (named.end, named.start - named.end))
        self._all = found
        self._ends = [named.end for named in found]

    def before(self, place: int) -> Named | None:
        """Return the nearest label that ends at or before the place and can reach it; the longest of equals."""
        index = bisect_right(self._ends, place) - 1
        if index < 0:
            return None
        best = self._all[index]
        for named in reversed(self._all[max(0, index - 4) : index]):
            if named.end >= best.start and named.start < best.start:
                best = Named(named.label, named.start, max(named.end, best.end))
        return best if place - best.end <= REACH[best.label] else None

    def between(self, start: int, end: int) -> bool:
        """Return whether a label stands between the two places."""
        index = bisect_right(self._ends, end) - 1
        return index >= 0 and self._all[index].start >= start

    def just_after(self, text: Text, place: int) -> Named | None:
        """Return the label that explains a number in retrospect: "012345678 (CMND)"."""
        for label in (Label.IDENTITY, Label.PHONE, Label.BANK):
            for match in _WORDS[label].finditer(text, place, place + 24):
                if text.plain[place : match.start()].strip(" (-–,:=") in ("", "số", "là", "là số"):
                    return Named(label, match.start(), match.end())
        return None
