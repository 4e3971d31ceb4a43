"""No stored upload escapes the scanner."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from wagtail.documents.models import Document

from portal.core import clamav
from portal.core.models import ScannedFile
from portal.core.virus_sweep import keeps_own_verdict, sweep, upload_fields
from portal.feedback.services import quarantine

AT = datetime(2026, 3, 2, tzinfo=UTC)
# Drawn or encoded by the portal itself from a file that is scanned.
DERIVED = {"wagtailimages.rendition.file", "feedback.attachment.covered"}


def all_fields() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        if not model._meta.proxy:
            for field in model._meta.local_fields:
                if isinstance(field, models.FileField):
                    yield model, field.name


def test_every_file_field_is_swept_or_derived() -> None:
    """A new model with a file fails here until it is swept."""
    swept = {(model, field.name) for model, field in upload_fields()}
    swept |= {(model, "file") for model in quarantine._MODELS}
    for model, name in all_fields():
        if f"{model._meta.label_lower}.{name}" in DERIVED or name == "small":
            continue
        assert (model, name) in swept, f"{model._meta.label}.{name} never meets the virus scanner"


def test_whoever_keeps_a_verdict_is_in_the_quarantine() -> None:
    assert {model for model in apps.get_models() if keeps_own_verdict(model)} == set(quarantine._MODELS)


def test_boxes_of_tips_are_no_files() -> None:
    assert not [model for model, _ in all_fields() if model._meta.app_label == "confidential"]


@pytest.fixture
def documents(settings, db: None) -> list[Document]:
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    made = []
    for content in (b"clean", b"EICAR"):
        document = Document(title="x")
        document.file.save("x.pdf", ContentFile(content))
        made.append(document)
    return made


def test_an_infected_file_goes_and_each_is_scanned_once(
    documents: list[Document], monkeypatch: pytest.MonkeyPatch, client
) -> None:
    asked: list[bytes] = []

    def infection(content: bytes) -> str:
        asked.append(content)
        return "Eicar" if b"EICAR" in content else ""

    monkeypatch.setattr(clamav, "infection", infection)
    assert sweep(at=AT) == {"clean": 1, "infected": 1, "left": 0}
    assert sweep(at=AT) == {"clean": 0, "infected": 0, "left": 0}
    assert sorted(asked) == [b"EICAR", b"clean"]
    good, bad = documents
    assert good.file.storage.exists(good.file.name)
    assert not bad.file.storage.exists(bad.file.name)
    assert sorted(ScannedFile.objects.values_list("infection", flat=True)) == ["", "Eicar"]


def test_a_silent_scanner_leaves_everything_for_later(documents: list[Document]) -> None:
    assert sweep(at=AT) == {"clean": 0, "infected": 0, "left": 1}
    assert all(one.file.storage.exists(one.file.name) for one in documents)
    assert not ScannedFile.objects.exists()


def test_without_a_scanner_nothing_is_asked(documents: list[Document], settings) -> None:
    settings.CLAMAV_URL = ""
    assert sweep(at=AT) == {"clean": 0, "infected": 0, "left": 0}
