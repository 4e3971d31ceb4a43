"""Drafts that lie on staff's desks: one whose personal data has to be dealt with before it can be published."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from cms.disclosures.models import DocumentPage, OrganisationDisclosuresPage, PassReason
from cms.disclosures.services.personal_data import report_of
from cms.disclosures.services.personal_data_acts import draft_of, mark
from content.generators import documents
from content.generators.corpus import settings
from content.seeding.disclosure_pages import SAMPLE
from content.seeding.files import Shelf
from content.seeding.organisations import Bodies
from portal.accounts.models import Role, User
from portal.core.personal_data import Kind
from portal.statutes.terms import ZONE

# Numbers that nobody can have: no province has the code 000, and no telephone begins with two zeros.
_ROWS: list[list[object]] = [
    ["TT", "Họ và tên", "Số CCCD", "Mức hỗ trợ (đồng)"],
    [1, "Người Mẫu Một", "000 000 000 001", 500_000],
    [2, "Người Mẫu Hai", "000 000 000 002", 500_000],
]
_SUMMARY = (
    f"{SAMPLE}<p>Kết quả hỗ trợ hộ nghèo dịp Tết. Mọi ý kiến gửi ông Trưởng ban (mẫu), "
    "điện thoại 0000 000 001.</p>"
)


def draft_with_findings(bodies: Bodies, people: Mapping[tuple[str, str], User], shelf: Shelf) -> DocumentPage:
    """Leave a draft whose table lists identity numbers; its editor proposes to keep the telephone only."""
    place = bodies.places[settings()["draft_awaiting_head"]]
    editor = people[place.code, Role.EDITOR]
    today = date.fromisoformat(settings()["today"])
    page = DocumentPage(
        title=f"Kết quả hỗ trợ hộ nghèo dịp Tết (dữ liệu mẫu) – {place.name}",
        item="social_policy",
        year=today.year,
        decision_number="59/QĐ-UBND (mẫu)",
        decision_date=today - timedelta(days=3),
        summary=_SUMMARY,
        live=False,
    )
    table = documents.xlsx("Danh sách", _ROWS)
    name = f"ho-tro-ho-ngheo-{today.year}-{place.slug}.xlsx"
    page.attachments = [shelf.attachment("Danh sách được hỗ trợ (mẫu)", name, documents.XLSX, table)]
    OrganisationDisclosuresPage.objects.get(organisation__code=place.code).add_child(instance=page)
    page.save_revision(user=editor, log_action=True)
    moment = datetime.combine(today - timedelta(days=1), time(14, 5), ZONE)
    found = report_of(draft_of(page), at=moment).groups
    telephone = [group.key for group in found if group.first.kind is Kind.PHONE]
    mark(
        page=page,
        keys=telephone,
        reason=PassReason.OFFICIAL,
        note="Số máy trực của ban (mẫu).",
        by=editor,
        at=moment,
    )
    return page
