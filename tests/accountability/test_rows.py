"""The rules about what counts for whom, each on the smallest ledger that shows it."""

import pytest

from portal.accountability.docket import read
from portal.accountability.rows import excluded_counts, received_counts, rows, used_share
from tests.accountability.stories import END, START, docket, events, found, only, received, step

DUE = {"answer": "2026-02-20", "acknowledge": "2026-02-04"}


def came(organisation="A", subject="p", **given):
    return received(organisation, "2026-02-02", subject, **{**DUE, **given})


def values(indicator, *steps, **period):
    return [(row.organisation, row.value) for row in only(indicator, *steps, **period)]


@pytest.mark.parametrize(
    ("day", "value"), [("2026-02-19", 1.0), ("2026-02-20", 1.0), ("2026-02-21", 0.0), ("2026-06-30", 0.0)]
)
def test_an_answer_is_on_time_until_the_end_of_the_due_day(day, value):
    assert values("answer_on_time", came(), step("A", day, "answered", "p", number="1")) == [("A", value)]


def test_open_and_overdue_is_a_failure():
    assert values("answer_on_time", came()) == [("A", 0.0)]


def test_what_is_due_outside_the_period_does_not_count():
    assert found(came(answer="2026-07-01", acknowledge="2025-12-31")) == []


def test_what_was_recorded_after_the_period_is_not_known_yet():
    late = step("A", "2026-07-01", "answered", "p", number="1")
    row = only("answer_on_time", came(), late)[0]
    assert (row.value, row.done) == (0.0, "")


def test_a_day_in_vietnam_begins_at_17_utc():
    steps = [came(), step("A", "2026-02-20", "answered", "p", number="1")]
    for hour, day, value in (("16:59:59", "2026-02-20", 1.0), ("17:00:00", "2026-02-21", 0.0)):
        ledger = events(steps)
        moment = f"2026-02-20T{hour}.000000Z"
        ledger[-1] = (*ledger[-1][:4], moment, moment, ledger[-1][6])
        row = next(r for r in rows(read(ledger, START, END)) if r.indicator == "answer_on_time")
        assert (row.done, row.value) == (day, value)


def test_a_waiting_clock_starts_with_acceptance():
    steps = [
        came(answer=""),
        step(
            "A",
            "2026-02-10",
            "accepted",
            "p",
            clocks={"answer": {"due": "2026-03-12", "start": "2026-02-10"}},
        ),
        step("A", "2026-03-12", "answered", "p", number="1"),
    ]
    row = only("answer_on_time", *steps)[0]
    assert (row.start, row.due, row.value) == ("2026-02-10", "2026-03-12", 1.0)


def test_without_a_running_clock_nothing_falls_due():
    assert values("answer_on_time", came(answer="")) == []


@pytest.mark.parametrize("kind", ["extended", "paused"])
def test_a_moved_date_counts_when_it_moved_in_time(kind):
    answered = step("A", "2026-03-05", "answered", "p", number="1")
    in_time = step("A", "2026-02-20", kind, "p", stage="answer", due="2026-03-06", until="2026-02-25")
    too_late = step("A", "2026-02-21", kind, "p", stage="answer", due="2026-03-06", until="2026-02-25")
    assert values("answer_on_time", came(), in_time, answered) == [("A", 1.0)]
    assert values("answer_on_time", came(), too_late, answered) == [("A", 0.0)]


def test_a_changed_calendar_moves_even_a_passed_date():
    moved = step(
        "A", "2026-02-25", "due_recomputed", "p", stage="answer", due="2026-02-23", previous="2026-02-20"
    )
    answered = step("A", "2026-02-23", "answered", "p", number="1")
    assert values("answer_on_time", came(), answered, moved) == [("A", 1.0)]


def test_moving_another_stage_leaves_the_answer_alone():
    moved = step(
        "A", "2026-02-03", "due_recomputed", "p", stage="acknowledge", due="2026-02-05", previous="2026-02-04"
    )
    acknowledged = step("A", "2026-02-05", "acknowledged", "p")
    steps = [came(), moved, acknowledged]
    assert values("acknowledge_on_time", *steps) == [("A", 1.0)]
    assert values("answer_on_time", *steps) == [("A", 0.0)]


def forwarded(day, **given):
    clock = {"answer": {"due": "2026-02-20", "start": "2026-02-02"}, **given}
    return [
        step("A", day, "forwarded", "p", to="B"),
        step(
            "B",
            day,
            "forward_received",
            "p",
            **{"from": "A"},
            kind="report",
            clocks=clock,
            received="2026-02-02",
        ),
    ]


