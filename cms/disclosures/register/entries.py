"""One obligation as every view of the register shows it, read without a model object each."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from cms.disclosures.models.obligations import ObligationQuerySet
from cms.disclosures.statuses import ObligationStatus, PostingStatus
from portal.statutes.periods import STANDING, period_label
from portal.statutes.requests import DutySubject, letter_form, requests_about
from portal.statutes.wording import short_date

_FIELDS = (
    "pk",
    "duty_key",
    "duty__title",
    "organisation__code",
    "organisation__slug",
    "organisation__name",
    "period",
    "occurrence",
    "due_on",
    "disclosed_on",
    "fulfilled_by__url_path",
    "fulfilled_by__live",
    "status",
    "posting_status",
    "is_assumed",
)
# In a cell there is room for a word or two; the legend and the row's own page have the full ones.
SHORT_LABELS = {
    "published": "Đúng hạn",
    "late": "Trễ",
    "missing": "Chưa có",
    "due_soon": "Sắp đến hạn",
    "not_due": "Chưa đến hạn",
    "not_applicable": "Không áp dụng",
}


@dataclass(eq=False)
class Entry:
    """What one organisation owes for one period, where it stands, and how many asked for it."""

    pk: int
    duty: str
    title: str
    code: str
    slug: str
    organisation: str
    period: str
    occurrence: str
    due_on: date
    disclosed_on: date | None
    url_path: str | None
    live: bool | None
    status: str
    posting: str
    is_assumed: bool = False
    requests: int = 0

    @property
    def short_label(self) -> str:
        return SHORT_LABELS.get(self.status) or str(ObligationStatus(self.status).label)

    @property
    def status_label(self) -> str:
        return str(ObligationStatus(self.status).label)

    @property
    def posting_label(self) -> str:
        return str(PostingStatus(self.posting).label) if self.posting else ""

    def day_text(self, *, with_year: bool) -> str:
        """The date that matters in a cell: the day it came, else the day it is due."""
        came = self.status in (ObligationStatus.PUBLISHED, ObligationStatus.LATE) and self.disclosed_on
        day = came or self.due_on
        return f"{'' if came else 'hạn '}{short_date(day) if with_year else f'{day:%d/%m}'}"

    @property
    def is_missing(self) -> bool:
        return self.status == ObligationStatus.MISSING

    @property
    def period_label(self) -> str:
        return period_label(self.period)

    @property
    def short_period(self) -> str:
        return short_period(self.period)

    @cached_property
    def page(self) -> str:
        """The address of the page that discloses it; "" while there is none to read."""
        return "/" + self.url_path.split("/", 2)[2] if self.url_path and self.live else ""

    @property
    def row_address(self) -> str:
        """The page of what is owed: where it stands and why it is due that day."""
        return f"/cong-khai/nghia-vu/{self.pk}/"

    @property
    def address(self) -> str:
        """Where a reader goes first: to what was disclosed, else to why it was not."""
        return self.page or self.row_address

    @property
    def subject(self) -> str:
        return str(DutySubject(self.duty, self.code, self.period, self.occurrence))

    @property
    def request_address(self) -> str:
        """The form, filled in to ask for it."""
        return ask_address(duty=self.duty, slug=self.slug, period=self.period, occurrence=self.occurrence)

    @property
    def requests_address(self) -> str:
        """The list of those who asked."""
        return "/phan-anh/?" + urlencode(_item(self.duty, self.slug, self.period, self.occurrence))


def ask_address(*, duty: str, slug: str, period: str, occurrence: str = "") -> str:
    """Return the address of the petition form, filled in to ask for an item of an organisation."""
    item = {"loai": "information_request", **_item(duty, slug, period, occurrence)}
    return letter_form(item)


def _item(duty: str, slug: str, period: str, occurrence: str) -> dict[str, str]:
    item = {"don-vi": slug, "nghia-vu": duty, "ky": period, "vu-viec": occurrence}
    return {name: value for name, value in item.items() if value}


def read_entries(obligations: ObligationQuerySet) -> list[Entry]:
    """Return obligations that have their statuses as entries, with what was asked for. Two queries."""
    return with_requests(read_bare(obligations))


def read_bare(obligations: ObligationQuerySet) -> list[Entry]:
    """Return obligations that have their statuses as entries that do not know who asked. One query."""
    return [Entry(*row) for row in obligations.values_list(*_FIELDS)]


def with_requests(entries: list[Entry]) -> list[Entry]:
    """Return the entries, the missing ones with how many asked. One query, none when nothing is missing."""
    missing = {entry.subject: entry for entry in entries if entry.is_missing}
    for subject, number in requests_about(missing).items():
        missing[subject].requests = number
    return entries


@lru_cache(maxsize=512)
def short_period(period: str) -> str:
    """Return the period as it reads where the year is known: Quý I, 6 tháng, Tháng 3, Cả năm."""
    label = period_label(period)
    if period == STANDING:
        return label
    if len(period) == 4:
        return "Cả năm"
    return label.replace(f" năm {period[:4]}", "").replace(f"/{period[:4]}", "")


def period_order(period: str) -> tuple[int, str]:
    """Sort key of period codes: what stands at all times, then the year, quarters, half years and months."""
    if period == STANDING:
        return 0, ""
    part = period[5:]
    rank = {"": "00", "H1": "06a", "6M": "06b", "9M": "09b", "H2": "12a"}.get(part)
    if rank is None:
        rank = f"{int(part[1]) * 3:02}c" if part.startswith("Q") else f"{part}d"
    return 1, f"{period[:4]}{rank}"
