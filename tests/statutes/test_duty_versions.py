"""Versions of a duty: no overlap, no rewriting, and which one applies on a day."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cms.disclosures.services import oblige
from portal.accounts.models import Role
from portal.statutes.duties import assumed_start, version_on
from portal.statutes.duty_versions import duties_by_key, duty_on, open_version
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
KEY = "budget_approved"


def copy_of(key: str = KEY, **changes: object) -> DisclosureDuty:
    new = DisclosureDuty.objects.versions_of(key).last()
    new.pk, new._state.adding = None, True
    for name, value in changes.items():
        setattr(new, name, value)
    return new


def test_a_new_version_closes_the_one_before_it() -> None:
    new = open_version(duty=copy_of(effective_from=date(2026, 7, 1), publish_within=10))
    old, newest = DisclosureDuty.objects.versions_of(KEY)
    assert (old.effective_to, newest) == (date(2026, 6, 30), new)
    assert duty_on(KEY, date(2026, 6, 30)) == old
    assert duty_on(KEY, date(2026, 7, 1)) == new
    assert duties_by_key()[KEY] == [old, new]
    with pytest.raises(ValueError, match="new version"):
        open_version(duty=old)


def test_before_the_first_and_after_the_last_version_the_nearest_stands_in() -> None:
    DisclosureDuty.objects.filter(key=KEY).update(effective_to=date(2026, 3, 31))
    only = DisclosureDuty.objects.get(key=KEY)
    assert version_on([only], date(2020, 1, 1)) == only
    assert duty_on(KEY, date(2027, 1, 1)) == only
    assert duty_on("no_such_duty", date(2026, 1, 1)) is None


def test_versions_do_not_overlap() -> None:
    open_version(duty=copy_of(effective_from=date(2026, 7, 1)))
    with pytest.raises(ValidationError, match="Trùng thời gian hiệu lực"):
        copy_of(effective_from=date(2026, 3, 1)).full_clean()
    old = DisclosureDuty.objects.versions_of(KEY).first()
    old.effective_to = date(2026, 8, 1)
    with pytest.raises(ValidationError, match="Trùng thời gian hiệu lực"):
        old.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(effective_from=date(2026, 1, 1)).save()


def test_a_version_in_use_is_not_rewritten() -> None:
    duty = DisclosureDuty.objects.get(key=KEY)
    duty.publish_within = 10
    duty.full_clean()
    oblige(
        organisation=make_organisation(), duty=duty, period="2026", triggered_on=date(2026, 3, 2),
        at=at("2026-03-02 08:00"),
    )  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        duty.full_clean()
    assert list(refused.value.message_dict) == ["publish_within"]
    duty.refresh_from_db()
    duty.note, duty.effective_to = "chú thích", date(2026, 12, 31)
    duty.full_clean()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"assumed_day": 31, "assumed_month": 4, "assumption": "x"}, "assumed_day"),
        ({"assumed_day": 1, "assumed_month": 13, "assumption": "x"}, "assumed_month"),
        ({"assumed_day": 1, "assumed_month": None, "assumption": "x"}, "assumed_day"),
        ({"assumed_day": 1, "assumed_month": 1, "assumption": " "}, "assumption"),
        ({"trigger": "before_date", "trigger_on": None}, "trigger_on"),
        ({"trigger": "before_date", "trigger_on": date(2026, 7, 10), "publish_within": 3}, "publish_within"),
    ],
)
def test_a_duty_that_contradicts_itself_is_refused_with_the_field(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        copy_of(effective_from=date(2027, 1, 1), **changes).full_clean()
    assert field in refused.value.message_dict


def test_an_assumption_of_29_february_stays_in_february() -> None:
    duty = copy_of(assumed_day=29, assumed_month=2, assumed_year=0)
    assert assumed_start(duty, 2028) == date(2028, 2, 29)
    assert assumed_start(duty, 2027) == date(2027, 2, 28)


def test_an_administrator_opens_a_version_by_copying_one() -> None:
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATOR))
    old = DisclosureDuty.objects.get(key=KEY)
    form = client.get(reverse("nghia-vu:copy", args=[old.pk])).context["form"]
    assert form.initial["key"] == KEY
    typed = {name: "" if value is None else value for name, value in form.initial.items()}
    typed |= {"effective_from": "2026-07-01", "publish_within": 10, "posting_required": "on"}
    answer = client.post(reverse("nghia-vu:add"), typed)
    assert answer.status_code == 302, answer.context["form"].errors
    assert [row.effective_to for row in DisclosureDuty.objects.versions_of(KEY)] == [date(2026, 6, 30), None]
