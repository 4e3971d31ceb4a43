"""Reports in the admin: the own rows only, filters, exports with Vietnamese headings and nothing a spreadsheet runs."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cms.disclosures.models import Obligation
from portal.accounts.models import Role, User
from portal.inspection.models import Audit, Finding, Reminder
from portal.statutes.models import DisclosureDuty
from tests.factories import make_organisation, make_user
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db
ROOT = "/quan-tri/bao-cao/"
ALL = ("phan-anh", "cong-khai", "diem", "phat-hien", "nhac-viec")


@pytest.fixture
def office() -> Office:
    return Office(name="Xã Đông Minh")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def owe(office: Office) -> None:
    duty = DisclosureDuty.objects.order_by("pk")[0]
    Obligation.objects.create(
        organisation=office.organisation, duty=duty, period="2026", due_on=date(2026, 3, 1)
    )


def finding(office: Office, text: str) -> Finding:
    audit = Audit.objects.create(
        code="KT-2026-001", kind="regular", title="Kiểm tra", basis="QĐ", scope="x", start=MONDAY.date(),
        end=MONDAY.date(), size=1, lead=make_user(Role.INSPECTOR), created_at=MONDAY,
    )  # fmt: skip
    return Finding.objects.create(
        audit=audit, organisation=office.organisation, number=1, severity="minor", text=text
    )


def test_a_body_reports_its_own_cases_and_an_inspector_all(office: Office) -> None:
    other = Office(name="Xã Khác")
    mine, theirs = office.petition("accept", text="Lời riêng của dân."), other.petition()
    page = client_of(office.handler).get(f"{ROOT}phan-anh/").content.decode()
    assert mine.code in page
    assert theirs.code not in page
    assert "Lời riêng" not in page
    inspector = client_of(make_user(Role.INSPECTOR))
    assert theirs.code in inspector.get(f"{ROOT}phan-anh/").content.decode()
    narrowed = inspector.get(f"{ROOT}phan-anh/?status=accepted").content.decode()
    assert mine.code in narrowed
    assert theirs.code not in narrowed
    foreign = client_of(office.handler).get(f"{ROOT}phan-anh/?organisation={other.organisation.pk}")
    assert theirs.code not in foreign.content.decode()


def test_exports_have_vietnamese_headings_and_run_nothing(office: Office) -> None:
    finding(office, "=1+1 phát hiện")
    client = client_of(make_user(Role.INSPECTOR))
    sheet = load_workbook(io.BytesIO(client.get(f"{ROOT}phat-hien/?export=xlsx").getvalue())).active
    assert [cell.value for cell in sheet[1]][:4] == ["Cuộc kiểm tra", "Đơn vị", "Số", "Mức độ"]
    assert (sheet["E2"].value, sheet["E2"].data_type) == ("=1+1 phát hiện", "s")
    text = client.get(f"{ROOT}phat-hien/?export=csv").getvalue().decode()
    assert "'=1+1 phát hiện" in text
    assert text.splitlines()[0].startswith("Cuộc kiểm tra,Đơn vị")


@pytest.mark.parametrize("slug", ALL)
def test_every_report_opens_for_an_inspector(office: Office, slug: str) -> None:
    office.petition("accept")
    owe(office)
    finding(office, "Chậm.")
    Reminder.objects.create(
        subject="petition:x",
        organisation=office.organisation,
        role="head",
        to_user=office.head,
        at=MONDAY,
        letter="x",
    )
    client = client_of(make_user(Role.INSPECTOR))
    for query in ("", "ket-qua/", "?export=csv", "?export=xlsx"):
        assert client.get(f"{ROOT}{slug}/{query}").status_code == 200, query


@pytest.mark.parametrize(
    ("role", "open_to_it"),
    [
        (Role.EDITOR, {"cong-khai", "diem"}),
        (Role.HANDLER, {"phan-anh", "diem"}),
        (Role.HEAD, {"phan-anh", "cong-khai", "diem"}),
        (Role.ADMINISTRATOR, {"diem"}),
    ],
)
def test_roles_see_no_more_than_their_own(office: Office, role: Role, open_to_it: set[str]) -> None:
    client = client_of(make_user(role, office.organisation))
    for slug in ALL:
        answer = client.get(f"{ROOT}{slug}/")
        assert (answer.status_code == 200) is (slug in open_to_it), slug


def test_a_report_asks_the_same_queries_for_few_and_many(office: Office) -> None:
    client, counts = client_of(office.head), []
    for number in (2, 6):
        for _ in range(number):
            office.petition()
        client.get(f"{ROOT}phan-anh/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{ROOT}phan-anh/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_another_bodys_duties_stay_away(office: Office) -> None:
    owe(office)
    mine = client_of(make_user(Role.EDITOR, office.organisation))
    assert "Xã Đông Minh" in mine.get(f"{ROOT}cong-khai/?export=csv").getvalue().decode()
    theirs = client_of(make_user(Role.EDITOR, make_organisation("Xã Khác")))
    assert "Xã Đông Minh" not in theirs.get(f"{ROOT}cong-khai/?export=csv").getvalue().decode()
