"""The province's lists and what administrators keep: what they hold, who sees them, what they cost."""

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import Role
from portal.organisations.models import Organisation, OrganisationKind
from portal.plans.models import PeriodicReport, Plan, PlanVersion, ReportTemplate, Task
from portal.plans.services.opening import open_due
from portal.plans.states import ReportState
from tests.factories import make_organisation, make_user
from tests.plans.helpers import AT, OPENED, Unit, make_unit
from tests.plans.test_desk import enter, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def province() -> list[Organisation]:
    """104 units of a province with their plans, some published."""
    top = make_organisation("Tỉnh Thử", OrganisationKind.PROVINCE)
    units = [make_organisation(f"Xã Số {number:03}", parent=top) for number in range(104)]
    open_due(at=OPENED)
    first = Plan.objects.order_by("organisation__name")[0]
    version = PlanVersion.objects.create(
        plan=first, number=1, state="published", started_at=AT, published_at=AT
    )
    Task.objects.create(
        version=version,
        key="a",
        position=0,
        code="II.3",
        task="=Việc",
        product="P",
        due_on=date(2026, 3, 1),
        lead="L",
    )
    first.current, first.published_on = version, date(2026, 2, 5)
    first.save()
    return [top, *units]


def test_lists_of_104_units_cost_a_fixed_number_of_queries(
    client: Client, province: list[Organisation], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    enter(client, make_user(Role.HEAD, province[0]))
    for name in ("plans_province", "plans_province_plans", "plans_province_reports", "plans_province_tasks"):
        page(client, name)
        with django_assert_max_num_queries(60):
            text = page(client, name)
    assert "=Việc" in text
    assert "Trang 1/4" in page(client, "plans_province_plans")


def test_the_lists_are_filtered_and_downloaded(client: Client, province: list[Organisation]) -> None:
    enter(client, make_user(Role.HEAD, province[0]))
    text = page(client, "plans_province_plans", query="?q=xa+so+01&tinh-trang=missing")
    assert "10 dòng" in text
    assert "Xã Số 010" in text
    assert "1 dòng" in page(client, "plans_province_plans", query="?tinh-trang=published")
    assert "208 dòng" in page(client, "plans_province_reports", query="?ky=2026-H1")
    assert "1 dòng" in page(client, "plans_province_tasks", query="?muc=II.3&nam=2026")
    assert "0 dòng" in page(client, "plans_province_tasks", query="?muc=II.1.1.a&loai=department")
    page(client, "plans_province_plans", query="?nam=abc&trang=x&q=%00&ky=%00&muc=%00")
    csv = client.get(reverse("plans_province_download", args=["qua-han", "csv"]))
    assert "'=Việc" in b"".join(csv.streaming_content).decode()  # type: ignore[attr-defined]
    book = client.get(reverse("plans_province_download", args=["qua-han", "xlsx"]))
    sheet = load_workbook(io.BytesIO(book.content))["Danh sách"]
    assert (sheet["A3"].value, sheet["C3"].value, sheet["C3"].data_type) == ("Xã Số 000", "=Việc", "s")
    for which, lines in (("ke-hoach", 104), ("bao-cao", 416)):
        found = load_workbook(
            io.BytesIO(client.get(reverse("plans_province_download", args=[which, "xlsx"])).content)
        )
        assert found["Danh sách"].max_row == lines + 2


def test_who_oversees_nothing_downloads_nothing(client: Client, province: list[Organisation]) -> None:
    address = reverse("plans_province_download", args=["ke-hoach", "csv"])
    for user in (make_user(Role.HEAD, province[1]), make_user(Role.ADMINISTRATOR, province[0])):
        assert enter(client, user).get(address).status_code in {302, 403}


def test_administrators_keep_forms_and_a_used_one_stands(client: Client, unit: Unit) -> None:
    template = ReportTemplate.objects.get(key="moi-truong")
    address = reverse("mau-bao-cao:edit", args=[template.pk])
    for user in (unit.head, make_user(Role.INSPECTOR)):
        assert enter(client, user).get(address).status_code in {302, 403}
    enter(client, make_user(Role.ADMINISTRATOR))
    assert "Số thôn, tổ dân phố" in client.get(address).content.decode()
    assert client.get(reverse("mau-bao-cao:delete", args=[template.pk])).status_code in {302, 403}
    data = template_data(template, title="Tên mới")
    client.post(address, data)
    template.refresh_from_db()
    assert template.title == "Tên mới"
    PeriodicReport.objects.filter(template=template).update(state=ReportState.DRAFT)
    text = client.post(address, template_data(template, title="Tên nữa")).content.decode()
    assert "Đã có đơn vị trả lời theo phiên bản này" in text
    client.post(address, template_data(template, effective_to="2027-12-31"))
    template.refresh_from_db()
    assert (template.title, template.effective_to) == ("Tên mới", date(2027, 12, 31))
    # Copying it begins the next version.
    copy = client.get(reverse("mau-bao-cao:copy", args=[template.pk])).content.decode()
    assert 'name="version" value="2"' in copy
    data = template_data(template, version="2", **{f"fields-{number}-id": "" for number in range(3)})
    response = client.post(reverse("mau-bao-cao:add"), {**data, "fields-0-label": "Hỏi khác"})
    assert response.status_code == 302
    second = ReportTemplate.objects.get(key="moi-truong", version=2)
    assert second.fields.all()[0].label == "Hỏi khác"
    assert template.fields.all()[0].label != "Hỏi khác"


def template_data(template: ReportTemplate, **changes: str) -> dict[str, str]:
    names = ("key", "version", "title", "sector", "who", "note")
    data = {name: str(getattr(template, name)) for name in names}
    data["effective_from"] = template.effective_from.isoformat()
    fields = list(template.fields.all())
    data |= {"fields-TOTAL_FORMS": str(len(fields)), "fields-INITIAL_FORMS": str(len(fields))}
    for number, field in enumerate(fields):
        for name in ("id", "key", "label", "type", "columns", "help_text"):
            data[f"fields-{number}-{name}"] = str(getattr(field, name))
        data[f"fields-{number}-ORDER"] = str(number + 1)
        if field.required:
            data[f"fields-{number}-required"] = "on"
    return {**data, **changes}
