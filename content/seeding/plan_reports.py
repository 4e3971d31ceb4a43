"""Periodic reports of the sample year: sent, late, missing, returned, and one that waits for its head."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from content.generators.corpus import settings
from content.generators.moments import Year, office
from content.generators.streams import choose, stream
from portal.ledger.kinds import ActorRole, EventKind
from portal.ledger.services import EventDraft
from portal.organisations.models import Organisation
from portal.plans.models import PeriodicReport, ProvincialPlan, ReportPeriod, Submission
from portal.plans.services.opening import new_reports, open_periods, report_event
from portal.plans.services.reporting import new_submission
from portal.plans.states import ReportState
from portal.statutes.terms import ZONE

_FATES = {"accepted": 62, "sent": 14, "late": 10, "returned": 6, "missing": 8}
_RETURNED = "Trả lại mẫu: số liệu chưa khớp với kỳ trước, đề nghị kiểm tra và bổ sung (dữ liệu mẫu)."
_VALUES: dict[str, tuple[Any, ...]] = {
    "ket-qua": (
        "Nội dung mẫu, không có thật: trả lời phản ánh đúng hạn hơn quý trước, công khai đủ ngân sách hai quý.",
        "Nội dung mẫu, không có thật: mở thêm buổi tiếp dân chiều thứ Năm, rút ngắn thời gian trả lời.",
    ),
    "cach-lam-hay": ([["Loa thôn đọc tóm tắt câu trả lời (mẫu)", "Ít phản ánh trùng hơn"]], []),
    "kho-khan": ("Nội dung mẫu: thiếu người làm công nghệ thông tin vì sắp xếp bộ máy.",),
    "de-nghi": ("Nội dung mẫu: đề nghị tập huấn lại cách che thông tin riêng.", ""),
    "diem-o-nhiem": ([["Mương tiêu đầu thôn (mẫu)", "Nạo vét, thu gom rác", "Hết mùi, đang theo dõi"]], []),
    "nhan-xet": ("Nội dung mẫu: rác thải đồng ruộng giảm sau mùa gặt.",),
}


def reports(
    number: int, provincial: ProvincialPlan, units: Sequence[Organisation], year: Year, opened: datetime
) -> list[EventDraft]:
    """Store what is owed in the year and what came; return the ledger events, not yet written."""
    open_periods(provincial, year.calendar)
    periods = list(ReportPeriod.objects.filter(data_from__year=provincial.year))
    owed = new_reports(periods, units)
    events = [report_event(report, opened) for report in owed]
    sent: list[Submission] = []
    for report in owed:
        report.is_sample_data = True
        if report.period.data_to < year.today:
            events += _tell(stream(number, "report", report.subject), report, year, sent)
    PeriodicReport.objects.bulk_create(owed, batch_size=200)
    Submission.objects.bulk_create(sent, batch_size=500)
    return events


def _tell(rng: Random, report: PeriodicReport, year: Year, sent: list[Submission]) -> list[EventDraft]:
    fate = _demo(report) or choose(rng, _FATES)
    if fate == "missing":
        return []
    report.values = {field.key: _answer(rng, field.key) for field in report.template.fields.all()}
    if fate == "waiting":
        report.state, report.revision = ReportState.WAITING, 2
        return []
    day = report.due_on + timedelta(days=rng.randint(1, 24) if fate == "late" else -rng.randint(0, 7))
    on = year.calendar.on_or_after(day) if fate == "late" else year.calendar.on_or_before(day)
    at = office(rng, on, datetime.combine(on, time(7, 40), ZONE), year)
    submission = new_submission(report, number=1, at=at)
    sent.append(submission)
    report.state, report.first_sent_on, report.revision = ReportState.SUBMITTED, on, 3
    events = [_event(EventKind.REPORT_SENT, report, at, {"number": 1, "sha256": submission.digest})]
    if fate in {"accepted", "returned"}:
        decided = office(rng, year.calendar.on_or_after(on + timedelta(days=rng.randint(3, 12))), at, year)
        events.append(_decision(report, submission, decided, returned=fate == "returned"))
    return events


def _decision(report: PeriodicReport, submission: Submission, at: datetime, *, returned: bool) -> EventDraft:
    if returned:
        report.state, report.returned = ReportState.RETURNED, _RETURNED
        submission.returned_at, submission.returned = at, _RETURNED
    else:
        report.state, report.accepted_on = ReportState.ACCEPTED, at.date()
    kind = EventKind.REPORT_RETURNED if returned else EventKind.REPORT_ACCEPTED
    return _event(kind, report, at, {"number": 1})


def _demo(report: PeriodicReport) -> str:
    """What a visitor with a demo account finds on the desk."""
    first, second, third = settings()["demo_staff"]
    general = report.template_key == "chung"
    fates = {
        first: "accepted" if general else "returned",
        second: "waiting" if general else "missing",
        third: "late",
    }
    return fates.get(report.organisation.code, "")


def _answer(rng: Random, key: str) -> Any:
    return rng.choice(_VALUES[key]) if key in _VALUES else str(rng.randint(2, 40))


def _event(kind: EventKind, report: PeriodicReport, at: datetime, payload: dict[str, object]) -> EventDraft:
    return EventDraft(
        kind=kind,
        organisation=report.organisation,
        subject=report.subject,
        actor_role=ActorRole.HEAD,
        at=at,
        payload={"period": report.period.code, **payload},
    )
