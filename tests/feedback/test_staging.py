"""Files of an unfinished submission: kept, bounded, swept, and never left behind."""

import hashlib
import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError

from portal.core.uploads import MAX_FILES, CleanUpload
from portal.feedback.models import StagedUpload
from portal.feedback.services import staging
from tests.feedback.making import MONDAY, Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    settings.PRIVATE_MEDIA_ROOT = tmp_path


def upload(content: bytes = b"x") -> CleanUpload:
    return CleanUpload("anh.jpg", "image/jpeg", content, hashlib.sha256(content).hexdigest(), len(content))


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_the_same_file_twice_is_kept_once(tmp_path: Path) -> None:
    key = uuid.uuid4()
    staging.stage(key=key, uploads=[upload(), upload()], at=MONDAY, trusted=True)
    staging.stage(key=key, uploads=[upload()], at=MONDAY, trusted=True)
    assert len(staging.staged_for(key)) == len(on_disk(tmp_path)) == 1


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [upload(bytes([n])) for n in range(MAX_FILES + 1)]
    with pytest.raises(staging.StagingFull):
        staging.stage(key=uuid.uuid4(), uploads=many, at=MONDAY, trusted=True)
    monkeypatch.setattr(staging, "MAX_STAGED_BYTES", 3)
    with pytest.raises(staging.StagingFull):
        staging.stage(key=uuid.uuid4(), uploads=many[:2], at=MONDAY, trusted=False)
    assert len(staging.stage(key=uuid.uuid4(), uploads=many[:2], at=MONDAY, trusted=True)) == 2


def test_a_failed_row_leaves_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(self: StagedUpload, *args: object, **kwargs: object) -> None:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(StagedUpload, "save", broken)
    with pytest.raises(DatabaseError):
        staging.stage(key=uuid.uuid4(), uploads=[upload()], at=MONDAY, trusted=True)
    assert not on_disk(tmp_path)


def test_nobody_discards_another_submissions_files() -> None:
    key = uuid.uuid4()
    [staged] = staging.stage(key=key, uploads=[upload()], at=MONDAY, trusted=True)
    staging.discard(key=uuid.uuid4(), ids=[staged.pk])
    assert staging.staged_for(key)
    staging.discard(key=key, ids=[staged.pk])
    assert not staging.staged_for(key)


def test_staged_files_are_swept_after_a_day(tmp_path: Path) -> None:
    staging.stage(key=uuid.uuid4(), uploads=[upload()], at=MONDAY, trusted=True)
    assert staging.sweep(at=MONDAY + timedelta(hours=23)) == 0
    assert staging.sweep(at=MONDAY + timedelta(hours=25)) == 1
    assert not on_disk(tmp_path)


def test_orphans_are_found_and_files_of_cases_are_left(tmp_path: Path) -> None:
    office = Office()
    key = uuid.uuid4()
    staging.stage(key=key, uploads=[upload()], at=MONDAY, trusted=True)
    petition = office.petition(key=key)
    orphan = tmp_path / "petitions" / "ab" / "orphan"
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"left over")
    for path in on_disk(tmp_path):
        os.utime(path, (MONDAY.timestamp(), MONDAY.timestamp()))
    assert staging.remove_orphans(at=MONDAY + timedelta(minutes=30)) == 0
    assert staging.remove_orphans(at=MONDAY + timedelta(hours=2)) == 1
    with petition.attachments.get().file.open() as file:
        assert file.read() == b"x"
