"""Land prices, projects and contributions for tests."""

import io
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from PIL import Image

from cms.disclosures.models import (
    ContributionLine,
    ContributionPage,
    InvestmentProjectPage,
    LandPriceTablePage,
    PlanArea,
    ProgressReport,
    ProjectCapital,
)
from cms.disclosures.services import PriceRow, import_prices
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
    import_prices(page=page, rows=rows or [price()], by=None, at=moment)
    page.refresh_from_db()
    return page


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


def area(code: str = "Tờ 12, thửa 40", area_m2: str = "1250", **fields: object) -> PlanArea:
    defaults: dict[str, object] = {"place": "Thôn Đông", "land_now": "LUA", "land_planned": "ONT"}
    return PlanArea(code=code, area_m2=Decimal(area_m2), **{**defaults, **fields})


def make_contribution(organisation: Organisation, **fields: object) -> ContributionPage:
    """A contribution that carried with 80 of 100 households, its account in balance."""
    defaults: dict[str, object] = {
        "title": "Xây nhà văn hóa thôn Đông",
        "stage": "collecting",
        "proposal": "Xây nhà văn hóa ở khu đất công đầu thôn.",
        "rate": "500.000 đồng một hộ",
        "voted_on": date(2026, 1, 3),
        "households_total": 100,
        "votes_for": 80,
        "votes_against": 15,
        "income_planned": Decimal(50),
        "income_actual": Decimal(30),
        "spending_planned": Decimal(50),
        "spending_actual": Decimal(12),
        "contact_body": "Ban công tác Mặt trận thôn Đông",
        **DECISION,
    }
    page = ContributionPage(**{**defaults, **fields})
    page.lines = [
        ContributionLine(side="income", name="Các hộ", planned=Decimal(50), actual=Decimal(30)),
        ContributionLine(side="spending", name="Vật liệu", planned=Decimal(35), actual=Decimal(12)),
        ContributionLine(side="spending", name="Nhân công", planned=Decimal(15)),
    ]
    return add_draft(organisation, page)
