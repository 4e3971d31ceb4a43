"""Kept chains in the database: a day later only new events are read, and the result is that of a full reading."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accountability.daily import daily_summaries
from portal.accountability.models import KeptChain
from portal.accountability.streaming import Summary, Wish, summaries
from portal.ledger.models import ChainHead
from tests.accountability.database import answer_petitions

START = date(2026, 1, 1)


def wish(month: int, day: int) -> Wish:
    return Wish(START, date(2026, month, day))


def same(found: dict[str, Summary], other: dict[str, Summary]) -> None:
    assert set(found) == set(other)
    for code, item in found.items():
        mine = {key: (entry.n, entry.total, sorted(entry.shares)) for key, entry in item.tallies.items()}
        theirs = {key: (e.n, e.total, sorted(e.shares)) for key, e in other[code].tallies.items()}
        assert mine == theirs
        assert (item.excluded, item.channels) == (other[code].excluded, other[code].channels)


@pytest.mark.django_db
def test_each_day_gives_what_a_full_reading_gives(communes):
    for month, day in ((2, 10), (2, 15), (5, 1)):
        same(daily_summaries(wish(month, day)), summaries(wish(month, day)))
    answer_petitions(communes[0], 5, late=2, first="2026-06-01")
    same(daily_summaries(wish(7, 1)), summaries(wish(7, 1)))


@pytest.mark.django_db
def test_only_new_events_of_grown_chains_are_read(communes):
    daily_summaries(wish(5, 1))
    assert dict(KeptChain.objects.values_list("organisation_id", "sequence")) == dict(
        ChainHead.objects.filter(organisation__code__in=["C1", "C2", "C3", "D1"]).values_list(
            "pk", "sequence"
        )
    )
    answer_petitions(communes[2], 1, first="2026-05-02")
    with CaptureQueriesContext(connection) as captured:
        daily_summaries(wish(6, 1))
    read = [query["sql"] for query in captured if "FROM ledger_event" in query["sql"].replace('"', "")]
    assert len(read) == 2  # its marks and its events
    assert all("e.sequence > 8" in sql for sql in read)


@pytest.mark.django_db(transaction=True)
def test_two_processes_keep_the_same_as_one(communes):
    one = daily_summaries(wish(5, 1), workers=2)
    same(one, summaries(wish(5, 1)))
    same(daily_summaries(wish(6, 1), workers=2), summaries(wish(6, 1), workers=2))
    assert KeptChain.objects.count() == len(one)
