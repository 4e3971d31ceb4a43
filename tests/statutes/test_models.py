from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from portal.statutes.models import CalendarException, ClockRule, DisclosureDuty

pytestmark = pytest.mark.django_db
facts = import_module("portal.statutes.migrations.0002_load_facts")


def test_every_researched_row_is_loaded_and_valid() -> None:
    assert (ClockRule.objects.count(), DisclosureDuty.objects.count(), CalendarException.objects.count()) == (
        40,
        27,
        4,
    )
    for model in (ClockRule, DisclosureDuty, CalendarException):
        for row in model.objects.all():
            row.full_clean()


def test_loading_reverses_to_what_administrators_added() -> None:
    own = CalendarException.objects.create(date=date(2026, 3, 10), kind="day_off", source="x", note="x")
    editor = connection.schema_editor(atomic=False)
    facts.unload(apps, editor)
    assert set(ClockRule.objects.values_list("stage", flat=True)) == {"review", "reanswer"}
    # What a later migration brought is not this one's to take away.
    assert set(DisclosureDuty.objects.values_list("key", flat=True)) == {"recruitment"}
    assert list(CalendarException.objects.all()) == [own]
    facts.load(apps, editor)
    assert (ClockRule.objects.count(), DisclosureDuty.objects.count(), CalendarException.objects.count()) == (
        40,
        27,
        5,
    )


def test_a_rule_is_succeeded_and_never_doubled() -> None:
    old = ClockRule.objects.get(kind="report", stage="answer")
    new = ClockRule(
        kind="report", stage="answer", amount=12, unit="working_day", effective_from=date(2027, 1, 1),
        basis="x", certainty="policy",
    )  # fmt: skip
    with pytest.raises(ValidationError, match="Trùng thời gian hiệu lực"):
        new.full_clean()
    old.effective_to = date(2026, 12, 31)
    old.save()
    new.full_clean()
    new.save()
    assert ClockRule.objects.for_kind("report").in_force(on=date(2026, 12, 31)).get(stage="answer") == old
    assert ClockRule.objects.for_kind("report").in_force(on=date(2027, 1, 1)).get(stage="answer") == new


def test_an_extension_needs_its_amount_in_the_terms_own_unit() -> None:
    rule = ClockRule.objects.get(kind="question", stage="acknowledge")
    rule.max_extensions = 1
    with pytest.raises(ValidationError, match="mỗi lần gia hạn"):
        rule.full_clean()
    rule.extension_amount, rule.extension_unit = 5, "calendar_day"
    with pytest.raises(ValidationError, match="phải trùng đơn vị"):
        rule.full_clean()


@pytest.mark.parametrize(
    "change",
    [
        {"effective_to": date(2001, 1, 1)},
        {"max_extensions": 1, "extension_amount": None, "extension_unit": "working_day"},
        {"max_extensions": 1, "extension_amount": 0, "extension_unit": "working_day"},
        {"max_extensions": 1, "extension_amount": 5, "extension_unit": "calendar_day"},
    ],
)
def test_the_database_refuses_impossible_rules(change: dict[str, object]) -> None:
    rules = ClockRule.objects.filter(kind="question", stage="acknowledge")
    with pytest.raises(IntegrityError), transaction.atomic():
        rules.update(**change)


def test_a_fixed_duty_needs_its_date_and_period() -> None:
    duty = DisclosureDuty.objects.get(key="implementation_plan")
    duty.trigger_on = None
    with pytest.raises(ValidationError, match="ngày ấn định"):
        duty.full_clean()
    duty.trigger_on, duty.fixed_period = date(2026, 1, 20), "tháng 3"
    with pytest.raises(ValidationError, match="Nêu kỳ"):
        duty.full_clean()


def test_duties_of_a_commune_include_everybodys() -> None:
    keys = set(DisclosureDuty.objects.for_organisation_kind("commune").values_list("key", flat=True))
    assert {"budget_approved", "head_contacts"} <= keys
    assert "land_price_table" not in keys
