"""What the commune's loudspeaker reads about a disclosure: two minutes at most, every figure in words.

Made from the page's figures and dates; a poor-household list is read as totals, never by name.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from html import unescape

from django.utils.html import strip_tags

from cms.disclosures.models import (
    BudgetPage,
    BudgetSection,
    DisclosurePage,
    HeadContactsPage,
    PoorHousehold,
    PoorHouseholdListPage,
    Posting,
    PovertyClass,
)
from cms.disclosures.notices.notice import issuer_lines, short_title
from cms.disclosures.notices.tables import tables_of
from cms.disclosures.numbers import vi_number
from portal.core.spoken import SYLLABLES_PER_MINUTE, read_aloud, syllables
from portal.core.text import fold, plain_text

MOST_SYLLABLES = 2 * SYLLABLES_PER_MINUTE
PLACES_READ = 3
FIGURES_READ = 8


def script_of(page: DisclosurePage, *, postings: Sequence[Posting], on: date) -> str:
    """Return the text to read, one thought a paragraph, within MOST_SYLLABLES."""
    before = [_opening(page), _subject(page)]
    after = [_where(postings), _contact(page), "Xin trân trọng cảm ơn."]
    chosen = fit(before, [*_figures(page), *_summary(page)], [part for part in after if part])
    return "\n".join(read_aloud(part) for part in chosen)


def fit(
    before: Sequence[str], optional: Iterable[str], after: Sequence[str], limit: int = MOST_SYLLABLES
) -> list[str]:
    """Return the parts in order with as many of the optional ones, first come first served, as there is time for.

    What must be said is kept whole, even when it alone is too long: then the last words before the end go first.
    """
    left = limit - sum(syllables(part) for part in (*before, *after))
    kept = []
    for part in optional:
        length = syllables(part)
        if length > left:
            break
        kept.append(part)
        left -= length
    before = list(before)
    while left < 0 and len(before) > 1:
        left += syllables(before.pop())
    return [*before, *kept, *after]


def names_read(page: DisclosurePage, text: str) -> list[str]:
    """Return the heads of household of the page's list whom the text names; reading those is forbidden."""
    if not isinstance(page, PoorHouseholdListPage):
        return []
    spoken = f" {_words(text)} {_words(read_aloud(text))} "
    names = PoorHousehold.objects.filter(page=page).values_list("head_of_household", flat=True)
    found = {
        name
        for name in names.iterator()
        if f" {_words(name)} " in spoken or f" {_words(read_aloud(name))} " in spoken
    }
    return sorted(found)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


# ---- the parts


def _opening(page: DisclosurePage) -> str:
    *_, body = issuer_lines(page.organisation)
    office = f"Ủy ban nhân dân {body[:1].lower()}{body[1:]}" if page.organisation.type_name else body
    sample = " Đây là dữ liệu mẫu." if page.organisation.is_sample_data else ""
    return f"Kính thưa bà con. {office} xin thông báo việc công khai.{sample}"


def _subject(page: DisclosurePage) -> str:
    document = page.decision_number.removesuffix(" (mẫu)")
    when = f", ngày {page.decision_date:%d/%m/%Y}" if page.decision_date else ""
    by = f" Theo văn bản số {document}{when}." if document else ""
    return f"Nội dung: {short_title(page)}.{by}"


def _figures(page: DisclosurePage) -> list[str]:
    if isinstance(page, BudgetPage):
        return _budget(page)
    if isinstance(page, PoorHouseholdListPage):
        return _households(page)
    if isinstance(page, HeadContactsPage):
        return []  # the closing words give the number
    rows = [row for table in tables_of(page) for row in table.rows if len(row) >= 2]
    return [
        f"{' '.join([row[0].text + ':', *(cell.text for cell in row[1:])])}." for row in rows[:FIGURES_READ]
    ]


def _budget(page: BudgetPage) -> list[str]:
    unit = page.get_unit_display()
    found = []
    for key, total in page.stated_totals().items():
        text = f"Tổng {BudgetSection(key).label.lower()} dự toán {vi_number(total.estimate)} {unit}"
        if total.actual is not None:
            text += f", đã thực hiện {vi_number(total.actual)} {unit}"
            text += f", đạt {vi_number(total.percent)}%" if total.percent is not None else ""
        found.append(f"{text}.")
    return found


def _households(page: PoorHouseholdListPage) -> list[str]:
    totals = list(page.totals.all())
    found = []
    for key, label in PovertyClass.choices:
        mine = [total for total in totals if total.poverty_class == key]
        households, people = sum(total.households for total in mine), sum(total.people for total in mine)
        found.append(f"{label}: {households} hộ, {people} khẩu.")
    found.append("Bà con xem danh sách tại nơi niêm yết và góp ý nếu thấy chưa đúng.")
    return found


def _summary(page: DisclosurePage) -> list[str]:
    """Return the summary's sentences; none for a list, whose summary somebody might have typed a name into."""
    if isinstance(page, PoorHouseholdListPage):
        return []
    text = plain_text(unescape(strip_tags(page.summary.replace("<", " <"))))
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
    sentences = re.split(r"(?<=[.!?])\s+", text)
    return [sentence for sentence in sentences if sentence and not sentence.startswith("Dữ liệu mẫu")]


def _where(postings: Sequence[Posting]) -> str:
    first = min((row.posted_from for row in postings if row.posted_from), default=None)
    last = max((row.posted_until for row in postings if row.posted_until), default=None)
    names = [row.place.name for row in postings]
    if not names:
        return "Bà con xem đầy đủ trên Cổng minh bạch và phản ánh Hưng Yên."
    more = f" và {len(names) - PLACES_READ} nơi khác" if len(names) > PLACES_READ else ""
    dates = f" từ {first:%d/%m/%Y}" if first else ""
    dates += f" đến hết {last:%d/%m/%Y}" if last else ""
    return (
        f"Thông báo được niêm yết{dates}, tại: {', '.join(names[:PLACES_READ])}{more}. "
        "Trên tờ niêm yết có mã để xem đầy đủ bằng điện thoại."
    )


def _contact(page: DisclosurePage) -> str:
    contact = HeadContactsPage.objects.live().filter(organisation=page.organisation).first()
    if contact is None:
        return "Mọi ý kiến xin gửi bộ phận tiếp công dân."
    return f"Mọi ý kiến xin gọi số {contact.telephone}, hoặc gửi trên cổng thông tin."
