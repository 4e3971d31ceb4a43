"""What the desk's list shows, as the address says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from portal.core.text import plain_text
from portal.feedback.models import PetitionQuerySet
from portal.feedback.workflow import OPEN, Kind, Status
from portal.organisations.models import Organisation

TO_DO, DUE_TODAY, OVERDUE, NEW, TO_APPROVE, DISPUTED, TO_DECIDE, ALL = (
    "can-xu-ly",
    "hom-nay",
    "qua-han",
    "cho-tiep-nhan",
    "cho-duyet",
    "xem-xet-lai",
    "cho-quyet-dinh",
    "tat-ca",
)
TABS: dict[str, str] = {
    TO_DO: "Cần xử lý",
    DUE_TODAY: "Đến hạn hôm nay",
    OVERDUE: "Quá hạn",
    NEW: "Chờ tiếp nhận",
    TO_APPROVE: "Chờ duyệt trả lời",
    DISPUTED: "Xem xét lại",
    TO_DECIDE: "Chờ quyết định",
    ALL: "Tất cả",
}
# Not a status of the workflow: a hidden case keeps the status that it had.
HIDDEN = "an"
STATUSES: list[tuple[str, str]] = [*Status.choices, (HIDDEN, "Đã ẩn")]
TEXT_LENGTH = 100
PER_PAGE, LONG_PAGE = 30, 100


@dataclass(frozen=True, slots=True)
class DeskQuery:
    """A tab and the filters within it. Anything unknown in the address is as if it were not there."""

    tab: str = TO_DO
    kind: str = ""
    status: str = ""
    organisation: str = ""
    text: str = ""
    page: int = 1
    per_page: int = PER_PAGE

    @classmethod
    def from_parameters(cls, given: Mapping[str, str]) -> "DeskQuery":
        return cls(
            tab=_known(given.get("muc"), TABS) or TO_DO,
            kind=_known(given.get("loai"), Kind.values),
            status=_known(given.get("trang-thai"), dict(STATUSES)),
            organisation=plain_text(given.get("don-vi") or "")[:20],
            text=plain_text(given.get("q") or "")[:TEXT_LENGTH],
            page=_number(given.get("trang")),
            per_page=LONG_PAGE if given.get("so") == str(LONG_PAGE) else PER_PAGE,
        )

    @property
    def is_filtered(self) -> bool:
        return any((self.kind, self.status, self.organisation, self.text))

    def filtered(self, cases: PetitionQuerySet) -> PetitionQuerySet:
        """The cases that pass the filters, of whatever tab."""
        if self.kind:
            cases = cases.filter(kind=self.kind)
        if self.status == HIDDEN:
            cases = cases.exclude(excluded="")
        elif self.status:
            cases = cases.filter(status=self.status, excluded="")
        if self.organisation:
            cases = cases.filter(organisation__in=Organisation.objects.filter(code=self.organisation))
        return cases.matching(self.text) if self.text else cases

    def listed(self, cases: PetitionQuerySet, *, on: date) -> PetitionQuerySet:
        """The cases of the tab, in order and with what the list shows of them."""
        return self.ordered(cases, on=on).with_list_data()

    def ordered(self, cases: PetitionQuerySet, *, on: date) -> PetitionQuerySet:
        """The cases of the tab: work by its next due date, everything by its day of receipt."""
        found = of_tab(self.filtered(cases), self.tab, on=on)
        if self.tab == ALL:
            return found.newest_first()
        return found.order_by(F("next_due_on").asc(nulls_last=True), "received_at", "pk")

    def counts(self, cases: PetitionQuerySet, *, on: date) -> dict[str, int]:
        """How many cases each tab has under the same filters."""
        filtered = self.filtered(cases)
        return {tab: of_tab(filtered, tab, on=on).count() for tab in TABS}


def of_tab(cases: PetitionQuerySet, tab: str, *, on: date) -> PetitionQuerySet:
    if tab == DUE_TODAY:
        return cases.due(on=on)
    if tab == OVERDUE:
        return cases.overdue(on=on)
    if tab == NEW:
        return cases.waiting_for_acknowledgement()
    if tab == TO_APPROVE:
        return cases.waiting_for_approval()
    if tab == DISPUTED:
        return cases.filter(status=Status.DISPUTED, excluded="")
    if tab == TO_DECIDE:
        return cases.undecided()
    if tab == TO_DO:
        return waiting(cases, on=on)
    return cases


def waiting(cases: PetitionQuerySet, *, on: date) -> PetitionQuerySet:
    """The cases that wait for somebody of the office today: what all the work tabs hold together."""
    at_once = Q(status__in=[Status.RECEIVED, Status.AWAITING_APPROVAL, Status.DISPUTED])
    # A clock does not run while a case is suspended.
    late = Q(next_due_on__lte=on) & ~Q(status=Status.PAUSED)
    return cases.filter(at_once | late, excluded="", status__in=OPEN)


def _number(value: str | None) -> int:
    return max(1, int(value)) if value and value.isascii() and value.isdecimal() and len(value) < 7 else 1


def _known(value: str | None, values: Mapping[str, str] | list[str]) -> str:
    return value if value and value in values else ""
