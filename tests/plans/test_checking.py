"""What was published and sent can be held against the ledger at any time."""

import pytest
from django.core.management import CommandError, call_command

from portal.plans.models import Submission, Task
from portal.plans.services.checking import problems
from tests.plans.helpers import make_unit, published
from tests.plans.test_reporting import sent

pytestmark = pytest.mark.django_db


def test_a_change_behind_the_back_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    unit = make_unit()
    version = published(unit)
    sent(unit, unit.reports[0])
    assert list(problems()) == []
    call_command("check_plans")
    assert "whole" in capsys.readouterr().out
    Task.objects.filter(version=version, code="II.3").update(product="Dễ hơn")
    (line,) = problems()
    assert line.startswith(f"plan:{unit.organisation.code}:2026, version 1: the text")
    Submission.objects.update(values={"ket-qua": "Đẹp hơn"}, digest="0" * 64)
    assert len(list(problems())) == 3
    Submission.objects.all().delete()
    assert list(problems())[-1].endswith("the ledger knows it, and it is gone")
    with pytest.raises(CommandError, match="2 problems"):
        call_command("check_plans")


def test_the_models_refuse_to_store_what_stands_already() -> None:
    unit = make_unit()
    version = published(unit)
    version.document = "Khác"
    with pytest.raises(ValueError, match="never changed"):
        version.save()
    sent(unit, unit.reports[0])
    submission = Submission.objects.get()
    for given in ({}, {"update_fields": ["values"]}):
        with pytest.raises(ValueError, match="never changed"):
            submission.save(**given)
