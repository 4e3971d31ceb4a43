"""Long ledgers: pages show what was stored, in one process or several the same, and never compute."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.test import Client

from portal.accountability import services
from portal.accountability.freezing import freeze
from portal.accountability.models import StandingScores
from portal.accountability.periods import half_year
from portal.accountability.standing import update
from portal.accountability.streaming import Wish, summaries
from portal.organisations.models import OrganisationKind
from tests.accountability.database import answer_petitions

START, END = date(2026, 1, 1), date(2026, 6, 30)
RUNNING = date(2026, 1, 1), date(2026, 9, 1)
AT = datetime(2026, 7, 10, 2, tzinfo=UTC)


@pytest.fixture
def long_ledger(communes, settings):
    settings.SCORE_LIVE_EVENTS = 10
    return communes


@pytest.mark.django_db
def test_a_long_ledger_shows_what_the_command_stored(long_ledger, settings):
    assert {score.score for score in services.province_scores(*RUNNING)} == {None}
    assert services.scores_as_of(*RUNNING) is None
    call_command("update_scores", "--on", "2026-09-01")
    stored = services.province_scores(*RUNNING)
    assert services.scores_as_of(*RUNNING) is not None
    assert "Điểm tính lúc" in Client().get("/cham-diem/?ky=2026").content.decode()
    answer_petitions(long_ledger[3], 20, first="2026-08-01")
    assert services.province_scores(*RUNNING) == stored
    settings.SCORE_LIVE_EVENTS = 10_000
    assert services.province_scores(*RUNNING) != stored
    assert services.scores_as_of(*RUNNING) is None


@pytest.mark.django_db
def test_the_stored_scores_are_those_computed_live(long_ledger, settings):
    call_command("update_scores", "--on", "2026-09-01")
    found = {kind: services.province_scores(*RUNNING, kind=kind) for kind in OrganisationKind.values[1:]}
    settings.SCORE_LIVE_EVENTS = 10_000
    for kind, scores in found.items():
        assert scores == services.province_scores(*RUNNING, kind=kind)


@pytest.mark.django_db
def test_a_frozen_period_is_shown_as_it_was_frozen(long_ledger):
    snapshot = freeze(period=half_year(2026), by=None, at=AT)
    call_command("update_scores", "--on", "2026-07-12")
    answer_petitions(long_ledger[3], 20, first="2026-03-02")
    assert services.province_scores(START, END)[0].score == snapshot.scores.get(position=1).score
    assert services.scores_as_of(START, END) == AT


@pytest.mark.django_db
def test_running_again_reads_nothing(long_ledger, django_assert_num_queries):
    wanted = {
        "start": START,
        "end": END,
        "kinds": ("commune",),
        "state": services.ledger_state()[1],
        "at": AT,
    }
    assert update(**wanted) == 1
    with django_assert_num_queries(1):
        assert update(**wanted) == 0
    assert StandingScores.objects.count() == 1


@pytest.mark.django_db
def test_a_short_ledger_stores_nothing(communes):
    call_command("update_scores", "--on", "2026-09-01")
    assert StandingScores.objects.count() == 0


@pytest.mark.django_db
def test_several_processes_need_committed_events(communes):
    with pytest.raises(RuntimeError, match="not committed"):
        summaries(Wish(START, END), workers=2)


@pytest.mark.django_db(transaction=True)
def test_two_processes_find_the_same_as_one(communes):
    one = summaries(Wish(START, END, keep_rows=True))
    assert summaries(Wish(START, END, keep_rows=True), workers=2) == one
    assert {"C1", "C2", "C3", "D1"} <= set(one)
