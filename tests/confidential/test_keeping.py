"""Boxes go when their term is over, and whoever adds up the digests still gets the same."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from portal.confidential import services
from portal.confidential.keeping import forget_tips, kept_until
from portal.confidential.models import Tip, TipPart
from portal.statutes.thresholds import Threshold
from tests.confidential.making import AT, CODE, make_inspector, make_key

pytestmark = pytest.mark.django_db
END = AT + timedelta(days=1)


def closed_tip() -> Tip:
    make_key()
    tip = services.submit(code=CODE, text="Một việc.", at=AT)
    return services.act("refuse", tip=tip, by=make_inspector(), at=END, text="Không thuộc thẩm quyền.")


def term() -> int:
    return Threshold.objects.get(key="tip_kept").amount


def test_an_open_tip_is_kept_for_ever():
    make_key()
    tip = services.submit(code=CODE, text="Một việc.", at=AT)
    assert kept_until(tip) is None
    assert forget_tips(on=date(2060, 1, 1)) == 0


def test_on_the_last_day_the_boxes_go_and_everything_still_adds_up():
    tip = closed_tip()
    services.seal_day(day=END.date(), at=END)
    last = END.date() + timedelta(days=term())
    assert forget_tips(on=last - timedelta(days=1)) == 0
    assert forget_tips(on=last) == 1
    assert forget_tips(on=last) == 0
    assert all(part.is_gone for part in TipPart.objects.all())
    call_command("check_tips", stdout=io.StringIO())
    call_command("verify_ledger", stdout=io.StringIO())
    services.seal_day(day=last, at=END + timedelta(days=term() + 1))
    call_command("check_tips", stdout=io.StringIO())
    tip.refresh_from_db()
    assert tip.forgotten_on == last
    assert {line.text for line in services.conversation(tip, CODE)} == {services.GONE}


def test_a_message_after_the_end_starts_the_term_again():
    tip = closed_tip()
    services.write(code=CODE, text="Xin xem lại.", at=END + timedelta(days=100))
    assert kept_until(Tip.objects.get(pk=tip.pk)) == END.date() + timedelta(days=100 + term())


def test_an_emptied_box_of_an_open_tip_is_still_found_out():
    make_key()
    services.submit(code=CODE, text="Một việc.", at=AT)
    TipPart.objects.update(sealed=b"", sealed_for_sender=b"")
    Tip.objects.update(forgotten_on=AT.date())
    with pytest.raises(CommandError, match="altered"):
        call_command("check_tips", stdout=io.StringIO())


def test_the_command_prints_a_number_and_no_name():
    tip, out = closed_tip(), io.StringIO()
    long_ago = AT.date() - timedelta(days=2000)
    TipPart.objects.update(on=long_ago)
    Tip.objects.update(events=[{"kind": "", "act": "refuse", "on": long_ago.isoformat(), "by": 0}])
    Threshold.objects.filter(key="tip_kept").update(effective_from=long_ago)
    call_command("forget_tips", stdout=out)
    assert out.getvalue() == "tips whose boxes were deleted: 1\n"
    assert tip.number not in out.getvalue()


def test_the_command_deletes_nothing_early():
    closed_tip()
    with pytest.raises(CommandError, match="early"):
        call_command("forget_tips", on=date(2900, 1, 1))
    assert not any(part.is_gone for part in TipPart.objects.all())


def test_without_a_row_nothing_goes():
    tip = closed_tip()
    Threshold.objects.filter(key="tip_kept").delete()
    assert kept_until(tip) is None


class Dates(TestCase):
    @hypothesis_settings(max_examples=25, deadline=None)
    @given(days=st.integers(1, 4000), later=st.integers(0, 5000))
    def test_boxes_go_exactly_from_the_last_day_on(self, days: int, later: int) -> None:
        Threshold.objects.filter(key="tip_kept").update(amount=days)
        closed_tip()
        assert forget_tips(on=END.date() + timedelta(days=later)) == (later >= days)
