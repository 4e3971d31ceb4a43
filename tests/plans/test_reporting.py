"""A report is kept as a draft, sent by the head, accepted or returned; what was sent stays."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from portal.accounts.models import Role
from portal.ledger.models import Event
from portal.organisations.models import OrganisationKind
from portal.plans.answers import Question, missing, number_text, rows_kept
from portal.plans.models import PeriodicReport, ReportTemplate, Submission
from portal.plans.refusals import EditedMeanwhile, PlanRefused
from portal.plans.services.opening import open_due
from portal.plans.services.reporting import (
    accept_report,
    propose_report,
    return_report,
    save_report,
    send_report,
    send_report_back,
)
from portal.plans.states import ReportStanding, ReportState
from tests.factories import make_organisation, make_user
from tests.plans.helpers import OPENED, Unit, make_unit

pytestmark = pytest.mark.django_db

SENT = datetime(2026, 7, 8, 2, tzinfo=UTC)
VALUES = {"ket-qua": "Tốt", "buoi-tiep-dan": "12", "buoi-doi-thoai": "2", "kho-khan": "Ít người"}


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def report(unit: Unit) -> PeriodicReport:
    return unit.reports[0]


def proposed(unit: Unit, report: PeriodicReport) -> PeriodicReport:
    held = save_report(report=report, by=unit.editor, revision=report.revision, values=VALUES)
    return propose_report(report=held, by=unit.editor, at=SENT, revision=held.revision)


def sent(unit: Unit, report: PeriodicReport, at: datetime = SENT) -> PeriodicReport:
    held = proposed(unit, report)
    send_report(report=held, by=unit.head, at=at, revision=held.revision)
    return PeriodicReport.objects.get(pk=report.pk)


def test_a_draft_may_lack_anything_but_is_not_sent_so(unit: Unit, report: PeriodicReport) -> None:
    held = save_report(report=report, by=unit.editor, revision=0, values={"ket-qua": "Tốt", "la": "bỏ"})
    assert (held.state, held.values) == (ReportState.DRAFT, {"ket-qua": "Tốt"})
    with pytest.raises(PlanRefused, match="bắt buộc") as refused:
        propose_report(report=held, by=unit.editor, at=SENT, revision=held.revision)
    assert refused.value.field == "buoi-tiep-dan"
    with pytest.raises(EditedMeanwhile):
        save_report(report=report, by=unit.head, revision=0, values=VALUES)


def test_the_head_sends_and_the_province_accepts(unit: Unit, report: PeriodicReport) -> None:
    assert report in PeriodicReport.objects.owed()
    held = sent(unit, report)
    assert (held.state, held.first_sent_on) == (ReportState.SUBMITTED, date(2026, 7, 8))
    assert held not in PeriodicReport.objects.owed()
    with pytest.raises(PlanRefused, match="Đã gửi tỉnh"):
        save_report(report=held, by=unit.editor, revision=held.revision, values={})
    held = accept_report(report=held, by=make_user(Role.INSPECTOR), at=SENT)
    assert (held.state, held.accepted_on) == (ReportState.ACCEPTED, date(2026, 7, 8))
    rows = Event.objects.filter(subject=report.subject).order_by("sequence")
    assert list(rows.values_list("kind", flat=True)) == [
        "report_due", "report_proposed", "report_sent", "report_accepted",
    ]  # fmt: skip
    assert "Ít người" not in "".join(rows.values_list("payload", flat=True))


def test_a_returned_report_is_owed_again_and_both_texts_stay(unit: Unit, report: PeriodicReport) -> None:
    inspector = make_user(Role.INSPECTOR)
    held = sent(unit, report)
    with pytest.raises(PlanRefused):
        return_report(report=held, by=inspector, at=SENT, reason="")
    held = return_report(report=held, by=inspector, at=SENT, reason="Thiếu nguyên nhân")
    assert held in PeriodicReport.objects.owed()
    assert PeriodicReport.objects.with_standing(on=date(2026, 8, 1)).get(pk=held.pk).standing == "returned"
    held = save_report(
        report=held, by=unit.editor, revision=held.revision, values={**VALUES, "kho-khan": "Vì mưa"}
    )
    # Writing on it does not make it a draft that nobody has returned.
    assert (held.state, held.returned) == (ReportState.RETURNED, "Thiếu nguyên nhân")
    held = propose_report(report=held, by=unit.editor, at=SENT, revision=held.revision)
    send_report(report=held, by=unit.head, at=datetime(2026, 7, 20, 2, tzinfo=UTC), revision=held.revision)
    first, second = Submission.objects.filter(report=report).order_by("number")
    assert (first.values["kho-khan"], first.returned) == ("Ít người", "Thiếu nguyên nhân")
    assert (second.values["kho-khan"], second.digest == first.digest) == ("Vì mưa", False)
    held.refresh_from_db()
    assert held.first_sent_on == date(2026, 7, 8)


def test_who_lacks_a_right_is_refused(unit: Unit, report: PeriodicReport) -> None:
    strangers = [make_user(Role.HANDLER, unit.organisation), make_user(Role.HEAD), make_user(Role.INSPECTOR)]
    for user in strangers:
        with pytest.raises(PermissionDenied):
            save_report(report=report, by=user, revision=0, values=VALUES)
    held = proposed(unit, report)
    for user in (unit.editor, *strangers):
        with pytest.raises(PermissionDenied):
            send_report(report=held, by=user, at=SENT, revision=held.revision)
        with pytest.raises(PermissionDenied):
            send_report_back(report=held, by=user, at=SENT, reason="Sửa")
    send_report(report=held, by=unit.head, at=SENT, revision=held.revision)
    inspector_of_the_unit = make_user(Role.INSPECTOR, unit.organisation)
    for user in (unit.editor, unit.head, make_user(Role.HEAD), inspector_of_the_unit):
        with pytest.raises(PermissionDenied):
            accept_report(report=held, by=user, at=SENT)
        with pytest.raises(PermissionDenied):
            return_report(report=held, by=user, at=SENT, reason="Sửa")


def test_the_coordinating_body_decides_for_its_neighbours_and_not_for_itself() -> None:
    province = make_organisation(kind=OrganisationKind.PROVINCE)
    desk = make_unit("Sở Nội vụ", OrganisationKind.DEPARTMENT, parent=province, code="HY-SNV")
    commune = make_unit("Xã Dưới", parent=province)
    accept_report(report=sent(commune, commune.reports[0]), by=desk.head, at=SENT)
    own = sent(desk, desk.reports[0])
    with pytest.raises(PermissionDenied):
        accept_report(report=own, by=desk.head, at=SENT)
    accept_report(report=own, by=make_user(Role.HEAD, province), at=SENT)


def test_the_head_gives_a_report_back(unit: Unit, report: PeriodicReport) -> None:
    held = send_report_back(report=proposed(unit, report), by=unit.head, at=SENT, reason="Thêm số liệu")
    assert (held.state, held.returned) == (ReportState.DRAFT, "Thêm số liệu")


@pytest.mark.parametrize(
    ("first_sent", "on", "standing"),
    [
        (None, date(2026, 7, 9), ReportStanding.NOT_DUE),
        (None, date(2026, 7, 10), ReportStanding.MISSING),
        (date(2026, 7, 9), date(2026, 8, 1), ReportStanding.IN_TIME),
        (date(2026, 7, 10), date(2026, 8, 1), ReportStanding.LATE),
    ],
)
def test_where_a_report_stands_on_a_day(
    report: PeriodicReport, first_sent: date | None, on: date, standing: str
) -> None:
    PeriodicReport.objects.filter(pk=report.pk).update(first_sent_on=first_sent)
    assert PeriodicReport.objects.with_standing(on=on).get(pk=report.pk).standing == standing


def test_a_new_version_of_a_form_reaches_who_has_not_begun(unit: Unit, report: PeriodicReport) -> None:
    begun = make_unit("Xã Đã Viết")
    save_report(report=begun.reports[0], by=begun.editor, revision=0, values={})
    old = report.template
    new = ReportTemplate.objects.create(
        key=old.key, version=2, title="Mẫu mới", sector="Chung", effective_from=date(2026, 5, 1)
    )
    open_due(at=OPENED)
    report.refresh_from_db()
    assert report.template == new
    assert begun.reports[0].template == old


def test_answers_are_plain_values() -> None:
    assert [number_text(Decimal(text)) for text in ("12", "12.50", "0", "1E+3")] == [
        "12",
        "12.5",
        "0",
        "1000",
    ]
    assert rows_kept([["", ""], ["a", ""]]) == [["a", ""]]
    table = Question("t", "Bảng", "table", ("A",), required=True)
    assert missing([table], {"t": []}) == [table]
    assert missing([table], {"t": [["x"]]}) == []
