from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Role
from portal.statutes.deadlines import due
from portal.statutes.models import CalendarException, DisclosureDuty
from portal.statutes.services import working_calendar
from tests.factories import make_user
from tests.statutes.calendars import CALENDAR

pytestmark = pytest.mark.django_db
SECTIONS = ["thoi-han", "nghia-vu", "muc-toi-thieu", "lich-lam-viec"]


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_user(role))
    return client


@pytest.mark.parametrize("section", SECTIONS)
def test_administrators_see_and_edit(section: str) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    assert client.get(reverse(f"{section}:index")).status_code == 200
    assert client.get(reverse(f"{section}:add")).status_code == 200


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_other_roles_do_not(section: str, role: Role) -> None:
    assert signed_in(role).get(reverse(f"{section}:add")).status_code in (302, 403)


def test_confirming_the_holiday_moves_deadlines_from_the_next_request_on() -> None:
    day = CalendarException.objects.get(date=date(2026, 11, 24))
    answer = signed_in(Role.ADMINISTRATOR).post(
        reverse("lich-lam-viec:edit", args=[day.pk]),
        {"date": "2026-11-24", "kind": "day_off", "source": "Thông báo", "note": "Ngày Văn hóa Việt Nam"},
    )
    assert answer.status_code == 302
    assert working_calendar().reason_off(day.date) == "Ngày Văn hóa Việt Nam"


def test_a_duty_is_editable_but_its_key_is_not_offered() -> None:
    duty = DisclosureDuty.objects.get(key="budget_approved")
    answer = signed_in(Role.ADMINISTRATOR).get(reverse("nghia-vu:edit", args=[duty.pk]))
    assert "key" not in answer.context["form"].fields


def test_the_trace_template_takes_steps_and_stored_steps() -> None:
    trace = due(date(2026, 3, 2), 1, "working_day", CALENDAR, basis="<Luật>").trace
    fresh = render_to_string("statutes/trace.html", {"trace": trace})
    stored = render_to_string("statutes/trace.html", {"trace": [step.as_dict() for step in trace]})
    assert fresh == stored
    assert "Hạn cuối: hết Thứ Ba 03/03/2026." in fresh
    assert "&lt;Luật&gt;" in fresh
