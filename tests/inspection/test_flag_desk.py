"""Flags are found once, asked about, explained and decided by those who may; a body hears only when asked."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import Role, User
from portal.inspection.models import Flag, FlagState
from portal.inspection.services import flags
from portal.organisations.models import Organisation
from tests.accountability.database import answer_petitions
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
START, END = date(2026, 1, 1), date(2026, 6, 30)
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)
LIST = "/quan-tri/thanh-tra/dau-hieu/"


@pytest.fixture
def body() -> Organisation:
    return make_organisation("Xã Phố Hiến")


@pytest.fixture
def head(body: Organisation) -> User:
    return make_user(Role.HEAD, body)


@pytest.fixture
def inspector() -> User:
    return make_user(Role.INSPECTOR)


@pytest.fixture
def flag(body: Organisation) -> Flag:
    return Flag.objects.create(
        rule="last_day_answers", version="1", organisation=body, start=START, end=END, cases=20, marked=15,
        group_share=0.2, chance=0.0004, evidence=[["petition:HY-AAAA-BBBB", 3]], found_at=AT,
    )  # fmt: skip


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_body_reads_of_a_flag_only_when_asked(flag: Flag, head: User, inspector: User) -> None:
    address = f"{LIST}{flag.pk}/"
    assert client_of(head).get(address).status_code == 404
    assert "Phố Hiến" not in client_of(head).get(LIST).content.decode()
    asking = client_of(inspector)
    page = asking.get(address).content.decode()
    assert "HY-AAAA-BBBB" in page
    assert "Lãnh đạo ký duyệt" in page
    assert "1.920" in page
    empty = asking.post(address, {"act": "ask", "question": " "}).content.decode()
    assert "Hãy điền ô này." in empty
    assert asking.post(address, {"act": "ask", "question": "Vì sao?"}).status_code == 302
    told = client_of(head).get(address).content.decode()
    assert "Vì sao?" in told
    assert "Ghi kết luận" not in told
    assert client_of(head).post(address, {"act": "explain", "text": "Duyệt thứ sáu."}).status_code == 302
    flag.refresh_from_db()
    assert (flag.state, flag.explained_by) == (FlagState.EXPLAINED, head)


def test_confirming_needs_that_the_body_was_asked(flag: Flag, inspector: User) -> None:
    asking, address = client_of(inspector), f"{LIST}{flag.pk}/"
    sent = {"act": "decide", "confirmed": "yes", "reason": "Ghi lùi ngày."}
    page = asking.post(address, sent).content.decode()
    assert "Hãy hỏi đơn vị trước" in page
    assert "Ghi lùi ngày." in page
    assert asking.post(address, {**sent, "confirmed": "no"}).status_code == 302
    flag.refresh_from_db()
    assert (flag.state, flag.decided_by) == (FlagState.DISMISSED, inspector)
    with pytest.raises(flags.FlagRefused):
        flags.ask(flag=flag, by=inspector, at=AT, question="Nữa?")
    assert asking.post(address, {"act": "ask", "question": "Nữa?"})["Location"] == "/quan-tri/"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.HANDLER, Role.ADMINISTRATOR])
def test_others_see_nothing(flag: Flag, role: Role) -> None:
    client = client_of(make_user(role, flag.organisation))
    assert client.get(LIST).status_code in {302, 403}
    assert client.get(f"{LIST}{flag.pk}/").status_code in {302, 403}


def test_another_bodys_head_reads_and_does_nothing(flag: Flag, inspector: User) -> None:
    flags.ask(flag=flag, by=inspector, at=AT, question="Vì sao?")
    other = make_user(Role.HEAD)
    assert client_of(other).get(f"{LIST}{flag.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        flags.explain(flag=flag, by=other, at=AT, text="x")
    with pytest.raises(PermissionDenied):
        flags.decide(flag=flag, by=flag.explained_by or other, at=AT, confirmed=False, reason="x")


def test_filters_take_unknown_values_for_none(flag: Flag, inspector: User) -> None:
    client = client_of(inspector)
    assert "Phố Hiến" in client.get(f"{LIST}?don-vi=pho+hien&quy-tac=x&tinh-trang=y").content.decode()
    assert "Không có dấu hiệu" in client.get(f"{LIST}?don-vi=khong+co").content.decode()
    assert "Không có dấu hiệu" in client.get(f"{LIST}?tinh-trang=confirmed").content.decode()


def test_what_is_found_again_is_brought_up_to_date_and_what_was_decided_stays(inspector: User) -> None:
    bodies = [make_organisation() for _ in range(6)]
    for body in bodies[1:]:
        answer_petitions(body, 20, first="2026-03-03")
    answer_petitions(bodies[0], 20, first="2026-03-03", after=20)
    (found,) = flags.raise_flags(start=START, end=END, at=AT)
    assert (found.rule, found.organisation, found.marked) == ("last_day_answers", bodies[0], 20)
    assert flags.raise_flags(start=START, end=END, at=AT) == []
    flags.decide(flag=found, by=inspector, at=AT, confirmed=False, reason="Ký tập trung.")
    assert flags.raise_flags(start=START, end=END, at=AT) == []
    assert Flag.objects.get().state == FlagState.DISMISSED


def test_the_command_tells_what_is_wrong_with_its_dates() -> None:
    for dates in (["--from", "2026-01-01"], ["--from", "2026-06-30", "--to", "2026-01-01"]):
        with pytest.raises(CommandError):
            call_command("raise_flags", *dates)
    call_command("raise_flags", "--dry-run")
    assert not Flag.objects.exists()
