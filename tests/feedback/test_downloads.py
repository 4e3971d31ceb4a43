"""Files leave the portal at one place, by an address that proves who asked."""

from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.test import Client

from portal.feedback.models import Attachment, Petition
from portal.feedback.services import private_link_token
from portal.feedback.services.quarantine import scan_waiting
from portal.feedback.views import downloads
from tests.feedback.making import Office

pytestmark = pytest.mark.django_db
HOSTILE = '../../etc/pass\r\nwd\u202egpj.html;"<script>.pdf'


def kept(petition: Petition, **fields: object) -> Attachment:
    values = {"name": "đơn.pdf", "media_type": "application/pdf", "size": 4, "sha256": "1" * 64, **fields}
    made = Attachment(petition=petition, **values)
    made.file.save("upload", ContentFile(b"%PDF"))
    return made


def address_of(file: Attachment) -> str:
    return downloads.lead_to(file)["Location"]


def test_the_private_link_leads_to_a_download_without_cookies() -> None:
    petition = Office().petition()
    file = kept(petition)
    answer = Client().get(f"/phan-anh/rieng/{private_link_token(petition)}/tep/{file.pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/tai-ve/")
    assert "rieng" not in answer["Location"]
    given = Client().get(answer["Location"])
    assert b"".join(given.streaming_content) == b"%PDF"
    assert given["Content-Disposition"].startswith("attachment;")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert given["Cache-Control"] == "no-store, private"
    assert not given.cookies


def test_an_address_ends_and_cannot_be_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    file = kept(Office().petition())
    address = address_of(file)
    other = kept(file.petition)
    token = address.split("/")[2]
    forged = token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:]
    for wrong in (
        forged,
        signing.dumps(["a", other.pk], salt="another"),
        "x",
        "a" * 5000,
        token + "%00",
    ):
        assert Client().get(f"/tai-ve/{wrong}/").status_code == 404
    monkeypatch.setattr(downloads, "LASTS", timedelta(seconds=-1))
    assert Client().get(address).status_code == 404


def test_nothing_is_served_below_the_media_address() -> None:
    file = kept(Office().petition())
    for path in (f"/tep/{file.file.name}", f"/tep/../private/{file.file.name}", f"/static/{file.file.name}"):
        assert Client().get(path, follow=True).status_code == 404


def test_a_hostile_name_stays_a_name() -> None:
    answer = Client().get(address_of(kept(Office().petition(), name=HOSTILE)))
    disposition = answer["Content-Disposition"]
    b"".join(answer.streaming_content)
    assert disposition.startswith("attachment;")
    assert not {"\r", "\n", "<"} & set(disposition)


def test_a_file_in_quarantine_is_not_served_to_anybody(settings) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    office = Office()
    petition = office.petition("acknowledge", photos_public=True)
    file = kept(petition, media_type="image/jpeg", name="anh.jpg")
    private = f"/phan-anh/rieng/{private_link_token(petition)}/"
    assert "chưa quét" in Client().get(private).content.decode()
    assert Client().get(f"{private}tep/{file.pk}/").status_code == 404
    assert Client().get(f"/phan-anh/{petition.code}/anh/{file.pk}/").status_code == 404
    assert "/anh/" not in Client().get(petition.get_absolute_url()).content.decode()
    assert scan_waiting(at=office.later()) == {"clean": 0, "infected": 0, "left": 1}
    file.refresh_from_db()
    assert file.file.storage.exists(file.file.name)


def test_a_verdict_follows_a_file_that_moved_to_its_case(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    office = Office()
    file = kept(office.petition())
    monkeypatch.setattr("portal.core.clamav.infection", lambda content: "")
    assert scan_waiting(at=office.later())["clean"] == 1
    file.refresh_from_db()
    assert file.may_be_served
    assert scan_waiting(at=office.later())["clean"] == 0
