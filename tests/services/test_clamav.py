"""Attachments before a real clamd: what it finds is refused, what came while it was silent is found later."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import override_settings

from portal.core import clamav
from portal.core.private_files import private_files
from portal.core.uploads import clean_upload
from portal.feedback.models import Attachment
from scripts.services import EICAR
from tests.feedback.making import Office
from tests.pdf_making import small_pdf

pytestmark = [pytest.mark.clamav, pytest.mark.django_db]


def upload(content: bytes, name: str = "don.pdf") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name  # type: ignore[attr-defined]
    return file


def test_eicar_in_a_pdf_is_refused_and_a_clean_one_is_not(clamav_url: str) -> None:
    with override_settings(CLAMAV_URL=clamav_url):
        assert clamav.infection(EICAR) == "Portal.Test.UNOFFICIAL"
        assert clean_upload(upload(small_pdf())).scanned
        with pytest.raises(ValidationError, match="mã độc"):
            clean_upload(upload(small_pdf() + b"%" + EICAR))


def test_what_came_while_it_was_silent_waits_and_is_found(
    clamav_url: str, dead_port: int, django_capture_on_commit_callbacks
) -> None:
    petition = Office().petition("acknowledge")
    kept = {}
    with override_settings(CLAMAV_URL=f"tcp://127.0.0.1:{dead_port}"):
        for name, content in (("sach.pdf", small_pdf()), ("doc.pdf", small_pdf() + b"%" + EICAR)):
            clean = clean_upload(upload(content, name))
            assert not clean.scanned
            file = Attachment(
                petition=petition,
                name=name,
                media_type=clean.media_type,
                size=clean.size,
                sha256=clean.sha256,
            )
            file.hold(clean.content, scanned=clean.scanned)
            file.save()
            assert not file.may_be_served
            kept[name] = file
        call_command("scan_quarantine", verbosity=0)
        assert set(Attachment.objects.values_list("scan_state", flat=True)) == {"waiting"}
    with override_settings(CLAMAV_URL=clamav_url), django_capture_on_commit_callbacks(execute=True):
        call_command("scan_quarantine", verbosity=0)
        states = dict(Attachment.objects.values_list("name", "scan_state"))
        assert states == {"sach.pdf": "clean", "doc.pdf": "infected"}
        assert private_files.exists(kept["sach.pdf"].file.name)
        assert not private_files.exists(kept["doc.pdf"].file.name)
