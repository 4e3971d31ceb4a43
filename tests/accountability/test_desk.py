"""Inspectors freeze and correct in the admin; nobody else comes in."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from portal.accountability.freezing import freeze
from portal.accountability.models import ScoreSnapshot
from portal.accountability.periods import half_year
from portal.accounts.models import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)
ROW = {"code": "C2", "indicator": "answer_on_time", "place": "1", "value": "1", "why": "Chấp nhận khiếu nại."}


@pytest.fixture
def inspector(client, communes):
    user = make_user(Role.INSPECTOR, communes[4])
    client.force_login(user)
    return user


@pytest.fixture
def address(inspector) -> str:
    return reverse("accountability_snapshot", args=[freeze(period=half_year(2026), by=None, at=AT).pk])


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.HEAD, Role.ADMINISTRATOR])
def test_other_roles_see_and_do_nothing(client, communes, role):
    number = freeze(period=half_year(2026), by=None, at=AT).pk
    client.force_login(make_user(role, communes[0]))
    for name, args in (("snapshots", []), ("snapshot", [number])):
        assert client.get(reverse(f"accountability_{name}", args=args)).status_code in (302, 403)
    client.post(reverse("accountability_freeze"), {"period": "2026-H1", "kind": "department"})
    client.post(
        reverse("accountability_snapshot", args=[number]), {"reason": "Vì thế.", **ROW, "correct": ""}
    )
    assert ScoreSnapshot.objects.count() == 1


def test_an_inspector_freezes_a_period_that_is_over(client, inspector):
    text = client.get(reverse("accountability_snapshots")).content.decode()
    assert "Chốt 6 tháng đầu năm 2026, xã, phường" in text
    client.post(reverse("accountability_freeze"), {"period": "2026-H1", "kind": "commune"})
    assert ScoreSnapshot.objects.get().by == inspector
    assert (
        "Chốt 6 tháng đầu năm 2026, xã, phường"
        not in client.get(reverse("accountability_snapshots")).content.decode()
    )


@pytest.mark.parametrize(
    "asked", [{"period": "2026", "kind": "commune"}, {"period": "2026-H1", "kind": "x"}, {}]
)
def test_other_periods_are_refused(client, inspector, asked):
    answer = client.post(reverse("accountability_freeze"), asked, follow=True)
    assert "Không có kỳ đã kết thúc như vậy" in answer.content.decode()
    assert ScoreSnapshot.objects.count() == 0


def test_the_difference_is_shown_before_it_is_made(client, address):
    text = client.post(address, {"reason": "Ghi nhầm.", **ROW, "preview": ""}).content.decode()
    assert "Sẽ thay đổi 1 dòng" in text
    assert "C2: " in text
    assert ScoreSnapshot.objects.count() == 1
    done = client.post(address, {"reason": "Ghi nhầm.", **ROW, "correct": ""}, follow=True).content.decode()
    assert "Đã đính chính bản số" in done
    assert "Chấp nhận khiếu nại." in done
    assert "đã được" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"reason": ""}, "Hãy nêu lý do"),
        ({"reason": "Vì thế."}, "Không có gì thay đổi"),
        ({"reason": "Vì thế.", **ROW, "why": ""}, "Cần điền ô này"),
        ({"reason": "Vì thế.", **ROW, "place": "999"}, "Không có dòng"),
        ({"reason": "Vì thế.", **ROW, "code": "KHONG"}, "Không có dòng"),
        ({"reason": "Vì thế.", **ROW, "value": "-1"}, "lớn hơn"),
        ({"reason": "Vì thế.", **ROW, "value": "nan"}, "số"),
    ],
)
def test_what_cannot_be_corrected_is_told_and_kept(client, address, data, message):
    text = client.post(address, {**data, "correct": ""}).content.decode()
    assert message in text
    assert not data["reason"] or data["reason"] in text
    assert ScoreSnapshot.objects.count() == 1
