"""Who is not competent says who is, and nobody is sent in a circle."""

import pytest
from django.core.exceptions import PermissionDenied

from portal.accountability.docket import COLUMNS, read
from portal.accountability.rows import rows
from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.desk.bodies import suggestions
from portal.feedback.models import Petition
from portal.feedback.services import TransitionNotAllowed
from portal.feedback.workflow import Status
from portal.ledger.models import Event
from portal.ledger.reading import event_rows
from portal.organisations.models import Organisation, OrganisationKind
from tests.factories import make_organisation, make_user
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db
OUTSIDE = {
    "reason": "outside",
    "explanation": "Việc thuộc ngành điện.",
    "competent_name": "Công ty Điện lực Hưng Yên",
    "competent_address": "308 Nguyễn Văn Linh",
    "competent_phone": "1900 6769",
}


@pytest.fixture
def province() -> Organisation:
    return make_organisation("Tỉnh Thử", OrganisationKind.PROVINCE)


def offices(province: Organisation, count: int) -> list[Office]:
    return [Office(parent=province) for _ in range(count)]


def test_a_body_outside_is_named_to_the_sender_and_not_in_the_ledger(province, client) -> None:
    [office] = offices(province, 1)
    petition = office.act("refuse", office.petition("acknowledge"), **OUTSIDE)
    assert petition.status == Status.REFUSED
    link = f"/phan-anh/rieng/{services.private_link_token(petition)}/"
    for address in (link, petition.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Công ty Điện lực Hưng Yên" in page
        assert "1900 6769" in page
    assert "1900" not in "".join(Event.objects.values_list("payload", flat=True))


@pytest.mark.parametrize(
    "missing", [{"competent_name": ""}, {"competent_address": "", "competent_phone": ""}]
)
def test_a_body_outside_is_named_in_full(province, missing) -> None:
    [office] = offices(province, 1)
    with pytest.raises(TransitionNotAllowed, match="Hãy ghi tên cơ quan"):
        office.act("refuse", office.petition("acknowledge"), **{**OUTSIDE, **missing})


def test_a_body_of_the_portal_gets_the_letter_instead_of_a_refusal(province) -> None:
    office, other = offices(province, 2)
    with pytest.raises(TransitionNotAllowed, match="hãy chuyển hồ sơ đến đó"):
        office.act(
            "refuse",
            office.petition("acknowledge"),
            **{**OUTSIDE, "competent_name": other.organisation.name.upper()},
        )


def test_a_return_and_a_third_forward_need_the_body_above(province) -> None:
    first, second, third, fourth = offices(province, 4)
    petition = first.act("forward", first.petition("acknowledge"), to=second.organisation)
    with pytest.raises(TransitionNotAllowed, match="đã từng nhận"):
        second.act("forward", petition, to=first.organisation)
    petition = second.act("forward", petition, to=third.organisation)
    with pytest.raises(TransitionNotAllowed, match="chuyển 2 lần"):
        third.act("forward", petition, to=fourth.organisation)


def test_the_head_above_decides_and_the_senders_clock_runs_on(province, client) -> None:
    first, second = offices(province, 2)
    chair = make_user(Role.HEAD, province)
    petition = first.petition("acknowledge")
    due = petition.deadline("answer").due_on
    petition = first.act("forward", petition, to=second.organisation)
    with pytest.raises(TransitionNotAllowed, match="Chưa có đề nghị"):
        second.act("assign", petition, by=chair, to=first.organisation)
    petition = second.act("ask_assignment", petition)
    assert Petition.objects.undecided().get() == petition
    with pytest.raises(TransitionNotAllowed, match="Đã đề nghị"):
        second.act("ask_assignment", petition)
    for by in (
        second.head,
        second.handler,
        first.head,
        make_user(Role.INSPECTOR),
        make_user(Role.HANDLER, province),
    ):
        with pytest.raises(PermissionDenied):
            second.act("assign", petition, by=by, to=first.organisation)
    petition = second.act("assign", petition, by=chair, to=first.organisation)
    assert petition.organisation == first.organisation
    assert petition.status == Status.RECEIVED
    assert petition.assignment_asked_at is None
    assert petition.deadline("answer").due_on == due
    assert [event.kind for event in Event.objects.about(petition.subject)].count("assigned") == 1
    petition = first.act("acknowledge", petition)
    with pytest.raises(TransitionNotAllowed, match="đã xác định nơi giải quyết"):
        first.act("forward", petition, to=second.organisation)
    page = client.get(petition.get_absolute_url()).content.decode()
    assert f"Xác định cơ quan giải quyết: {first.organisation.name}" in page
    late = [
        row
        for row in rows(read(event_rows(COLUMNS), "2026-01-01", "2026-12-31"))
        if row.indicator == "answer_on_time"
    ]
    assert [row.organisation for row in late] == [first.organisation.code]


def test_the_head_above_may_leave_a_case_where_it_is(province) -> None:
    [office] = offices(province, 1)
    chair = make_user(Role.HEAD, province)
    petition = office.act("ask_assignment", office.petition("acknowledge"))
    petition = office.act("assign", petition, by=chair, to=office.organisation)
    assert petition.status == Status.ACKNOWLEDGED
    docket = read(event_rows(COLUMNS), "2026-01-01", "2026-12-31")
    assert [case.forwarded_on for case in docket.cases] == [""]


def test_the_head_above_reads_the_case_only_while_asked(province, client) -> None:
    [office] = offices(province, 1)
    chair = make_user(Role.HEAD, province)
    petition = office.petition("acknowledge")
    client.force_login(chair)
    address = f"/quan-tri/phan-anh/{petition.code}/"
    assert client.get(address).status_code == 404
    petition = office.act("ask_assignment", petition)
    page = client.get(address)
    assert page.status_code == 200
    assert [offer.row.name for offer in page.context["case"].acts] == ["assign"]
    assert petition.code in client.get("/quan-tri/phan-anh/?muc=cho-quyet-dinh").content.decode()
    sent = {"version": petition.version, "to": office.organisation.pk, "explanation": "Đúng thẩm quyền xã."}
    assert client.post(f"{address}assign/", sent).status_code == 302
    assert client.get(address).status_code == 404


def test_staff_see_the_usual_body_first_with_the_reason(province, client) -> None:
    [office] = offices(province, 1)
    health = make_organisation("Sở Y tế", OrganisationKind.DEPARTMENT, code="HY-SYT", parent=province)
    petition = office.petition("acknowledge", category="health")
    assert [one.organisation for one in suggestions(petition)] == [health]
    client.force_login(office.handler)
    page = client.get(f"/quan-tri/phan-anh/{petition.code}/").content.decode()
    assert '<optgroup label="Gợi ý">' in page
    assert "Gợi ý Sở Y tế: Sở Y tế quản lý bệnh viện" in page
