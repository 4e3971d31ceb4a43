"""Disclosures for tests: real sections, real duties, the least that each page needs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from cms.disclosures.corrections import Correction, CorrectionReason
from cms.disclosures.integrity.catalogue import HEADLINES
from cms.disclosures.models import (
    AntiCorruptionReportPage,
    BudgetLine,
    BudgetPage,
    DisclosureAttachment,
    DisclosurePage,
    DocumentPage,
    HeadContactsPage,
    LandUsePlanPage,
    OrganisationDisclosuresPage,
    PoorHouseholdListPage,
)
from cms.disclosures.services import HouseholdRow, ensure_sections, replace_households
from content.generators import documents
from portal.accounts.models import User
from portal.organisations.models import Organisation, Village

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
P = TypeVar("P", bound=DisclosurePage)
DEFAULT_CORRECTION = Correction(CorrectionReason.MISTAKE, "Sửa một chỗ ghi nhầm.")
# What every disclosure must have before it goes public.
DECISION = {
    "decision_number": "12/QĐ-UBND",
    "decision_date": date(2026, 1, 5),
    "summary": "<p>Nội dung mẫu để kiểm thử.</p>",
}


def at(text: str) -> datetime:
    """A moment in Vietnam, e.g. at("2026-03-06 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def section_of(organisation: Organisation) -> OrganisationDisclosuresPage:
    return ensure_sections()[organisation.pk]


def add_draft(organisation: Organisation, page: P) -> P:
    """Put an unsaved page below the organisation's section as a draft with one revision."""
    page.live = False
    section_of(organisation).add_child(instance=page)
    page.save_revision()
    return page


def make_budget(organisation: Organisation, form: str = "approved", **fields: object) -> BudgetPage:
    defaults: dict[str, object] = {
        "title": "Dự toán ngân sách",
        "year": 2026,
        "revenue_estimate": Decimal(100),
        "expenditure_estimate": Decimal(90),
        **DECISION,
    }
    page = BudgetPage(form=form, **{**defaults, **fields})
    page.lines = [
        BudgetLine(section="revenue", name="Thu được hưởng", level=0, estimate=Decimal(100)),
        BudgetLine(section="expenditure", name="Chi thường xuyên", level=0, estimate=Decimal(90)),
    ]
    return add_draft(organisation, page)


def make_contacts(organisation: Organisation, **fields: object) -> HeadContactsPage:
    defaults: dict[str, object] = {
        "title": "Liên hệ người đứng đầu",
        "position": "Chủ tịch Ủy ban nhân dân",
        "telephone": "0221 3 000 000",
        "email": "chutich@xathu.example",
        "confirmed_on": date(2026, 1, 20),
        **DECISION,
    }
    return add_draft(organisation, HeadContactsPage(**{**defaults, **fields}))


def make_document(
    organisation: Organisation, item: str = "socioeconomic_plan", **fields: object
) -> DocumentPage:
    defaults: dict[str, object] = {"title": "Văn bản", "year": 2026, **DECISION}
    page = DocumentPage(item=item, **{**defaults, **fields})
    page.attachments = [attachment("van-ban.pdf")]
    return add_draft(organisation, page)


def make_land_plan(organisation: Organisation, **fields: object) -> LandUsePlanPage:
    defaults: dict[str, object] = {"title": "Kế hoạch sử dụng đất", "year": 2026, **DECISION}
    page = LandUsePlanPage(**{**defaults, **fields})
    page.attachments = [attachment("van-ban.pdf")]
    return add_draft(organisation, page)


def make_report(
    organisation: Organisation, figures: Mapping[str, object] | None = None, **fields: object
) -> AntiCorruptionReportPage:
    """A draft report that states every headline figure, zero unless `figures` says otherwise; {} states none."""
    defaults: dict[str, object] = {
        "title": "Báo cáo phòng, chống tham nhũng",
        "year": 2026,
        "reported_year": 2025,
        **DECISION,
    }
    page = AntiCorruptionReportPage(**{**defaults, **fields})
    page.attachments = [attachment("van-ban.pdf")]
    stated = {} if figures == {} else {**dict.fromkeys(HEADLINES, 0), **(figures or {})}
    page.set_figures({key: Decimal(str(value)) for key, value in stated.items() if value is not None})
    return add_draft(organisation, page)


def make_village(organisation: Organisation, name: str = "Thôn Đông") -> Village:
    slug = f"thon-{organisation.villages.count() + 1}"
    return Village.objects.create(organisation=organisation, name=name, slug=slug)


def make_household_list(
    organisation: Organisation,
    names: tuple[str, ...] = ("Hộ Mẫu Một", "Hộ Mẫu Hai"),
    by: User | None = None,
    **fields: object,
) -> PoorHouseholdListPage:
    """A draft list with a document and the named households in one village."""
    defaults: dict[str, object] = {
        "title": "Danh sách hộ nghèo",
        "year": 2026,
        "stage": "final",
        "posting_from": date(2026, 11, 1),
        "posting_until": date(2026, 11, 30),
        **DECISION,
    }
    page = PoorHouseholdListPage(**{**defaults, **fields})
    page.attachments = [attachment("danh-sach.pdf")]
    add_draft(organisation, page)
    village = organisation.villages.first() or make_village(organisation)
    rows = [HouseholdRow(name, village, "poor", 4) for name in names]
    replace_households(page=page, rows=rows, at=at("2026-01-06 08:00"), actor_role="editor", by=by)
    return page


def small_pdf(words: str = "noi dung") -> bytes:
    """A whole document of one page; the words in plain letters."""
    stream = f"BT /F1 10 Tf 50 700 Td ({words}) Tj ET"
    return documents._pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def attachment(name: str, content: bytes = b"") -> DisclosureAttachment:
    content = content or small_pdf()
    return DisclosureAttachment(
        title="Văn bản", file=ContentFile(content, name=name), media_type="application/pdf"
    )


def publish(page: P, user: object = None, why: Correction | None = DEFAULT_CORRECTION) -> P:
    """Publish the newest revision as the admin does, and return the page as it is stored then.

    What was public before states why it is published again, as an editor would.
    """
    revision = page.get_latest_revision()
    stored = DisclosurePage.objects.get(pk=page.pk)
    if stored.first_disclosed_at and why is not None:
        revision.content |= {"correction_reason": why.reason, "correction_note": why.note}
        revision.save()
    revision.publish(user=user, skip_permission_checks=user is None)
    return type(page).objects.get(pk=page.pk)


def make_page(
    organisation: Organisation, model: type[P], rows: Mapping[str, list[Any]], **fields: object
) -> P:
    """A draft of any page type with its child rows by relation."""
    page = model(**{"title": "Trang mẫu", "year": 2026, **DECISION, **fields})
    for relation, children in rows.items():
        getattr(page, relation).set(children)
    return add_draft(organisation, page)