@pytest.mark.parametrize(("day", "who"), [("2026-02-19", "B"), ("2026-02-20", "B"), ("2026-02-21", "A")])
def test_a_forwarded_case_counts_for_whoever_held_it_on_the_due_day(day, who):
    assert values("answer_on_time", came(), *forwarded(day)) == [(who, 0.0)]


def test_the_receiver_gets_credit_and_its_speed_is_measured_from_the_first_day():
    answered = step("B", "2026-02-11", "answered", "p", number="1")
    steps = [came(), *forwarded("2026-02-09"), answered]
    assert values("answer_on_time", *steps) == [("B", 1.0)]
    assert values("speed", *steps) == [("B", 0.5)]


def test_a_receiver_after_the_due_day_is_not_blamed_but_its_answer_is_rated():
    answered = step("B", "2026-02-25", "answered", "p", number="1")
    rated = step("B", "2026-02-26", "rated", "p", rating=5)
    steps = [came(), *forwarded("2026-02-23"), answered, rated]
    assert values("answer_on_time", *steps) == [("A", 0.0)]
    assert values("satisfaction", *steps) == [("B", 1.0)]


def test_a_case_that_comes_back_counts_once():
    back = [
        step("B", "2026-02-12", "forwarded", "p", to="A"),
        step("A", "2026-02-12", "forward_received", "p", **{"from": "B"}, kind="report",
             clocks={"answer": {"due": "2026-02-20", "start": "2026-02-02"}}, received="2026-02-02"),
    ]  # fmt: skip
    answered = step("A", "2026-02-18", "answered", "p", number="1")
    steps = [came(), *forwarded("2026-02-09"), *back, answered]
    assert values("answer_on_time", *steps) == [("A", 1.0)]


def test_acknowledgement_counts_for_whoever_held_it_and_the_receiver_has_its_own_clock():
    own = {"acknowledge": {"due": "2026-02-11", "start": "2026-02-09"}}
    early = [came(), *forwarded("2026-02-03", acknowledge={"due": "2026-02-05", "start": "2026-02-03"})]
    assert values("acknowledge_on_time", *early) == [("B", 0.0)]
    late = [came(), *forwarded("2026-02-09", **own), step("B", "2026-02-10", "acknowledged", "p")]
    assert values("acknowledge_on_time", *late) == [("A", 0.0), ("B", 1.0)]


@pytest.mark.parametrize("kind", ["acknowledged", "accepted", "refused", "answered"])
def test_any_reply_acknowledges(kind):
    assert values("acknowledge_on_time", came(), step("A", "2026-02-04", kind, "p")) == [("A", 1.0)]


def test_a_refusal_in_time_ends_the_clock_and_a_later_one_does_not():
    assert values("answer_on_time", came(), step("A", "2026-02-20", "refused", "p", reason="other")) == []
    assert values("answer_on_time", came(), step("A", "2026-02-21", "refused", "p", reason="other")) == [
        ("A", 0.0)
    ]


def test_closing_without_an_answer_does_not_help():
    assert values("answer_on_time", came(), step("A", "2026-02-10", "closed", "p")) == [("A", 0.0)]


def test_only_the_first_answer_meets_the_deadline_but_each_can_be_disputed():
    steps = [
        came(),
        step("A", "2026-02-10", "answered", "p", number="1"),
        step("A", "2026-02-12", "disputed", "p"),
        step("A", "2026-02-15", "dispute_decided", "p", upheld=True),
        step("A", "2026-02-28", "answered", "p", number="2"),
        step("A", "2026-03-03", "dispute_decided", "p", upheld=False),
    ]
    assert values("answer_on_time", *steps) == [("A", 1.0)]
    assert sorted(values("settled", *steps)) == [("A", 0.0), ("A", 1.0)]


def test_the_last_rating_of_an_answer_counts_once():
    steps = [
        came(),
        step("A", "2026-02-10", "answered", "p", number="1"),
        step("A", "2026-02-11", "rated", "p", rating=1),
        step("A", "2026-02-12", "rated", "p", rating=4),
    ]
    assert values("satisfaction", *steps) == [("A", 0.75)]


def test_ratings_and_answers_before_the_period_do_not_count():
    steps = [
        came(),
        step("A", "2026-02-10", "answered", "p", number="1"),
        step("A", "2026-02-11", "rated", "p", rating=1),
    ]
    assert found(*steps, start="2026-03-01") == []


@pytest.mark.parametrize(
    ("until", "share"), [("2026-02-02", 0.0), ("2026-02-12", 0.5), ("2026-02-22", 1.0), ("2026-03-04", 1.5)]
)
def test_used_share(until, share):
    assert used_share("2026-02-02", "2026-02-22", until) == share


def test_a_case_of_no_allowed_day_is_allowed_one():
    assert used_share("2026-02-02", "2026-02-02", "2026-02-04") == 2.0


