"""Rebuild content/data/organisations.csv from the PyPI package `vietnam-provinces` (a development dependency).

Run it as: .venv/bin/python -m content.tools.build_organisations
The communes' names and codes are official; the departments' codes are the portal's own and must stay as they are,
because ledger events name organisations by code.
"""

import csv
import re
import unicodedata
from pathlib import Path

from vietnam_provinces import Province, Ward

DATA = Path(__file__).resolve().parent.parent / "data"
PROVINCE_CODE = 33
FIELDS = ["code", "kind", "type_name", "name", "slug", "parent"]

DEPARTMENTS = [
    ("HY-VP", "Văn phòng UBND tỉnh Hưng Yên"),
    ("HY-SNV", "Sở Nội vụ"),
    ("HY-STC", "Sở Tài chính"),
    ("HY-STP", "Sở Tư pháp"),
    ("HY-SKHCN", "Sở Khoa học và Công nghệ"),
    ("HY-SYT", "Sở Y tế"),
    ("HY-SGDDT", "Sở Giáo dục và Đào tạo"),
    ("HY-SNNMT", "Sở Nông nghiệp và Môi trường"),
    ("HY-SXD", "Sở Xây dựng"),
    ("HY-TTT", "Thanh tra tỉnh"),
    ("HY-BHXH", "Bảo hiểm xã hội tỉnh"),
    ("HY-CA", "Công an tỉnh"),
    ("HY-MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
    ("HY-BPTTH", "Báo và Phát thanh, Truyền hình Hưng Yên"),
    ("HY-TTPVHCC", "Trung tâm Phục vụ hành chính công tỉnh"),
]


def tidy(name: str) -> str:
    """Return the name in NFC with single spaces: the source has "Xã  Bắc Đông Quan"."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip()


def slug(name: str) -> str:
    """Return the name folded for an address; đ is not a marked d in Unicode, so it is replaced by hand."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    ascii_only = "".join(char for char in bare if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")


def commune_rows(province_code: int, parent: str) -> list[dict[str, str]]:
    rows = []
    for ward in sorted(Ward.iter_all(), key=lambda ward: int(ward.code)):
        if int(ward.province_code) != province_code:
            continue
        type_name, name = tidy(ward.name).split(" ", 1)
        rows.append(
            {
                "code": f"{int(ward.code):05d}",
                "kind": "commune",
                "type_name": type_name,
                "name": f"{type_name} {name}",
                "slug": slug(name),
                "parent": parent,
            }
        )
    return rows


def hung_yen_rows() -> list[dict[str, str]]:
    province = {
        "code": "HY",
        "kind": "province",
        "type_name": "",
        "name": "Tỉnh Hưng Yên",
        "slug": "tinh-hung-yen",
        "parent": "",
    }
    departments = [
        {
            "code": code,
            "kind": "department",
            "type_name": "",
            "name": name,
            "slug": slug(name),
            "parent": "HY",
        }
        for code, name in DEPARTMENTS
    ]
    return [province, *departments, *commune_rows(PROVINCE_CODE, "HY")]


def country_rows() -> list[dict[str, str]]:
    """Return all provinces and their communes, for measuring at the size of the whole country."""
    rows = []
    for province in sorted(Province.iter_all(), key=lambda province: int(province.code)):
        code = f"{int(province.code):02d}"
        name = tidy(province.name)
        rows.append(
            {"code": code, "kind": "province", "type_name": "", "name": name, "slug": "", "parent": ""}
        )
        rows += [{**row, "slug": ""} for row in commune_rows(int(province.code), code)]
    return rows


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    rows = hung_yen_rows()
    slugs = [row["slug"] for row in rows]
    clashes = {value for value in slugs if slugs.count(value) > 1}
    if clashes:
        raise SystemExit(f"Slugs are not unique: {sorted(clashes)}")
    write(DATA / "organisations.csv", rows)
    write(DATA / "country.csv", country_rows())


if __name__ == "__main__":
    main()
