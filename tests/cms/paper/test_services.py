"""A notice goes up, is photographed, breaks, comes down; every act stands in the ledger."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from cms.disclosures.models import BudgetPage, Obligation, Posting, PostingEvidence, current_postings
from cms.disclosures.services import (
    add_evidence,
    close_over,
    close_posting,
    drop_plan,
    end_posting,
    plan_posting,
    report_broken,
    restore_posting,
    start_posting,
    withdraw,
)
from cms.disclosures.services.paper import was_taken_back
from cms.disclosures.withdrawal import WithdrawalReason
from portal.accounts.models import User
from portal.ledger.models import Event
from portal.organisations.models import Organisation
from tests.cms.factories import at, make_budget, make_contacts, make_household_list, publish
from tests.cms.paper.making import hang, make_place, photo, photograph, public_budget
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db

FIRST = date(2026, 3, 2)
LAST = FIRST + timedelta(days=30)  # Wednesday 1 April


@pytest.fixture
def commune() -> Organisation:
    return make_organisation()


@pytest.fixture
def editor(commune: Organisation) -> User:
    return make_user("editor", commune)


@pytest.fixture
def page(commune: Organisation) -> BudgetPage:
    return public_budget(commune)


def payloads(page: object, kind: str) -> list[dict[str, object]]:
    events = Event.objects.about(page.subject).filter(kind=kind)  # type: ignore[attr-defined]
    return [json.loads(event.payload) for event in events]


def status_of(page: BudgetPage, on: date) -> str:
    return Obligation.objects.filter(fulfilled_by=page).with_status(on=on).get().posting_status


def test_a_posting_lasts_as_long_as_the_duty_asks(commune: Organisation, page: BudgetPage) -> None:
    [posting] = hang(page, make_place(commune), since=FIRST)
    assert (posting.posted_from, posting.posted_until) == (FIRST, LAST)
    assert payloads(page, "posting_started") == [
        {"from": "2026-03-02", "until": "2026-04-01", "places": ["bang-tin-tru-so"]}
    ]
    assert status_of(page, FIRST) == "in_progress"


def test_a_duty_without_an_end_hangs_until_it_is_replaced(commune: Organisation) -> None:
    page = publish(make_contacts(commune))
    [posting] = hang(page, make_place(commune), since=FIRST)
    assert posting.posted_until is None
    assert close_over(on=date(2027, 1, 1), at=at("2027-01-01 01:00")) == []


def test_proven_at_both_ends_on_every_board_is_kept_and_told_once(
    commune: Organisation, page: BudgetPage, editor: User
) -> None:
    rows = hang(page, make_place(commune), make_place(commune, "Bảng tin thôn Đông"), since=FIRST)
    for shade, row in enumerate(rows):
        photograph(row, "start", FIRST, by=editor, shade=shade)
        photograph(row, "end", LAST, by=editor, shade=100 + shade)
    assert status_of(page, LAST) == "in_progress"
    closed = close_over(on=LAST + timedelta(days=1), at=at("2026-04-02 00:10"))
    assert [one.pk for one in closed] == [page.pk]
    assert close_over(on=LAST + timedelta(days=2), at=at("2026-04-03 00:10")) == []
    assert payloads(page, "posting_ended") == [{"kept": True}]
    assert [row.kept for row in current_postings(page)] == [True, True]
    assert status_of(page, LAST + timedelta(days=1)) == "kept"


def test_one_board_without_its_last_photograph_leaves_the_whole_posting_unproven(
    commune: Organisation, page: BudgetPage, editor: User
) -> None:
    first, second = hang(page, make_place(commune), make_place(commune, "Bảng tin thôn Đông"), since=FIRST)
    for shade, row in enumerate((first, second)):
        photograph(row, "start", FIRST, by=editor, shade=shade)
    photograph(first, "end", LAST, by=editor, shade=50)
    # Until the third working day the photograph may still come.
    assert close_over(on=date(2026, 4, 6), at=at("2026-04-06 00:10")) == []
    assert len(close_over(on=date(2026, 4, 7), at=at("2026-04-07 00:10"))) == 1
    assert payloads(page, "posting_ended") == [{"kept": False}]
    assert sorted(row.kept for row in current_postings(page)) == [False, True]
    assert status_of(page, date(2026, 4, 7)) == "unproven"


def test_a_late_photograph_still_closes_the_posting_as_kept(
    commune: Organisation, page: BudgetPage, editor: User
) -> None:
    [posting] = hang(page, make_place(commune), since=FIRST)
    photograph(posting, "start", FIRST, by=editor)
    photograph(posting, "end", LAST + timedelta(days=2), by=editor, shade=9)
    close_over(on=date(2026, 4, 4), at=at("2026-04-04 00:10"))
    assert payloads(page, "posting_ended") == [{"kept": True}]


def test_the_date_of_a_photograph_is_the_servers(
    commune: Organisation, page: BudgetPage, editor: User
) -> None:
    [posting] = hang(page, make_place(commune), since=FIRST)
    photograph(posting, "start", FIRST + timedelta(days=3), by=editor)
    evidence = PostingEvidence.objects.get()
    assert evidence.received_on == date(2026, 3, 5)
    assert evidence.uploaded_by == editor
    assert payloads(page, "posting_evidence") == [
        {"place": "bang-tin-tru-so", "moment": "start", "sha256": evidence.sha256}
    ]
    assert default_storage.exists(evidence.photo.name)
    assert not close_posting(page=page, at=at("2026-04-10 00:10"), actor_role="system")


def test_the_same_photograph_proves_only_once(commune: Organisation, page: BudgetPage, editor: User) -> None:
    [posting] = hang(page, make_place(commune), since=FIRST)
    photograph(posting, "start", FIRST, by=editor)
    with pytest.raises(ValidationError, match="đã được gửi"):
        photograph(posting, "end", LAST, by=editor)


def test_photographs_of_one_board_are_bounded(commune: Organisation, page: BudgetPage, editor: User) -> None:
    [posting] = hang(page, make_place(commune), since=FIRST)
    for shade in range(12):
        photograph(posting, "during", FIRST, by=editor, shade=shade * 20)
    with pytest.raises(ValidationError, match="nhiều nhất"):
        photograph(posting, "during", FIRST, by=editor, shade=251)


def test_a_break_is_public_at_once_and_stays_on_record(
    commune: Organisation, page: BudgetPage, editor: User
) -> None:
    [posting] = hang(page, make_place(commune), since=FIRST)
    photograph(posting, "start", FIRST, by=editor)
    day = date(2026, 3, 10)
    report_broken(posting=posting, on=day, reason="torn", at=at("2026-03-11 08:00"), actor_role="editor")
    assert status_of(page, day) == "broken"
    assert status_of(page, day - timedelta(days=1)) == "in_progress"
    restore_posting(posting=posting, on=date(2026, 3, 12), at=at("2026-03-12 08:00"), actor_role="editor")
    photograph(posting, "end", LAST, by=editor, shade=7)
    close_over(on=LAST + timedelta(days=1), at=at("2026-04-02 00:10"))
    close_over(on=date(2026, 4, 8), at=at("2026-04-08 00:10"))
    assert payloads(page, "posting_broken") == [
        {"place": "bang-tin-tru-so", "on": "2026-03-10", "reason": "torn"}
    ]
    assert payloads(page, "posting_restored") == [{"place": "bang-tin-tru-so", "on": "2026-03-12"}]
    assert payloads(page, "posting_ended") == [{"kept": False}]
    assert status_of(page, date(2026, 4, 9)) == "broken"


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 12)])
def test_a_break_lies_between_the_first_day_and_today(
    commune: Organisation, page: BudgetPage, day: date
) -> None:
    [posting] = hang(page, make_place(commune), since=FIRST)
    with pytest.raises(ValidationError):
        report_broken(posting=posting, on=day, reason="torn", at=at("2026-03-11 08:00"), actor_role="editor")
    assert Posting.objects.get().broken_on is None


def test_only_public_pages_hang_and_only_on_their_own_boards(commune: Organisation, page: BudgetPage) -> None:
    draft = make_budget(commune, "q1")
    with pytest.raises(ValidationError, match="đã công khai"):
        hang(draft, make_place(commune), since=FIRST)
    with pytest.raises(ValidationError):
        hang(page, make_place(make_organisation()), since=FIRST)
    with pytest.raises(ValidationError):
        hang(page, since=FIRST)
    assert not Posting.objects.exists()


@pytest.mark.parametrize("since", [date(2026, 1, 4), date(2026, 3, 3)])
def test_the_first_day_lies_between_the_decision_and_today(
    commune: Organisation, page: BudgetPage, since: date
) -> None:
    with pytest.raises(ValidationError) as caught:
        hang(page, make_place(commune), since=since, when=at("2026-03-02 09:00"))
    assert "posted_from" in caught.value.message_dict


def test_a_notice_hangs_once_on_a_board(commune: Organisation, page: BudgetPage) -> None:
    place = make_place(commune)
    hang(page, place, since=FIRST)
    with pytest.raises(ValidationError, match="đang được niêm yết"):
        hang(page, place, since=FIRST)


def test_a_planned_board_can_be_dropped_and_a_hanging_one_not(
    commune: Organisation, page: BudgetPage
) -> None:
    place, other = make_place(commune), make_place(commune, "Bảng tin thôn Đông")
    plan_posting(page=page, places=[place, other])
    plan_posting(page=page, places=[place])
    assert page.postings.count() == 2
    drop_plan(posting=page.postings.get(place=other))
    hang(page, place, since=FIRST)
    with pytest.raises(ValidationError):
        drop_plan(posting=page.postings.get())


def test_a_planned_board_that_stayed_empty_leaves_the_posting_unkept(
    commune: Organisation, page: BudgetPage, editor: User
) -> None:
    plan_posting(page=page, places=[make_place(commune, "Bảng tin thôn Đông")])
    [posting] = hang(page, make_place(commune), since=FIRST)
    photograph(posting, "start", FIRST, by=editor)
    photograph(posting, "end", LAST, by=editor, shade=7)
    close_over(on=date(2026, 4, 8), at=at("2026-04-08 00:10"))
    assert payloads(page, "posting_ended") == [{"kept": False}]


def test_a_withdrawn_page_comes_down_before_its_time(
    commune: Organisation, page: BudgetPage, editor: User
) -> None:
    [posting] = hang(page, make_place(commune), since=FIRST)
    photograph(posting, "start", FIRST, by=editor)
    withdraw(page=page, reason=WithdrawalReason.MISTAKE, by=None)
    assert was_taken_back(page)
    assert payloads(page, "posting_ended") == [{"kept": False}]
    # Published again, it is posted again, and judged by itself.
    page = BudgetPage.objects.get(pk=page.pk)
    page.save_revision()
    board = make_place(commune, "Bảng tin thôn Đông")
    plan_posting(page=page, places=[board])
    page = publish(page)
    hang(page, board, since=timezone.localdate(), when=timezone.now())
    assert not was_taken_back(page)
    assert [row.place.name for row in current_postings(page)] == ["Bảng tin thôn Đông"]


def test_a_standing_notice_that_is_replaced_is_not_judged(commune: Organisation) -> None:
    page = publish(make_contacts(commune))
    hang(page, make_place(commune), since=FIRST)
    withdraw(page=page, reason=WithdrawalReason.SUPERSEDED, by=None)
    assert payloads(page, "posting_ended") == []
    assert Posting.objects.get().kept is None
    assert Posting.objects.get().closed_at is not None


# ---- lists of poor households


def test_a_lists_boards_follow_the_dates_of_the_list(commune: Organisation) -> None:
    draft = make_household_list(commune)
    place = make_place(commune)
    plan_posting(page=draft, places=[place])
    assert Posting.objects.get().posted_from is None
    page = publish(draft)
    posting = Posting.objects.get()
    assert (posting.posted_from, posting.posted_until) == (page.posting_from, page.posting_until)
    page.posting_until = date(2026, 12, 5)
    page.save_revision()
    publish(page)
    assert Posting.objects.get().posted_until == date(2026, 12, 5)
    plan_posting(page=page, places=[make_place(commune, "Bảng tin thôn Đông")])
    assert Posting.objects.filter(posted_from=page.posting_from).count() == 2
    with pytest.raises(ValidationError, match="ngày ghi trong danh sách"):
        start_posting(
            page=page,
            places=[place],
            posted_from=date(2026, 11, 2),
            at=at("2026-11-02 08:00"),
            actor_role="head",
        )


def test_photographs_of_a_list_go_when_its_names_go_and_their_digests_stay(
    commune: Organisation, editor: User
) -> None:
    page = publish(make_household_list(commune))
    [posting] = plan_posting(page=page, places=[make_place(commune)])
    photograph(posting, "start", date(2026, 11, 2), by=editor)
    name, digest = PostingEvidence.objects.values_list("photo", "sha256").get()
    assert default_storage.exists(name)
    end_posting(page=page, at=at("2026-12-01 00:10"))
    assert not default_storage.exists(name)
    evidence = PostingEvidence.objects.get()
    assert (evidence.photo.name, evidence.sha256) == ("", digest)
    assert payloads(page, "posting_ended") == [{"kept": False}]
    assert Posting.objects.get().kept is False
    with pytest.raises(ValidationError):
        add_evidence(
            posting=posting,
            moment="end",
            photo=photo(5),
            by=editor,
            at=at("2026-12-01 08:00"),
            actor_role="editor",
        )
    assert close_over(on=date(2027, 1, 1), at=at("2027-01-01 00:10")) == []
