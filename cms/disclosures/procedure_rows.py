"""The columns of a list of administrative procedures, as staff paste it. Pure."""

import re
from urllib.parse import urlsplit

from cms.disclosures.pasted_rows import Column

MOST = 800
PORTAL = "https://dichvucong.gov.vn"
_CODE = re.compile(r"[0-9A-Za-z.\-]{1,40}")


def read_code(text: str) -> str:
    if text and not _CODE.fullmatch(text):
        raise ValueError(f"“{text[:40]}” không phải là mã thủ tục.")
    return text


def read_address(text: str) -> str:
    """Return the address of a government site, nothing else: people type their papers' numbers there."""
    if not text:
        return ""
    host = urlsplit(text).hostname or ""
    if not text.startswith("https://") or not host.endswith(".gov.vn"):
        raise ValueError(f"“{text[:60]}” phải là địa chỉ https:// của Cổng Dịch vụ công (tên miền .gov.vn).")
    return text


COLUMNS = (
    Column("field_name", "Lĩnh vực", most=150),
    Column("name", "Tên thủ tục", most=400),
    Column("time_limit", "Thời hạn giải quyết", most=200),
    Column("fee", "Phí, lệ phí", most=300),
    Column("place", "Nơi thực hiện", most=200),
    Column("code", "Mã thủ tục", required=False, most=40, read=read_code),
    Column("address", "Liên kết", required=False, most=300, read=read_address),
)