def test_an_open_case_is_counted_at_its_age():
    steps = [came(answer="2026-02-12")]
    assert values("speed", *steps, end="2026-02-22") == [("A", 2.0)]


@pytest.mark.parametrize("reason", ["hidden", "merged", "spam", "withdrawn"])
def test_excluded_cases_count_nowhere_and_are_numbered(reason):
    steps = [came(), came(subject="q"), step("A", "2026-02-10", "excluded", "p", reason=reason)]
    assert values("answer_on_time", *steps) == [("A", 0.0)]
    assert excluded_counts(docket(*steps)) == {"A": 1}
    assert received_counts(docket(*steps)) == {"A": {"web": 1}}


def test_exclusion_reaches_the_organisation_that_forwarded():
    steps = [came(), *forwarded("2026-02-09"), step("B", "2026-02-10", "excluded", "p", reason="spam")]
    assert found(*steps) == []
    assert excluded_counts(docket(*steps)) == {"A": 1, "B": 1}


def test_a_restored_case_counts_again():
    steps = [
        came(),
        step("A", "2026-02-10", "excluded", "p", reason="hidden"),
        step("A", "2026-02-11", "restored", "p"),
    ]
    assert values("answer_on_time", *steps) == [("A", 0.0)]


DUTY = "duty:budget_approved:A:2026"


def owed(day="2026-01-05", due="2026-02-01"):
    return step("A", day, "duty_due", DUTY, duty="budget_approved", period="2026", due=due)


@pytest.mark.parametrize(
    ("days", "value"), [([], 0.0), (["2026-02-01"], 1.0), (["2026-02-02"], 0.5), (["2026-07-01"], 0.0)]
)
def test_disclosures(days, value):
    published = [step("A", day, "disclosed", DUTY) for day in days]
    assert values("disclosed_on_time", owed(), *published) == [("A", value)]


def test_a_disclosure_may_come_before_its_duty_is_written_down():
    assert values("disclosed_on_time", step("A", "2026-01-04", "disclosed", DUTY), owed()) == [("A", 1.0)]


def test_a_duty_that_does_not_apply_counts_neither_way():
    exempted = step("A", "2026-02-09", "duty_exempted", DUTY)
    lifted = step("A", "2026-03-09", "duty_exemption_lifted", DUTY)
    asked = step("A", "2026-02-09", "duty_exemption_proposed", DUTY)
    later = step("A", "2026-07-09", "duty_exempted", DUTY)
    assert values("disclosed_on_time", owed(), exempted) == []
    assert values("disclosed_on_time", owed(), exempted, lifted) == [("A", 0.0)]
    assert values("disclosed_on_time", owed(), asked) == [("A", 0.0)]
    assert values("disclosed_on_time", owed(), later) == [("A", 0.0)]


def test_the_latest_date_of_a_duty_counts():
    late = step("A", "2026-02-09", "disclosed", DUTY)
    assert values("disclosed_on_time", owed(), owed("2026-01-20", "2026-02-10"), late) == [("A", 1.0)]


def test_what_was_taken_back_is_not_public_but_what_ran_out_was():
    published = step("A", "2026-01-20", "disclosed", DUTY)
    mistake = step("A", "2026-02-10", "withdrawn", DUTY, reason="mistake")
    expired = step("A", "2026-02-10", "withdrawn", DUTY, reason="expired")
    again = step("A", "2026-02-12", "disclosed", DUTY)
    assert values("disclosed_on_time", owed(), published, mistake) == [("A", 0.0)]
    assert values("disclosed_on_time", owed(), published, mistake, again) == [("A", 0.5)]
    assert values("disclosed_on_time", owed(), published, expired) == [("A", 1.0)]


def test_postings_count_when_they_ended_in_the_period():
    steps = [
        step("A", "2025-12-31", "posting_ended", DUTY, kept=False),
        step("A", "2026-01-01", "posting_ended", DUTY, kept=True),
        step("A", "2026-03-01", "posting_ended", DUTY, kept=False),
    ]
    assert values("posting_kept", *steps) == [("A", 1.0), ("A", 0.0)]


def test_events_about_an_unknown_case_are_ignored():
    kinds = (
        "acknowledged",
        "accepted",
        "refused",
        "forwarded",
        "extended",
        "answered",
        "rated",
        "dispute_decided",
    )
    steps = [step("A", "2026-02-10", kind, "p", due="2026-02-20", rating=1, upheld=True) for kind in kinds]
    assert found(*steps) == []


def test_paper_is_received_on_the_day_it_came():
    ledger = events([came()])
    ledger[0] = (*ledger[0][:5], "2025-12-30T03:00:00.000000Z", ledger[0][6])
    assert received_counts(read(ledger, START, END)) == {}
