"""What people give together: two thirds of the households decide, and the account adds up."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms.disclosures.checklist import PublicationRefused
from cms.disclosures.contribution_rules import Vote
from cms.disclosures.models import ContributionLine, ContributionPage, Obligation
from portal.organisations.models import Organisation
from portal.statutes.models import Threshold
from tests.cms.factories import make_village, publish, section_of
from tests.cms.land_factories import make_contribution
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune() -> Organisation:
    return make_organisation()


@pytest.mark.parametrize(
    ("agreed", "total", "reached"), [(66, 100, False), (67, 100, True), (2, 3, True), (0, 0, False)]
)
def test_two_thirds_are_counted_exactly(agreed: int, total: int, reached: bool) -> None:
    assert Threshold.objects.get(key="contribution_vote").reached_by(agreed, total) is reached


def test_households_that_said_nothing_are_counted_too() -> None:
    vote = Vote(total=90, agreed=60, refused=10)
    assert (vote.others, vote.percent) == (20, Decimal("66.7"))
    assert Vote(0, 0, 0).percent == 0


@pytest.mark.parametrize("stage", ["agreed", "collecting", "done"])
def test_nothing_is_collected_before_two_thirds_agreed(commune: Organisation, stage: str) -> None:
    with pytest.raises(ValidationError, match="Có 66 trên 100 hộ tán thành, chưa đạt 2/3"):
        make_contribution(commune, stage=stage, votes_for=66)
    with pytest.raises(ValidationError, match="cần ngày biểu quyết"):
        make_contribution(commune, stage=stage, votes_for=None)


def test_a_refused_proposal_is_public_as_refused(client: Client, commune: Organisation) -> None:
    page = publish(make_contribution(commune, stage="refused", votes_for=40))
    body = client.get(page.public_path).content.decode()
    assert "Không được thông qua" in body
    assert "Chưa đạt mức 2/3 tổng số hộ" in body


def test_more_votes_than_households_are_refused(commune: Organisation) -> None:
    with pytest.raises(ValidationError, match="nhiều hơn tổng số hộ"):
        make_contribution(commune, votes_for=90, votes_against=11)


def test_totals_must_equal_their_lines(commune: Organisation) -> None:
    with pytest.raises(ValidationError) as refused:
        make_contribution(commune, income_actual=Decimal(31), spending_planned=Decimal(49))
    assert refused.value.messages == [
        "Tổng thu thực tế ghi 31, các mục cộng lại 30.",
        "Tổng chi theo kế hoạch ghi 49, các mục cộng lại 50.",
    ]


def test_a_line_is_never_negative() -> None:
    with pytest.raises(ValidationError):
        ContributionLine(side="income", name="x", planned=Decimal(-1)).full_clean(exclude=["page"])


def test_a_village_of_another_commune_is_refused(commune: Organisation) -> None:
    with pytest.raises(ValidationError, match="không thuộc đơn vị"):
        make_contribution(commune, village=make_village(make_organisation()))


def test_the_page_shows_vote_account_and_whom_to_ask(client: Client, commune: Organisation) -> None:
    page = publish(make_contribution(commune, proposal="<script>alert(1)</script>"))
    body = client.get(page.public_path).content.decode()
    for text in ("80 trên 100 hộ tán thành (80 %)", "Đạt", "18", "Ban công tác Mặt trận thôn Đông"):
        assert text in body, text
    assert "<script>alert" not in body
    table = b"".join(client.get(f"{page.public_path}csv/").streaming_content).decode("utf-8-sig")
    assert "Chi,Vật liệu,35" in table


def test_a_proposal_without_a_vote_says_what_it_needs(client: Client, commune: Organisation) -> None:
    page = publish(make_contribution(commune, stage="proposed", votes_for=None, voted_on=None))
    assert "cần 2/3 tổng số hộ tán thành" in client.get(page.public_path).content.decode()


def test_two_contributions_of_a_year_are_two_obligations(commune: Organisation) -> None:
    for number in ("3/NQ-HĐND", "4/NQ-HĐND"):
        publish(make_contribution(commune, decision_number=number))
    assert Obligation.objects.filter(organisation=commune, duty_key="contributions").count() == 2


def test_search_knows_the_proposal_and_no_private_number(commune: Organisation) -> None:
    text = publish(make_contribution(commune)).public_text()
    assert "nhà văn hóa" in text
    assert "Vật liệu" in text


def test_the_boards_own_telephone_and_mailbox_may_be_public(client: Client, commune: Organisation) -> None:
    page = publish(
        make_contribution(
            commune, contact_telephone="0221 3 862 000", contact_email="bgs-thondong@hungyen.example"
        )
    )
    assert page.live
    assert "0221 3 862 000" in client.get(page.public_path).content.decode()


def test_a_private_number_elsewhere_on_the_page_is_stopped(commune: Organisation) -> None:
    page = make_contribution(commune, proposal="Xây nhà văn hóa; hỏi ông Mẫu, số 0912 345 678.")
    with pytest.raises(PublicationRefused):
        publish(page)
    assert not type(page).objects.get(pk=page.pk).live


@pytest.mark.parametrize(("kind", "may"), [("commune", True), ("department", False), ("province", False)])
def test_only_communes_collect_contributions(kind: str, may: bool) -> None:
    section = section_of(make_organisation("Đơn vị", kind=kind))
    assert ContributionPage.can_create_at(section) is may
