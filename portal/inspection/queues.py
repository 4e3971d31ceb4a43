"""What inspectors should look at first: each queue is one query over cases or duties."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from cms.disclosures.models import Obligation
from portal.feedback.models import Act, Deadline, Petition, PetitionQuerySet
from portal.feedback.workflow import Stage, Status
from portal.inspection.models import Reminder
from portal.statutes.services import working_calendar

MANY_FORWARDS = 3
SILENT_DAYS = 3


@dataclass(frozen=True, slots=True)
class Queue:
    """`cases` narrows open cases to those of the queue on a day."""

    key: str
    label: str
    meaning: str
    cases: Callable[[PetitionQuerySet, date], PetitionQuerySet]


def newly_overdue(cases: PetitionQuerySet, on: date) -> PetitionQuerySet:
    """Overdue since the last working day before `on`."""
    before = working_calendar().on_or_before(on - timedelta(days=1))
    return cases.overdue(on=on).filter(next_due_on__gte=before)


def never_acknowledged(cases: PetitionQuerySet, on: date) -> PetitionQuerySet:
    late = Deadline.objects.filter(
        petition=OuterRef("pk"), stage=Stage.ACKNOWLEDGE, met_on=None, cancelled_on=None, due_on__lt=on
    )
    return cases.filter(Exists(late), status=Status.RECEIVED)


def extended_twice(cases: PetitionQuerySet, on: date) -> PetitionQuerySet:
    return cases.open().filter(Exists(Deadline.objects.filter(petition=OuterRef("pk"), extensions__gte=2)))


def disputed(cases: PetitionQuerySet, on: date) -> PetitionQuerySet:
    return cases.filter(status=Status.DISPUTED)


def in_circles(cases: PetitionQuerySet, on: date) -> PetitionQuerySet:
    """Handed on three times or more, or twice to one body."""
    acts = Act.objects.filter(petition=OuterRef("pk"), name="forward")
    often = acts.order_by().values("petition").annotate(n=Count("pk")).filter(n__gte=MANY_FORWARDS)
    again = acts.order_by().values("petition", "to_organisation").annotate(n=Count("pk")).filter(n__gte=2)
    return cases.open().filter(Exists(often.values("petition")) | Exists(again.values("petition")))


def reminded_and_silent(cases: PetitionQuerySet, on: date) -> PetitionQuerySet:
    """Reminded by hand more than three days ago, and no member of staff has done anything since."""
    subject = Concat(Value("petition:"), OuterRef("code"))
    reminded = Reminder.objects.by_hand().filter(subject=subject).order_by("-at").values("at")[:1]
    acted = Act.objects.filter(petition=OuterRef("pk"), actor__isnull=False, at__gt=OuterRef("reminded_at"))
    asked = cases.open().annotate(reminded_at=Subquery(reminded))
    return asked.filter(~Exists(acted), reminded_at__date__lt=on - timedelta(days=SILENT_DAYS))


QUEUES = (
    Queue("moi-qua-han", "Mới quá hạn", "Quá hạn từ ngày làm việc gần nhất.", newly_overdue),
    Queue("chua-tiep-nhan", "Chưa tiếp nhận", "Quá hạn tiếp nhận mà chưa ai tiếp nhận.", never_acknowledged),
    Queue("gia-han-hai-lan", "Gia hạn từ hai lần", "Một thời hạn đã gia hạn từ hai lần.", extended_twice),
    Queue("khong-dong-y", "Người gửi không đồng ý", "Đang chờ xem xét lại.", disputed),
    Queue("chuyen-vong", "Chuyển vòng", "Chuyển từ ba lần, hoặc hai lần đến một nơi.", in_circles),
    Queue("nhac-khong-dong", "Đã nhắc mà im", "Đã nhắc quá ba ngày, chưa ai làm gì.", reminded_and_silent),
)
BY_KEY = {queue.key: queue for queue in QUEUES}
DUTIES = "cong-khai-thieu"


def cases_of(queue: Queue, on: date) -> PetitionQuerySet:
    return queue.cases(Petition.objects.filter(excluded=""), on)


def missing_duties(on: date) -> QuerySet[Obligation]:
    """What should be public and is not, without duties that do not apply."""
    return Obligation.objects.open(on=on).filter(due_on__lt=on)
