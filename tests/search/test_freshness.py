"""From a change to what can be found, and never more than the public may read."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import transaction

from portal.accounts.models import Role
from portal.feedback import services
from portal.feedback.models import Petition
from portal.feedback.services import Submission
from portal.inspection.models import Audit
from portal.inspection.services import audits
from search.documents import Kind
from search.engines.choice import database_engine
from search.models import OutboxRow, SearchEntry
from search.outbox import process
from tests.factories import make_organisation, make_user
from tests.plans.helpers import make_unit, published
from tests.search.shared import ask, ids

AT = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def submitted(**fields: object) -> Petition:
    values: dict[str, object] = {
        "kind": "report",
        "organisation": make_organisation(),
        "title": "Đèn đường hỏng",
        "text": "Đèn đầu thôn không sáng",
        "category": "roads",
        **fields,
    }
    return services.submit(submission=Submission(key=uuid4(), **values), at=AT)


def found(text: str) -> list[str]:
    return ids(ask(database_engine(), text))


@pytest.mark.django_db
def test_an_acknowledged_petition_is_found_and_a_hidden_one_leaves() -> None:
    petition = submitted()
    process()
    assert f"petition:{petition.code}" not in found("den duong hong")
    handler = make_user(Role.HANDLER, petition.organisation)
    services.acknowledge(petition=petition, by=handler, at=AT)
    process()
    assert found("den duong hong") == [f"petition:{petition.code}"]
    services.hide(petition=petition, by=handler, at=AT, reason="spam", explanation="x")
    process()
    assert found("den duong hong") == []
    assert not OutboxRow.objects.exists()


@pytest.mark.django_db
def test_a_change_that_was_rolled_back_is_not_indexed() -> None:
    before = OutboxRow.objects.count()
    with transaction.atomic():
        submitted()
        transaction.set_rollback(True)
    assert OutboxRow.objects.count() == before


@pytest.mark.django_db
def test_nothing_private_is_in_the_index() -> None:
    """Index everything, then look for marker words in every column of the raw table."""
    secret = submitted(kind="complaint", title="MARKERKHIEUNAI", text="MARKERKHIEUNAI")
    closed = submitted(is_public=False, title="MARKERKIN", text="MARKERKIN")
    contact = submitted(
        contact_name="MARKERTEN", contact_phone="0900 111 222", contact_email="markerthu@example.vn"
    )
    submitted(title="MARKERCHUATIEPNHAN")
    for petition in (secret, closed, contact):
        handler = make_user(Role.HANDLER, petition.organisation)
        services.acknowledge(petition=petition, by=handler, at=AT)
        if petition is contact:
            services.draft_answer(petition=petition, by=handler, at=AT, text="MARKERDUTHAO")
    call_command("rebuild_search", verbosity=0)
    process()
    table = " ".join(str(row) for row in SearchEntry.objects.values()).upper()
    assert f"petition:{contact.code}".upper() in table
    assert "MARKER" not in table
    assert "0900 111" not in table


@pytest.mark.django_db
def test_a_renamed_organisation_is_found_by_its_new_name() -> None:
    organisation = make_organisation("Xã Tên Cũ")
    process()
    organisation.name = "Xã Tên Mới"
    organisation.save()
    process()
    assert found("ten moi") == [f"organisation:{organisation.code}"]
    assert SearchEntry.objects.filter(title="Xã Tên Cũ").count() == 0


@pytest.mark.django_db
def test_drift_is_named_and_repaired(capsys) -> None:
    organisation = make_organisation("Xã Lệch")
    process()
    SearchEntry.objects.filter(document_id=f"organisation:{organisation.code}").delete()
    SearchEntry.objects.create(
        document_id="page:999999", kind=Kind.PAGE, digest="x", version=1, url="/", title="ma"
    )
    with pytest.raises(SystemExit):
        call_command("check_search")
    assert "1 stale, 1 surplus" in capsys.readouterr().out
    call_command("check_search", repair=True)
    call_command("check_search")
    assert SearchEntry.objects.filter(document_id=f"organisation:{organisation.code}").exists()


@pytest.mark.django_db
def test_an_audit_is_found_once_it_is_published_and_a_plan_once_it_is_issued() -> None:
    body = make_organisation("Xã Đông Minh")
    audit = Audit.objects.create(
        code="KT-2026-001", kind="regular", title="Kiểm tra lò gạch", basis="QĐ", scope="Khói bụi", size=1,
        start=AT.date(), end=AT.date(), lead=make_user(Role.INSPECTOR), created_at=AT, signed_at=AT, state="signed",
        conclusion="MARKERKETLUAN",
    )  # fmt: skip
    audit.bodies.add(body)
    process()
    assert found("kiem tra lo gach") == []
    audits.publish(audit=audit, by=audit.lead, at=AT)
    unit = make_unit("Xã Lò Gạch Cổ")
    process()
    assert found("kiem tra lo gach") == [f"audit:{audit.pk}"]
    assert f"plan:{unit.plan.pk}" not in found("ke hoach lo gach co")
    published(unit)
    process()
    assert f"plan:{unit.plan.pk}" in found("ke hoach lo gach co")
