"""The public list of petitions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from portal.core.exports import csv_response
from portal.core.paging import paginate
from portal.core.text import plain_text
from portal.feedback.about import AskedDuty, asked_duty
from portal.feedback.about_page import AboutPage, page_asked
from portal.feedback.codes import normal_code
from portal.feedback.models import Petition
from portal.feedback.models.answers import Solved
from portal.feedback.models.querysets import UNSAID, PetitionQuerySet
from portal.feedback.workflow import Category, Channel, Kind, Status
from portal.organisations.models import Organisation

CSV_ROWS = 10_000
BY_VOICES = "nhieu-nguoi"


@dataclass(frozen=True)
class ListQuery:
    """The filters of the list, as its address holds them; what names nothing is left out."""

    organisation: str = ""
    kind: str = ""
    category: str = ""
    status: str = ""
    overdue: bool = False
    solved: str = ""
    channel: str = ""
    text: str = ""
    duty: str = ""
    period: str = ""
    occurrence: str = ""
    page: str = ""
    by_voices: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "ListQuery":
        def known(name: str, values: list[str]) -> str:
            value = query.get(name, "")
            return value if value in values else ""

        return cls(
            organisation=plain_text(query.get("don-vi", ""))[:120],
            kind=known("loai", Kind.values),
            category=known("linh-vuc", Category.values),
            status=known("trang-thai", PUBLIC_STATUSES),
            solved=known("xac-nhan", [value for value, _ in SOLVED]),
            channel=known("kenh", Channel.values),
            overdue=query.get("qua-han") == "1",
            text=plain_text(query.get("q", ""))[:200],
            duty=plain_text(query.get("nghia-vu", ""))[:100],
            period=plain_text(query.get("ky", ""))[:30],
            occurrence=plain_text(query.get("vu-viec", ""))[:60],
            page=plain_text(query.get("ve", ""))[:9],
            by_voices=query.get("xep") == BY_VOICES,
        )

    def find(self, today: date) -> PetitionQuerySet:
        """Return the cases that match, newest first; typed words are looked for in public text only."""
        if self.duty:
            found = self._asking()
        else:
            found = Petition.objects.listed()
        if self.organisation and not self.duty:
            found = found.filter(organisation__slug=self.organisation)
        if self.page:
            found = found.about_page(self.page)
        plain = {"kind": self.kind, "category": self.category, "channel": self.channel}
        found = found.filter(**{name: value for name, value in plain.items() if value})
        if self.status:
            found = found.filter(status__in=_behind(self.status))
        if self.overdue:
            found = found.open().overdue(on=today)
        if self.solved:
            found = found.confirmed(self.solved)
        if self.text:
            matching = Petition.objects.public().matching(self.text)
            found = found.filter(Q(pk__in=matching.values("pk")) | Q(code=normal_code(self.text)))
        return found.most_voices_first() if self.by_voices else found.newest_first()

    def _asking(self) -> PetitionQuerySet:
        """Return the requests about one item; the organisation is then the one that owes it, wherever they went."""
        code = ""
        if self.organisation:
            owner = Organisation.objects.filter(slug=self.organisation).first()
            if owner is None:
                return Petition.objects.none()
            code = owner.code
        return Petition.objects.asking_for(self.duty, code, self.period, self.occurrence)

    @property
    def about_page(self) -> AboutPage | None:
        return page_asked(self.page) if self.page else None

    @property
    def asked(self) -> AskedDuty | None:
        return asked_duty(self.duty, self.period, self.occurrence) if self.duty else None


# What the sender says of an answered case, whatever its status.
SOLVED = [*Solved.choices, (UNSAID, "Chưa xác nhận")]
PUBLIC_STATUSES = [status for status in Status.values if status != Status.AWAITING_APPROVAL]


def _behind(status: str) -> list[str]:
    """Return the statuses that the public sees as this one."""
    return [Status.ACCEPTED, Status.AWAITING_APPROVAL] if status == Status.ACCEPTED else [status]


def petition_list(request: HttpRequest) -> HttpResponse:
    query = ListQuery.of(request.GET)
    today = timezone.localdate()
    page = paginate(request, query.find(today).with_list_data())
    context = {
        "query": query,
        "asked": query.asked,
        "about_page": query.about_page,
        "page_obj": page,
        "rows": [(petition, _deadline(petition, today)) for petition in page],
        "organisations": Organisation.objects.values_list("slug", "name"),
        "kinds": Kind.choices,
        "categories": Category.choices,
        "channels": Channel.choices,
        "statuses": [(value, Status(value).label) for value in PUBLIC_STATUSES],
        "solved": SOLVED,
        "crumbs": [("Phản ánh", "")],
        "address": request.GET.urlencode(),
    }
    return render(request, "feedback/list.html", context)


def _deadline(petition: Petition, today: date) -> dict[str, object]:
    """Return when the next act is due, and whether that day has passed."""
    deadline = petition.next_deadline
    if deadline is None:
        return {}
    return {
        "due_on": deadline.due_on,
        "stage": deadline.get_stage_display(),
        "late": deadline.is_overdue(today),
    }


def petition_csv(request: HttpRequest) -> HttpResponse:
    """The same list as a file; at most CSV_ROWS rows, newest first."""
    found = ListQuery.of(request.GET).find(timezone.localdate()).with_list_data()[:CSV_ROWS]
    heading = [
        "ma",
        "loai",
        "linh_vuc",
        "don_vi",
        "trang_thai",
        "nguoi_gui_xac_nhan",
        "ngay_nhan",
        "han_tra_loi",
        "ngay_tra_loi",
        "tieu_de",
        "so_nguoi_cung_phan_anh",
    ]
    return csv_response("phan-anh", heading, _csv_rows(found))


def _csv_rows(found: PetitionQuerySet) -> Iterator[list[object]]:
    for petition in found:
        answer = petition.answer_deadline
        yield [
            petition.code,
            petition.get_kind_display(),
            petition.get_category_display() if petition.shows_text else "",
            petition.organisation.name,
            petition.public_status_label,
            petition.solved_label,
            timezone.localtime(petition.received_at).date(),
            answer.due_on if answer else None,
            timezone.localtime(petition.answered_at).date() if petition.answered_at else None,
            petition.public_title,
            petition.people,
        ]
