"""What the templates of disclosures need beyond the components."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from cms.disclosures.models import DisclosureAttachment, DisclosurePage
from cms.disclosures.models.posting import missing_notice_address as notice_missing_at
from cms.disclosures.numbers import vi_number
from cms.disclosures.withdrawal import WithdrawalReason
from portal.core.html import clean_document, clean_rich
from portal.organisations.models import PostingPlace

register = template.Library()


@register.filter
def amount(value: Decimal | int | None) -> str:
    """Return a number as Vietnamese readers write it: 1.234,5; "–" for none."""
    return "–" if value is None else vi_number(Decimal(value))


@register.filter
def difference(value: Decimal | None) -> str:
    """Return a difference with its sign: "+3", "−2,5", "0"; "–" for none."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{vi_number(abs(value))}"


@register.filter
def change(percent: float) -> str:
    """Return how much more or less, in words: "tăng 12,5 %", "giảm 3 %", "không đổi"."""
    if round(percent, 1) == 0:
        return "không đổi"
    return f"{'tăng' if percent > 0 else 'giảm'} {vi_number(Decimal(f'{abs(percent):.1f}'))} %"


@register.filter
def as_minutes(seconds: int) -> str:
    """Return 95 as "1 phút 35 giây"."""
    minutes, rest = divmod(seconds, 60)
    return " ".join(
        part for part in (f"{minutes} phút" if minutes else "", f"{rest} giây" if rest else "") if part
    )


@register.filter
def rich(html: str) -> SafeString:
    """Return stored rich text with its page links resolved, cleaned once more on the way out."""
    return clean_rich(expand_db_html(html))


@register.filter
def digest_groups(digest: str) -> str:
    """Return a SHA-256 in groups of eight, so that two of them can be compared by eye and read aloud."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


@register.simple_tag
def url_of(page: DisclosurePage, document: DisclosureAttachment) -> str:
    """Return where the page serves the document."""
    return f"{page.public_path}tep/{document.sha256}/"


@register.simple_tag
def reading_url(page: DisclosurePage, document: DisclosureAttachment) -> str:
    """Return where the document is read as a web page; "" for documents that hold names."""
    return "" if not page.documents_are_read else f"{page.public_path}tep/{document.sha256}/doc/"


@register.simple_tag
def open_url(page: DisclosurePage, document: DisclosureAttachment) -> str:
    """Return where the document opens in the browser; "" where it cannot or should not."""
    opens = document.media_type == "application/pdf" and page.documents_are_read
    return f"{page.public_path}tep/{document.sha256}/xem/" if opens else ""


@register.filter
def document_html(html: str) -> SafeString:
    """Return a piece of a document, cleaned once more on the way out."""
    return clean_document(html)


@register.simple_tag
def missing_notice_address(page: DisclosurePage, place: PostingPlace) -> str:
    """Return the address of the petition form, filled in to say that the notice is not on this board."""
    return notice_missing_at(page, place)


@register.simple_tag
def withdrawal_reasons(page: object) -> list[tuple[str, str]]:
    """Return the reasons for which a person may withdraw this page; none when it is no disclosure."""
    return WithdrawalReason.choices_for_people() if isinstance(page, DisclosurePage) else []
