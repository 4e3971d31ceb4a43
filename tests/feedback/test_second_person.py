"""Nobody checks their own work: for every act that needs a second person, whoever did the first."""

import pytest
from django.core.exceptions import PermissionDenied

from portal.accounts.models import Role, User
from portal.feedback import services
from portal.feedback.desk.access import acts_for
from portal.feedback.models import Petition
from portal.feedback.services.privacy import waiting_findings
from portal.feedback.services.rules import SECOND_PERSON
from portal.feedback.workflow import TABLE, TransitionNotAllowed, possible
from tests.factories import make_organisation, make_user
from tests.feedback.making import _NOT_STAFF, BEFORE, Office

pytestmark = pytest.mark.django_db
# Act: those whose author may not do it. From the rule "a handler drafts, a head approves, a dispute goes to another
# person", and not from the table.
CHECKS = {
    "approve_answer": {"draft_answer"},
    "approve_correction": {"correct_answer"},
    "decide_dispute": {"draft_answer", "approve_answer", "correct_answer", "approve_correction"},
}
# They need somebody else too, but ask for a name or for findings: told one by one below.
OTHERWISE = {"assign_review", "pass_finding"}
DRAFT, PUBLISH = ["acknowledge", "accept", "draft_answer"], ["approve_answer"]
STORY = {
    "approve_answer": DRAFT,
    "approve_correction": [*DRAFT, *PUBLISH, "correct_answer"],
    "decide_dispute": [*DRAFT, *PUBLISH, "correct_answer", "approve_correction", "dispute"],
}


@pytest.fixture
def office() -> Office:
    return Office(parent=make_organisation(kind="province"))


def told(office: Office, steps: list[str], author: User, own: str) -> Petition:
    """The story up to the act in question, in which `author` did the act `own`."""
    petition = office.petition()
    for name in steps:
        petition = office.act(name, petition, by=author if name == own else None)
    return petition


PAIRS = [(act, own) for act, checked in CHECKS.items() for own in sorted(checked)]


@pytest.mark.parametrize(("act", "own"), PAIRS)
def test_whoever_did_the_first_does_not_do_the_second(office: Office, act: str, own: str) -> None:
    author, other = (make_user(Role.HEAD, office.organisation) for _ in range(2))
    petition = told(office, STORY[act], author, own)
    before = (petition.status, petition.version)
    with pytest.raises(TransitionNotAllowed, match="không được tự mình"):
        office.act(act, petition, by=author)
    petition.refresh_from_db()
    assert (petition.status, petition.version) == before
    assert office.act(act, petition, by=other).version == before[1] + 1


def test_the_table_says_who_may_not() -> None:
    assert {row.name: set(row.not_by) for row in TABLE if row.not_by} == CHECKS
    assert "không được tự mình" in SECOND_PERSON


def test_who_answered_is_not_named_as_reviewer(office: Office) -> None:
    petition = told(office, [*STORY["decide_dispute"]], office.head, "approve_answer")
    for bound in (office.head, office.handler):
        with pytest.raises(TransitionNotAllowed, match="phải khác người"):
            office.act("assign_review", petition, by=office.head, reviewer=bound)


def test_who_let_a_finding_pass_does_not_publish_it(office: Office) -> None:
    petition = office.petition("finding")
    digests = [one.digest for one in waiting_findings(petition, on=office.now.date())]
    services.pass_finding(
        petition=petition, by=office.head, at=office.later(), digests=digests, reason="official"
    )
    publish = {"petition": petition, "decision": "publish", "why": "read"}
    with pytest.raises(TransitionNotAllowed):
        services.moderate(by=office.head, at=office.later(), **publish)
    assert services.moderate(by=office.handler, at=office.later(), **publish).moderation == "published"


# The rights of staff, by act and not by row; opening a contact has tests of its own. "C" the head alone, "H" handler
# or head, "S" the head or an inspector, "I" an inspector.
RIGHTS = {
    "C": "pause resume extend declare_complex return_answer approve_answer return_correction approve_correction "
    "assign_review decide_dispute restore uncover_text uncover_photo uncover_answer keep_merge assign",
    "H": "acknowledge accept refuse forward ask state_at_hand draft_answer attach_document remove_document "
    "correct_answer hide moderate cover_text cover_photo cover_answer merge split ask_assignment",
    "S": "pass_finding keep release",
    "I": "audit",
}
NOT_FOR = {
    "C": (Role.HANDLER, Role.EDITOR, Role.INSPECTOR, Role.ADMINISTRATOR),
    "H": (Role.EDITOR, Role.INSPECTOR, Role.ADMINISTRATOR),
    "S": (Role.HANDLER, Role.EDITOR, Role.ADMINISTRATOR),
    "I": (Role.HANDLER, Role.HEAD, Role.EDITOR, Role.ADMINISTRATOR),
}
ACTS = [(act, sign) for sign, names in RIGHTS.items() for act in names.split()]


def test_every_act_of_staff_has_its_right() -> None:
    assert {act for act, _ in ACTS} == set(BEFORE) - _NOT_STAFF


@pytest.mark.parametrize(("act", "sign"), ACTS)
def test_the_roles_without_the_right_are_refused_by_the_service(office: Office, act: str, sign: str) -> None:
    petition = office.petition(BEFORE[act])
    before = (petition.status, petition.version)
    colleagues = [make_user(role, office.organisation) for role in NOT_FOR[sign]]
    # The same roles elsewhere have no more to say.
    colleagues += [make_user(role, make_organisation()) for role in (Role.HANDLER, Role.HEAD)]
    for user in colleagues:
        with pytest.raises(PermissionDenied):
            office.act(act, petition, by=user)
        assert act not in [row.name for row in acts_for(user, petition)]
    petition.refresh_from_db()
    assert (petition.status, petition.version) == before


def test_nobody_on_the_staff_acts_for_the_sender_or_the_system() -> None:
    reserved = set(BEFORE) & _NOT_STAFF
    for status, kind in {
        (status, kind) for row in TABLE for status in row.sources for kind in ("report", "complaint")
    }:
        acts = possible(status=status, kind=kind, roles=["handler", "head", "inspector"])
        # A head may end a pause, name a reviewer; both are theirs and the system's.
        assert not set(acts) & reserved, status
