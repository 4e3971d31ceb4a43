"""Writers at the same time on PostgreSQL: one chain, taken in turns; two chains, side by side."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event as Signal

import pytest
from django.db import connections, transaction

from portal.ledger.audit import verify
from portal.ledger.kinds import EventKind
from portal.ledger.models import ChainHead, Event
from portal.ledger.services import EventDraft, record, record_many
from tests.factories import make_organisation

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECONDS = 20


def write(organisation, number, at=START):
    with transaction.atomic():
        return record(
            EventKind.RATED,
            organisation=organisation,
            subject=f"petition:HY-{number}",
            actor_role="resident",
            at=at,
            payload={"rating": 5},
        )


def in_threads(*jobs):
    """Run the jobs at once, each on a connection of its own; raises what any of them raised."""

    def closing(job):
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [task.result(SECONDS) for task in [pool.submit(closing, job) for job in jobs]]


def test_writers_to_one_organisation_make_one_chain():
    commune = make_organisation()

    def many(first):
        # Clocks that disagree by minutes, as on several machines.
        return lambda: [write(commune, first + i, START - timedelta(minutes=first % 7)) for i in range(15)]

    in_threads(*(many(100 * worker) for worker in range(6)))
    sequences = list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequences == list(range(1, 91))
    assert verify().problem is None


def test_the_first_two_writers_of_a_new_organisation_agree():
    communes = [make_organisation() for _ in range(5)]
    for commune in communes:
        in_threads(lambda c=commune: write(c, 1), lambda c=commune: write(c, 2))
    assert ChainHead.objects.count() == 5
    assert verify().problem is None


def test_a_second_writer_waits_for_the_first_to_commit():
    commune = make_organisation()
    write(commune, 0)
    wrote, go_on = Signal(), Signal()

    def slow():
        with transaction.atomic():
            write(commune, 1)
            wrote.set()
            assert go_on.wait(SECONDS)

    def second():
        assert wrote.wait(SECONDS)
        # Released only once the second writer stands before the lock.
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
        waiting.set()
        return write(commune, 2)

    def release():
        assert waiting.wait(SECONDS)
        with connections["default"].cursor() as cursor:
            for _ in range(1000):
                cursor.execute("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    break
                cursor.execute("SELECT pg_sleep(0.01)")
        go_on.set()

    waiting = Signal()
    _, event, _ = in_threads(slow, second, release)
    assert event.sequence == 3
    assert verify().problem is None


def test_another_organisation_does_not_wait():
    one, other = make_organisation(), make_organisation()
    wrote, done = Signal(), Signal()

    def slow():
        with transaction.atomic():
            write(one, 1)
            wrote.set()
            assert done.wait(SECONDS)

    def quick():
        assert wrote.wait(SECONDS)
        event = write(other, 2)
        done.set()
        return event

    assert in_threads(slow, quick)[1].sequence == 1


def test_events_of_two_organisations_never_deadlock_in_one_call():
    one, other = make_organisation(), make_organisation()

    def draft(organisation):
        return EventDraft(
            kind=EventKind.FORWARDED,
            organisation=organisation,
            subject="petition:A",
            actor_role="handler",
            at=START,
        )

    def forward(*organisations):
        def job():
            for _ in range(20):
                with transaction.atomic():
                    record_many([draft(organisation) for organisation in organisations])

        return job

    in_threads(forward(one, other), forward(other, one), forward(one, other), forward(other, one))
    assert Event.objects.count() == 160
    assert verify().problem is None


def test_verification_beside_a_writer_finds_nothing_wrong():
    commune = make_organisation()
    write(commune, 0)
    stop = Signal()

    def writing():
        number = 0
        while not stop.is_set():
            number += 1
            write(commune, number)

    def checking():
        try:
            return [verify().problem for _ in range(25)]
        finally:
            stop.set()

    assert in_threads(writing, checking)[1] == [None] * 25
