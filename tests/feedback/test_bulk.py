"""An imported case is the same as one that was lived through."""

from datetime import timedelta

import pytest

from portal.feedback.models import Petition
from portal.feedback.services import CaseScript, TransitionNotAllowed, import_cases
from portal.feedback.workflow import Status
from portal.ledger.models import Event
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db


def script(office: Office, *names: str, **fields: object) -> CaseScript:
    steps = [
        (name, MONDAY + timedelta(hours=number), office.arguments(name))
        for number, name in enumerate(names, start=1)
    ]
    values: dict[str, object] = {
        "kind": "report",
        "title": "Đèn đường hỏng",
        "text": "Đèn ngõ.",
        "category": "roads",
    }
    return CaseScript(
        organisation=office.organisation, received_at=MONDAY, steps=steps, **{**values, **fields}
    )


def test_an_imported_case_equals_a_lived_one() -> None:
    office = Office()
    names = [
        "acknowledge",
        "accept",
        "ask",
        "give_information",
        "extend",
        "draft_answer",
        "approve_answer",
        "rate",
    ]
    lived = office.petition()
    for name in names:
        lived = office.act(name, lived)
    office.now = MONDAY
    [imported] = import_cases([script(office, *names)])
    imported = Petition.objects.get(pk=imported.pk)
    assert imported.status == lived.status == Status.ANSWERED
    assert imported.version == lived.version
    for stage in ("acknowledge", "accept", "answer"):
        assert imported.deadline(stage).due_on == lived.deadline(stage).due_on
    told = [(event.kind, event.payload) for event in Event.objects.about(lived.subject)]
    assert [(event.kind, event.payload) for event in Event.objects.about(imported.subject)] == told
    assert all(act.event_hash for act in imported.acts.all())
    assert imported.receipt_hash == Event.objects.about(imported.subject).first().hash


def test_codes_do_not_depend_on_the_machine(settings) -> None:
    office = Office()
    [first] = import_cases([script(office)])
    Petition.objects.all().delete()
    settings.SECRET_KEY = "another" * 10
    [second] = import_cases([script(office)])
    assert first.code == second.code


def test_an_impossible_story_stores_nothing() -> None:
    office = Office()
    with pytest.raises(TransitionNotAllowed, match="Đèn đường hỏng"):
        import_cases([script(office), script(office, "approve_answer", title="Đèn đường hỏng 2")])
    assert not Petition.objects.exists()


def test_many_cases_cost_few_statements(django_assert_max_num_queries) -> None:
    office = Office()
    scripts = [
        script(office, "acknowledge", "accept", "draft_answer", "approve_answer", "rate", title=f"Đèn số {n}")
        for n in range(60)
    ]
    with django_assert_max_num_queries(30):
        import_cases(scripts)
