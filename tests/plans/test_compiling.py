"""Compiling: frozen periods only, once for the same figures, and for those who may."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accountability.freezing import freeze
from portal.accountability.periods import half_year
from portal.accounts.models import Role, User
from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.models import CompiledReport, ReportPeriod
from portal.plans.refusals import PlanRefused
from portal.plans.services.compiling import compile_report, draw
from portal.plans.services.opening import open_due
from tests.accountability.database import answer_petitions
from tests.factories import make_organisation, make_user
from tests.plans.helpers import OPENED

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)
LIST = "/quan-tri/ke-hoach/chot/"


@pytest.fixture
def province() -> Organisation:
    return make_organisation("Tỉnh Hưng Yên", kind=OrganisationKind.PROVINCE)


@pytest.fixture
def body(province: Organisation) -> Organisation:
    return make_organisation("Xã Phố Hiến", parent=province)


@pytest.fixture
def period(body: Organisation) -> ReportPeriod:
    open_due(at=OPENED)
    return ReportPeriod.objects.get(code="2026-H1")


def frozen(body: Organisation) -> None:
    answer_petitions(body, 12, late=5)
    freeze(period=half_year(2026), by=None, at=AT)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_period_that_is_not_frozen_has_no_report(period: ReportPeriod, body: Organisation) -> None:
    with pytest.raises(PlanRefused, match="chưa chốt"):
        compile_report(period=period, organisation=body, at=AT)


def test_the_same_figures_are_one_report(period: ReportPeriod, body: Organisation) -> None:
    frozen(body)
    report = compile_report(period=period, organisation=body, at=AT)
    assert compile_report(period=period, organisation=body, at=datetime(2026, 8, 1, tzinfo=UTC)) == report
    assert report.figures["counts"]["answer_on_time:late"] == 5
    assert draw(report, "docx") == draw(CompiledReport.objects.get(), "docx")
    # The invented subjects have no public page, so that none is named.
    assert {item["subject"] for item in report.figures["failed"]} == {""}


def test_whoever_may_compiles_and_downloads(
    period: ReportPeriod, body: Organisation, province: Organisation
) -> None:
    frozen(body)
    editor, chief = make_user(Role.EDITOR, body), make_user(Role.HEAD, province)
    client = client_of(editor)
    page = client.get(LIST).content.decode()
    assert "Tổng hợp toàn tỉnh" not in page
    sent = {"period": period.code, "body": body.code}
    assert "Đã lập báo cáo" in client.post(f"{LIST}lap/", sent, follow=True).content.decode()
    mine = CompiledReport.objects.get()
    for ending in ("docx", "xlsx"):
        answer = client.get(f"{LIST}{mine.pk}.{ending}")
        assert answer.content[:2] == b"PK"
        assert f".{ending}" in answer["Content-Disposition"]
    assert client.get(f"{LIST}{mine.pk}.exe").status_code == 404
    refused = client.post(f"{LIST}lap/", {**sent, "body": province.code}, follow=True).content.decode()
    assert "Hãy chọn kỳ và đơn vị." in refused
    whole = client_of(chief).post(f"{LIST}lap/", {**sent, "body": province.code})
    assert whole.status_code == 302
    summary = CompiledReport.objects.get(organisation=province)
    assert client_of(chief).get(f"{LIST}{summary.pk}.docx").status_code == 200
    assert client.get(f"{LIST}{summary.pk}.docx")["Location"] == "/quan-tri/"


@pytest.mark.parametrize("role", [Role.HANDLER, Role.ADMINISTRATOR])
def test_others_compile_nothing(period: ReportPeriod, body: Organisation, role: Role) -> None:
    frozen(body)
    report = compile_report(period=period, organisation=body, at=AT)
    client = client_of(make_user(role, body))
    assert client.get(LIST).status_code in {302, 403}
    assert client.post(f"{LIST}lap/", {"period": period.code, "body": body.code}).status_code in {302, 403}
    assert client.get(f"{LIST}{report.pk}.docx").status_code in {302, 403}
    assert CompiledReport.objects.count() == 1


def test_the_command_writes_both_files_and_tells_what_is_wrong(
    period: ReportPeriod, body: Organisation, tmp_path: Path
) -> None:
    for wrong in (["--period", "2031"], ["--period", "2026-H1", "--unit", "X"], ["--period", "2026-H1"]):
        with pytest.raises(CommandError):
            call_command("compile_report", *wrong)
    frozen(body)
    call_command("compile_report", "--period", "2026-H1", "--unit", body.code, "--out", str(tmp_path))
    assert {path.suffix for path in tmp_path.iterdir()} == {".docx", ".xlsx"}
    assert date.fromisoformat(CompiledReport.objects.get().figures["source"]["to"]) == date(2026, 6, 30)
