"""What the personal-data check can find, and how grave it is."""

from enum import StrEnum


class Severity(StrEnum):
    """HIGH and MEDIUM hold a publication back; a NOTE only tells the reader where to look."""

    HIGH = "high"
    MEDIUM = "medium"
    NOTE = "note"


class Kind(StrEnum):
    CITIZEN_ID = "citizen_id"
    OLD_ID = "old_id"
    PHONE = "phone"
    EMAIL = "email"
    BANK = "bank_account"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    MINOR = "minor"
    TAX_CODE = "tax_code"
    INSURANCE = "insurance"
    LOCATION = "location"
    METADATA = "metadata"
    COVERED = "covered_text"
    UNREADABLE = "unreadable"
    UNFINISHED = "unfinished"
    HIDDEN = "hidden_part"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS: dict[Kind, str] = {
    Kind.CITIZEN_ID: "Số căn cước công dân",
    Kind.OLD_ID: "Số chứng minh nhân dân",
    Kind.PHONE: "Số điện thoại",
    Kind.EMAIL: "Hộp thư điện tử",
    Kind.BANK: "Số tài khoản ngân hàng",
    Kind.ADDRESS: "Địa chỉ nơi ở",
    Kind.BIRTH_DATE: "Ngày sinh",
    Kind.MINOR: "Tên trẻ em",
    Kind.TAX_CODE: "Mã số thuế cá nhân",
    Kind.INSURANCE: "Số bảo hiểm xã hội, thẻ bảo hiểm y tế",
    Kind.LOCATION: "Vị trí chụp ảnh",
    Kind.METADATA: "Tên người trong thuộc tính của tệp",
    Kind.COVERED: "Chữ còn nằm dưới khung che",
    Kind.UNREADABLE: "Không đọc được chữ, cần người kiểm tra",
    Kind.UNFINISHED: "Chưa quét hết tệp, cần người kiểm tra",
    Kind.HIDDEN: "Phần bị ẩn trong tệp",
}

# What a machine cannot judge: a second person has to look, or the file is replaced.
FOR_PEOPLE = frozenset({Kind.UNREADABLE, Kind.UNFINISHED})
