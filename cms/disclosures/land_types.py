"""The land types of the land law's statistics, by their official codes. Pure."""

from django.db.models import TextChoices

from portal.core.text import fold


class LandType(TextChoices):
    """What land is used for. The codes are those of the current land statistics; people know the names."""

    LUA = "LUA", "Đất trồng lúa"
    HNK = "HNK", "Đất trồng cây hằng năm khác"
    CLN = "CLN", "Đất trồng cây lâu năm"
    RUN = "RUN", "Đất rừng"
    NTS = "NTS", "Đất nuôi trồng thủy sản"
    CNT = "CNT", "Đất chăn nuôi tập trung"
    NKH = "NKH", "Đất nông nghiệp khác"
    ONT = "ONT", "Đất ở tại nông thôn"
    ODT = "ODT", "Đất ở tại đô thị"
    TSC = "TSC", "Đất trụ sở cơ quan"
    DSN = "DSN", "Đất công trình sự nghiệp"
    DVH = "DVH", "Đất cơ sở văn hóa"
    DYT = "DYT", "Đất cơ sở y tế"
    DGD = "DGD", "Đất cơ sở giáo dục"
    DTT = "DTT", "Đất cơ sở thể dục, thể thao"
    SKK = "SKK", "Đất khu công nghiệp"
    SKN = "SKN", "Đất cụm công nghiệp"
    TMD = "TMD", "Đất thương mại, dịch vụ"
    SKC = "SKC", "Đất cơ sở sản xuất phi nông nghiệp"
    DGT = "DGT", "Đất giao thông"
    DTL = "DTL", "Đất thủy lợi"
    DNL = "DNL", "Đất năng lượng, chiếu sáng công cộng"
    DRA = "DRA", "Đất xử lý chất thải"
    DCH = "DCH", "Đất chợ"
    DKV = "DKV", "Đất khu vui chơi, sinh hoạt cộng đồng"
    TON = "TON", "Đất tôn giáo"
    TIN = "TIN", "Đất tín ngưỡng"
    NTD = "NTD", "Đất nghĩa trang"
    MNC = "MNC", "Đất có mặt nước"
    QPA = "QPA", "Đất quốc phòng, an ninh"
    PNK = "PNK", "Đất phi nông nghiệp khác"
    CSD = "CSD", "Đất chưa sử dụng"


# Codes of finer or older statistics, and short names, that tables still carry.
_ALSO = {
    "luc": LandType.LUA,
    "luk": LandType.LUA,
    "chn": LandType.HNK,
    "bhk": LandType.HNK,
    "rsx": LandType.RUN,
    "rph": LandType.RUN,
    "rdd": LandType.RUN,
    "cqp": LandType.QPA,
    "can": LandType.QPA,
    "son": LandType.MNC,
    "bcs": LandType.CSD,
    "dat o nong thon": LandType.ONT,
    "dat o do thi": LandType.ODT,
    "dat thuong mai dich vu": LandType.TMD,
    "dat san xuat kinh doanh": LandType.SKC,
    "dat san xuat, kinh doanh phi nong nghiep": LandType.SKC,
    "dat trong cay hang nam": LandType.HNK,
}
_KNOWN = (
    {fold(value): value for value, _ in LandType.choices}
    | {fold(label): value for value, label in LandType.choices}
    | _ALSO
)


def land_type_of(text: str) -> str | None:
    """Return the code that a cell means, by code or name, with or without marks; None when it means none."""
    words = " ".join(fold(text).split())
    return _KNOWN.get(words) or _KNOWN.get(words.rpartition("(")[2].rstrip(") "))
