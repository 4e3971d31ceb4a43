"""Administrators hear in time that a year's days off are not entered."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Role
from portal.statutes.coverage import uncertain_from
from portal.statutes.models import CalendarException
from portal.statutes.services import working_calendar
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def enter(year: int) -> None:
    CalendarException.objects.create(date=date(year, 3, 10), kind="day_off", source="x", note="x")


def test_the_first_uncertain_day_is_named_sixty_days_ahead() -> None:
    enter(2031)
    calendar = working_calendar()
    assert calendar.announced_through == 2031
    assert uncertain_from(calendar, on=date(2031, 11, 1)) is None
    assert uncertain_from(calendar, on=date(2031, 11, 2)) == date(2032, 1, 1)
    assert uncertain_from(calendar, on=date(2032, 2, 5)) == date(2032, 2, 5)


def test_the_command_fails_until_the_days_are_entered() -> None:
    enter(2031)
    with pytest.raises(CommandError, match="2032-01-01"):
        call_command("check_calendar", "--on", "2031-12-01", stdout=StringIO())
    enter(2032)
    out = StringIO()
    call_command("check_calendar", "--on", "2031-12-01", stdout=out)
    assert "is announced" in out.getvalue()


def test_administrators_see_it_on_their_first_page_and_nobody_else() -> None:
    title = "Lịch làm việc chưa đủ 60 ngày tới"
    CalendarException.objects.filter(date__year__gt=timezone.localdate().year).delete()
    for role, shown in (
        (Role.ADMINISTRATOR, uncertain_from(working_calendar(), on=timezone.localdate())),
        (Role.HEAD, None),
    ):
        client = Client()
        client.force_login(make_user(role))
        assert (title in client.get("/quan-tri/").content.decode()) is (shown is not None)
    enter(timezone.localdate().year + 1)
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATOR))
    assert title not in client.get("/quan-tri/").content.decode()
