"""Several events of one year each make an obligation of their own."""

from datetime import date

import pytest

from cms.disclosures.models import Obligation
from cms.disclosures.occurrences import LONGEST, free_occurrence, occurrence_of
from cms.disclosures.services import instantiate_duties, oblige
from portal.ledger.models import Event
from portal.statutes.models import DisclosureDuty
from tests.cms.factories import at
from tests.factories import make_organisation


def test_the_number_of_a_document_names_the_event() -> None:
    assert occurrence_of(" 12/QĐ-UBND ") == "12-qd-ubnd"
    assert occurrence_of("") == ""
    assert len(occurrence_of("số " * 200)) <= LONGEST


def test_a_second_item_of_the_same_document_gets_its_own_key() -> None:
    assert free_occurrence("12-nq", set()) == "12-nq"
    assert free_occurrence("12-nq", {"12-nq", "12-nq-2"}) == "12-nq-3"
    assert len(free_occurrence("a" * LONGEST, {"a" * LONGEST})) <= LONGEST
    assert free_occurrence("", {""}) == ""


@pytest.mark.django_db
def test_two_decisions_of_a_year_have_a_due_date_and_a_ledger_subject_each() -> None:
    commune = make_organisation()
    duty = DisclosureDuty.objects.get(key="investment_projects")
    rows = [
        oblige(
            organisation=commune,
            duty=duty,
            period="2026",
            occurrence=occurrence_of(number),
            triggered_on=day,
            at=at("2026-03-02 08:00"),
        )
        for number, day in (("12/QĐ-UBND", date(2026, 3, 2)), ("19/QĐ-UBND", date(2026, 3, 9)))
    ]
    assert [row.due_on for row in rows] == [date(2026, 3, 9), date(2026, 3, 16)]
    assert rows[0].subject == f"duty:investment_projects:{commune.code}:2026:12-qd-ubnd"
    event = Event.objects.about(rows[1].subject).get()
    assert '"occurrence":"19-qd-ubnd"' in event.payload.replace(" ", "")


@pytest.mark.django_db
def test_an_event_does_not_stand_in_for_the_years_own_obligation() -> None:
    commune = make_organisation()
    duty = DisclosureDuty.objects.get(key="land_use_plan")
    moment = at("2026-03-02 08:00")
    oblige(
        organisation=commune,
        duty=duty,
        period="2026",
        occurrence="12-qd-ubnd",
        triggered_on=date(2026, 3, 2),
        at=moment,
    )
    instantiate_duties(year=2026, at=moment)
    keys = Obligation.objects.filter(duty=duty, organisation=commune).values_list("occurrence", flat=True)
    assert sorted(keys) == ["", "12-qd-ubnd"]
