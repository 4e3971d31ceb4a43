"""Land prices, projects and contributions for tests."""

import io
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from PIL import Image

from cms.disclosures.models import (
    InvestmentProjectPage,
    LandPriceTablePage,
    ProgressReport,
    ProjectCapital,
)
from cms.disclosures.services import PriceRow, replace_prices
from portal.organisations.models import Organisation
from tests.cms.factories import DECISION, add_draft, at


def price(road: str = "Đường Hào", amount: int = 5_000_000, **fields: object) -> PriceRow:
    defaults: dict[str, object] = {
        "commune": None,
        "section_from": "cầu Treo",
        "section_to": "chợ Thứa",
        "position": 1,
        "land_type": "ODT",
    }
    return PriceRow(road=road, price=amount, **{**defaults, **fields})  # type: ignore[arg-type]


def make_price_table(
    province: Organisation, rows: list[PriceRow] | None = None, **fields: object
) -> LandPriceTablePage:
    defaults: dict[str, object] = {
        "title": "Bảng giá đất năm 2026",
        "year": 2026,
        "effective_from": date(2026, 1, 1),
        **DECISION,
    }
    page = add_draft(province, LandPriceTablePage(**{**defaults, **fields}))
    moment = at("2026-01-05 09:00")
    return replace_prices(page=page, rows=rows or [price()], at=moment, actor_role="editor")


def make_project(organisation: Organisation, **fields: object) -> InvestmentProjectPage:
    """A project that is being built, with one source of money and one report."""
    defaults: dict[str, object] = {
        "title": "Cải tạo đường thôn Đông",
        "investor": "Ủy ban nhân dân xã",
        "contractor": "Công ty cổ phần Xây dựng Mẫu",
        "status": "building",
        "starts_planned": date(2026, 2, 1),
        "ends_planned": date(2026, 12, 31),
        "starts_actual": date(2026, 2, 10),
        **DECISION,
    }
    page = InvestmentProjectPage(**{**defaults, **fields})
    page.capital = [ProjectCapital(source="commune", amount=Decimal(1200), paid=Decimal(300))]
    page.progress = [ProgressReport(on_date=date(2026, 4, 1), percent=25, text="Xong phần nền đường.")]
    return add_draft(organisation, page)


def png(size: tuple[int, int] = (1600, 1000), name: str = "ban-do.png") -> ContentFile:
    """A picture as a browser uploads it."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (220, 230, 200)).save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name=name)
