"""Invented persons and numbers, by a seeded generator: no value belongs to anybody on purpose."""

import random
from dataclasses import dataclass, field

_SURNAMES = """
Nguyễn, Trần, Lê, Phạm, Hoàng, Vũ, Đặng, Bùi, Đỗ, Ngô, Dương, Đào, Đoàn, Trịnh, Đinh, Phùng, Tạ, Lương,
Quách
"""
_MIDDLES = """
Văn, Thị, Đức, Hữu, Ngọc, Minh, Thanh, Quốc, Xuân, Hồng, Thu, Tuấn, Gia, Bảo, Kim
"""
_GIVEN = """
An, Bình, Cường, Dung, Giang, Hải, Hạnh, Hùng, Khánh, Lan, Linh, Long, Mai, Nam, Nga, Phúc, Quân, Sơn,
Thảo, Trang, Tú, Yến
"""
_STREETS = """
Chùa Chuông, Bãi Sậy, Tây Thành, Phạm Bạch Hổ, Sơn Nam, Dương Quảng Hàm, Hoàng Ngân, Trưng Nhị
"""
_VILLAGES = """
Đông, Hạ, Thượng, Phú, Cốc, An, Khê, Nội, Trung, Đoài
"""
_MOBILE = """
090, 091, 093, 096, 097, 098, 086, 088, 032, 033, 035, 036, 037, 038, 039, 070, 076, 079, 081, 083, 085,
056, 058
"""
_PROVINCES = """
001, 031, 033, 034, 035, 036, 038, 040, 048, 052, 079, 092
"""


def _split(listed: str) -> list[str]:
    return [" ".join(word.split()) for word in listed.split(",")]


SURNAMES, MIDDLES, GIVEN, STREETS = _split(_SURNAMES), _split(_MIDDLES), _split(_GIVEN), _split(_STREETS)
VILLAGES, MOBILE, PROVINCES = _split(_VILLAGES), _split(_MOBILE), _split(_PROVINCES)
ACCOUNTS = ["2400205", "4651000", "0011001", "1903", "10287", "0801"]
MAILBOXES = ["gmail.com", "yahoo.com.vn", "outlook.com", "hotmail.com"]


@dataclass
class Values:
    rng: random.Random = field(default_factory=random.Random)

    def pick(self, choices: "list[str] | tuple[str, ...]") -> str:
        return self.rng.choice(choices)

    def digits(self, count: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def name(self) -> str:
        return f"{self.pick(SURNAMES)} {self.pick(MIDDLES)} {self.pick(GIVEN)}"

    def citizen_id(self) -> str:
        year = self.rng.randint(1945, 2012)
        sex = self.rng.randint(0, 1) + (2 if year >= 2000 else 0)
        return f"{self.pick(PROVINCES)}{sex}{year % 100:02d}{self.rng.randint(1, 999998):06d}"

    def old_id(self) -> str:
        return self.pick(["145", "146", "151", "013", "168"]) + f"{self.rng.randint(100000, 999998)}"

    def phone(self) -> str:
        return self.pick(MOBILE) + self.digits(7)

    def bank_account(self) -> str:
        return self.pick(ACCOUNTS) + self.digits(self.rng.randint(6, 7))

    def email(self) -> str:
        first = self.pick(["nguyen", "tran", "le", "hoa", "mai"])
        given = self.pick(["an", "binh", "lan", "hung", "yen"])
        return f"{first}{self.pick(['.', '_', ''])}{given}{self.rng.randint(1, 99)}@{self.pick(MAILBOXES)}"

    def birth_date(self) -> tuple[int, int, int]:
        return self.rng.randint(1, 28), self.rng.randint(1, 12), self.rng.randint(1945, 2011)

    def tax_code(self) -> str:
        return f"8{self.digits(9)}"

    def insurance(self) -> str:
        if self.rng.random() < 0.5:
            return f"33{self.digits(8)}"
        return self.pick(["GD", "HN", "TE", "DN", "CH"]) + self.pick("12345") + "33" + self.digits(10)

    def house(self) -> tuple[int, int, str, str]:
        return self.rng.randint(1, 180), self.rng.randint(1, 40), self.pick(STREETS), self.pick(VILLAGES)
