"""What the composed pages show, gathered from the rooms with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from wagtail.models import Page

from cms.disclosures.confirmation import Confirmation
from cms.disclosures.directory import entries
from cms.disclosures.models import DisclosurePage, HeadContactsPage, Obligation
from portal.accountability.scoring import OrganisationScore
from portal.accountability.services import score_summary
from portal.core.text import fold
from portal.feedback.models import Petition, PetitionQuerySet, Solved
from portal.feedback.workflow import Status
from portal.organisations.models import Organisation, OrganisationKind

LATEST = 5


@dataclass(frozen=True)
class OrganisationGroup:
    """Organisations of one kind, for the chooser."""

    label: str
    members: Sequence[Organisation]


@dataclass(frozen=True)
class Figure:
    """A number with what it counts, and where to see more."""

    label: str
    value: int
    url: str


@dataclass(frozen=True)
class ProvinceSummary:
    latest_disclosures: Sequence[DisclosurePage]
    latest_petitions: Sequence[Petition]
    communes: Sequence[Organisation]
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class LetterCount:
    """Letters about one page, those included whose content is not public: a number names nobody."""

    total: int
    answered: int


@dataclass(frozen=True)
class OrganisationSummary:
    """Everything that an organisation's page shows about it."""

    contact: HeadContactsPage | None
    confirmation: Confirmation | None
    disclosures: Sequence[DisclosurePage]
    missing: Sequence[Obligation]
    open_petitions: Sequence[Petition]
    answered_petitions: Sequence[Petition]
    figures: Sequence[Figure]
    score: OrganisationScore | None


def organisations_by_kind(*, matching: str = "") -> list[OrganisationGroup]:
    """Return the organisations whose folded name holds the folded text, province first; one query."""
    found = [org for org in Organisation.objects.all() if matching in fold(org.name)]
    labels = {
        OrganisationKind.PROVINCE: "Cấp tỉnh",
        OrganisationKind.COMMUNE: "Xã, phường",
        OrganisationKind.DEPARTMENT: "Sở, ban, ngành",
    }
    groups = [
        OrganisationGroup(label, sorted((o for o in found if o.kind == kind), key=lambda o: fold(o.name)))
        for kind, label in labels.items()
    ]
    return [group for group in groups if group.members]


def province_summary(*, today: date) -> ProvinceSummary:
    """Return what the home page shows; `today` is a date of Asia/Ho_Chi_Minh."""
    petitions = Petition.objects.public()
    disclosures = DisclosurePage.objects.live().public()
    return ProvinceSummary(
        latest_disclosures=list(
            disclosures.select_related("organisation").order_by("-first_disclosed_at")[:LATEST]
        ),
        latest_petitions=list(petitions.select_related("organisation").order_by("-received_at")[:LATEST]),
        communes=list(Organisation.objects.communes()),
        figures=[
            Figure("Phản ánh công khai", petitions.count(), "/phan-anh/"),
            Figure("Nội dung đã công khai", disclosures.count(), "/cong-khai/"),
            Figure(
                "Phản ánh quá hạn trả lời", petitions.open().overdue(on=today).count(), "/phan-anh/?qua-han=1"
            ),
            *_outcomes(petitions, "/phan-anh/?"),
        ],
    )


def organisation_summary(organisation: Organisation, *, today: date) -> OrganisationSummary:
    """Return what an organisation's page shows; `today` is a date of Asia/Ho_Chi_Minh."""
    petitions = Petition.objects.public().for_organisation(organisation).select_related("organisation")
    disclosures = DisclosurePage.objects.live().public().filter(organisation=organisation)
    (entry,) = entries(on=today, organisations=[organisation])
    owed = Obligation.objects.of(organisation).open(on=today)
    address = f"?don-vi={organisation.slug}"
    return OrganisationSummary(
        contact=entry.contact,
        confirmation=entry.confirmation if entry.contact else None,
        disclosures=list(disclosures.order_by("-first_disclosed_at")[:LATEST]),
        missing=list(owed.filter(due_on__lt=today).select_related("duty").order_by("due_on")[:LATEST]),
        open_petitions=list(petitions.open().order_by("-received_at")[:LATEST]),
        answered_petitions=list(petitions.answered().order_by("-received_at")[:LATEST]),
        figures=[
            Figure("Phản ánh đang giải quyết", petitions.open().count(), f"/phan-anh/{address}"),
            Figure("Nội dung đã công khai", disclosures.count(), f"/cong-khai/{address}"),
            Figure(
                "Phản ánh quá hạn trả lời",
                petitions.open().overdue(on=today).count(),
                f"/phan-anh/{address}&qua-han=1",
            ),
            *_outcomes(petitions, f"/phan-anh/{address}&"),
        ],
        score=score_summary(organisation, today),
    )


def _outcomes(petitions: PetitionQuerySet, address: str) -> list[Figure]:
    """Return how many cases have ended, and apart from that how many are settled in their sender's words."""
    counts = petitions.order_by().aggregate(
        ended=Count("pk", filter=Q(status=Status.CLOSED)), solved=Count("pk", filter=Q(solved=Solved.YES))
    )
    return [
        Figure("Hồ sơ đã kết thúc", counts["ended"], f"{address}trang-thai={Status.CLOSED}"),
        Figure("Người gửi xác nhận đã giải quyết", counts["solved"], f"{address}xac-nhan={Solved.YES}"),
    ]


def letters_about(page: Page) -> LetterCount:
    """Return how many letters were sent about the page and how many of them are answered. One query."""
    counts = Petition.objects.listed().filter(about_page=page.pk).order_by()
    return LetterCount(
        **counts.aggregate(total=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False)))
    )
