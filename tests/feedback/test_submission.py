"""One form makes one case, whole or not at all."""

import hashlib
import threading
import uuid

import pytest
from django.db import DatabaseError, connection

from portal.core.uploads import CleanUpload
from portal.feedback import services
from portal.feedback.codes import case_code, normal_code, token_digest
from portal.feedback.models import Contact, Petition, StagedUpload
from portal.feedback.services import staging, submission
from portal.ledger.models import Event
from portal.organisations.models import Village
from tests.feedback.making import MONDAY, Office


@pytest.mark.django_db
def test_the_same_form_twice_gives_the_same_case_and_link() -> None:
    office = Office()
    form = office.submission()
    first = services.submit(submission=form, at=MONDAY)
    second = services.submit(submission=form, at=MONDAY)
    assert first.pk == second.pk
    assert services.private_link_token(first) == services.private_link_token(second) != ""
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_the_same_moment_makes_one_case() -> None:
    form = Office().submission()
    codes: list[str] = []
    start = threading.Barrier(4)

    def send() -> None:
        start.wait()
        try:
            codes.append(services.submit(submission=form, at=MONDAY).code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 4
    assert len(set(codes)) == 1
    assert Petition.objects.count() == Event.objects.count() == 1


@pytest.mark.django_db
def test_a_taken_code_gives_way_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office()
    first = office.petition()
    monkeypatch.setattr(
        submission,
        "case_code",
        lambda key, attempt=0: first.code if attempt == 0 else case_code(key, attempt),
    )
    second = office.petition()
    assert second.code != first.code


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["store_new_acts", "_adopt_files", "announce"])
def test_a_failure_anywhere_leaves_nothing_but_the_staged_files(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError("database is locked")

    key = uuid.uuid4()
    file = CleanUpload("a.jpg", "image/jpeg", b"x", hashlib.sha256(b"x").hexdigest(), 1)
    staging.stage(key=key, uploads=[file], at=MONDAY, trusted=True)
    form = Office().submission(key=key, contact_name="Lan")
    with monkeypatch.context() as patch:
        patch.setattr(submission, broken, fail)
        with pytest.raises(DatabaseError):
            services.submit(submission=form, at=MONDAY)
    assert not Petition.objects.exists()
    assert not Event.objects.exists()
    assert not Contact.objects.exists()
    assert StagedUpload.objects.count() == 1
    petition = services.submit(submission=form, at=MONDAY)
    with petition.attachments.get().file.open() as kept:
        assert kept.read() == b"x"
    assert not StagedUpload.objects.exists()


@pytest.mark.django_db
def test_a_complaint_is_never_public_and_the_database_keeps_no_token() -> None:
    petition = Office().petition("acknowledge", kind="complaint")
    assert not petition.is_public
    assert not Petition.objects.public().exists()
    token = services.private_link_token(petition)
    assert petition.private_key_digest == token_digest(token) != token


@pytest.mark.django_db
def test_the_place_finds_its_village() -> None:
    office = Office()
    village = Village.objects.create(organisation=office.organisation, name="Thôn Đông", slug="thon-dong")
    assert office.petition(place="ngã tư thon dong").village == village
    assert office.petition(place="chợ").village is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("hy-7k2m-9qxa", "HY-7K2M-9QXA"),
        (" HY 7k2m 9qxa ", "HY-7K2M-9QXA"),
        ("7K2M9QXA", "HY-7K2M-9QXA"),
        ("HY-7K2M-9QXO", "HY-7K2M-9QX0"),
        ("HY-7K2M-9QX", ""),
        ("HYHYHYHYHY", "HY-HYHY-HYHY"),
        ("⅓" * 8, ""),
        ("", ""),
    ],
)
def test_codes_are_read_as_people_type_them(typed: str, code: str) -> None:
    assert normal_code(typed) == code
