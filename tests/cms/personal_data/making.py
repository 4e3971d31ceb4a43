"""Drafts with findings. Every person and number in them is invented."""

import io
from typing import Any

import docx
from django.core.files.base import ContentFile

from cms.disclosures.models import (
    DisclosureAttachment,
    DisclosurePage,
    DocumentPage,
    PassedFinding,
    PassReason,
)
from cms.disclosures.services.personal_data import Group, report_of
from cms.disclosures.services.personal_data_acts import draft_of, mark
from portal.accounts.models import User
from portal.organisations.models import Organisation
from tests.cms.factories import DECISION, add_draft, at, small_pdf

NUMBER = "033199012345"
SECRET = f"<p>Ông Lê Văn Mẫu, CCCD {NUMBER}, nhận hỗ trợ.</p>"
NOW = at("2026-03-02 09:00")
CLEAN = "<p>Sạch</p>"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def make_draft(
    organisation: Organisation,
    *,
    by: User | None = None,
    summary: str = SECRET,
    files: Any = (),
    **fields: Any,
) -> DocumentPage:
    """A complete draft of a general document, saved by the user."""
    defaults: dict[str, Any] = {"title": "Văn bản", "year": 2026, "item": "socioeconomic_plan", **DECISION}
    page = DocumentPage(**{**defaults, "summary": summary, **fields})
    page.attachments = [document(*one) for one in files] or [document("van-ban.pdf", small_pdf(), PDF)]
    page.live = False
    add_draft(organisation, page)
    page.revisions.update(user=by)
    return page


def document(name: str, content: bytes, media_type: str) -> DisclosureAttachment:
    return DisclosureAttachment(title="Tài liệu", file=ContentFile(content, name=name), media_type=media_type)


def letter(text: str = "Nội dung công khai", author: str = "") -> bytes:
    file, out = docx.Document(), io.BytesIO()
    file.add_paragraph(text)
    file.core_properties.author = author
    file.save(out)
    return out.getvalue()


def save_as(user: User, page: DisclosurePage, **fields: Any) -> DisclosurePage:
    """Save a new version of the newest draft, as an editor's form does."""
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=user)
    return type(page).objects.get(pk=page.pk)


def newest(page: DisclosurePage) -> Any:
    return draft_of(page)


def groups(page: DisclosurePage) -> list[Group]:
    return report_of(newest(page), at=NOW).groups


def keys(page: DisclosurePage) -> list[str]:
    return [group.key for group in groups(page) if group.unsigned]


def propose(page: DisclosurePage, by: User, reason: PassReason = PassReason.CONSENT) -> list[PassedFinding]:
    return mark(page=page, keys=keys(page), reason=reason, note="", by=by, at=NOW)
