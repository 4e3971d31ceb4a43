"""Least terms and shares are dated rows."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.statutes.models import Threshold

pytestmark = pytest.mark.django_db


def row(**fields: object) -> Threshold:
    defaults: dict[str, object] = {
        "key": "land_draft_annual",
        "amount": 25,
        "basis": "Luật thử",
        "certainty": "policy",
        "effective_from": date(2030, 1, 1),
    }
    return Threshold(**{**defaults, **fields})


def test_the_facts_are_loaded() -> None:
    found = {row.key: (row.amount, row.per) for row in Threshold.objects.all()}
    assert found == {
        "land_draft_annual": (20, 1),
        "land_draft_commune": (30, 1),
        "land_draft_province": (45, 1),
        "contribution_vote": (2, 3),
        "contact_confirmation": (90, 1),
        "posting_photo_start": (1, 1),
        "posting_photo_end": (3, 1),
        "answer_asked_again": (14, 1),
        "answer_closes": (30, 1),
        "disputes_of_a_case": (2, 1),
        "duty_reminder_first": (5, 1),
        "duty_reminder_last": (1, 1),
        "follow_ends": (30, 1),
        "entered_late": (10, 1),
        "tip_kept": (365, 1),
        "complain_again_within": (30, 1),
        "score_appeal_within": (30, 1),
    }


def test_a_rule_that_changes_does_not_rewrite_the_past() -> None:
    Threshold.objects.filter(key="land_draft_annual").update(effective_to=date(2029, 12, 31))
    row().save()
    find = Threshold.objects.in_force
    assert [find("land_draft_annual", on=day).amount for day in (date(2029, 12, 31), date(2030, 1, 1))] == [
        20,
        25,
    ]
    assert find("land_draft_annual", on=date(2020, 1, 1)) is None


def test_two_rows_of_a_key_do_not_overlap() -> None:
    with pytest.raises(ValidationError, match="Trùng thời gian"):
        row().full_clean()
    Threshold.objects.filter(key="land_draft_annual").update(effective_to=date(2029, 12, 31))
    row().full_clean()
