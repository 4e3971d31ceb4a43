"""Files of the sample content. The database can roll back, the disk cannot: so what was written is remembered."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage

from cms.disclosures.models import DisclosureAttachment
from content.generators import documents
from content.generators.corpus import settings
from content.generators.stories import Story
from content.generators.streams import stream
from portal.core.private_files import private_storage
from portal.feedback.models import Attachment, Petition


class Shelf:
    """Puts files into storages under a path that their content decides."""

    def __init__(self) -> None:
        self._written: list[tuple[Storage, str]] = []

    def put(self, storage: Storage, path: str, content: bytes) -> str:
        """Store the content unless it is there from an earlier run; return the path."""
        if not storage.exists(path):
            path = storage.save(path, ContentFile(content))
            self._written.append((storage, path))
        return path

    def attachment(self, title: str, name: str, media_type: str, content: bytes) -> DisclosureAttachment:
        """Return an unsaved document of a disclosure, its file stored."""
        digest = hashlib.sha256(content).hexdigest()
        return DisclosureAttachment(
            title=title,
            file=self.put(default_storage, f"disclosures/{digest[:32]}/{name}", content),
            name=name,
            media_type=media_type,
            size=len(content),
            sha256=digest,
        )

    def clear(self) -> None:
        for storage, path in self._written:
            storage.delete(path)


@contextmanager
def removed_on_failure() -> Iterator[Shelf]:
    """Hand out a shelf whose files go when the block fails."""
    shelf = Shelf()
    try:
        yield shelf
    except BaseException:
        shelf.clear()
        raise


def photographs(told: Sequence[Story], petitions: Sequence[Petition], shelf: Shelf) -> None:
    """Give some reports a drawn picture."""
    rows, shown = [], []
    for story, petition in zip(told, petitions, strict=True):
        if not story.has_photo:
            continue
        content = documents.picture(stream(int(settings()["number"]), "picture", str(story.key)))
        digest = hashlib.sha256(content).hexdigest()
        path = shelf.put(private_storage(), f"petitions/{digest[:2]}/{digest[:32]}", content)
        rows.append(
            Attachment(
                petition=petition,
                file=path,
                name="anh-mau.png",
                media_type=documents.PNG,
                size=len(content),
                sha256=digest,
            )
        )
        if petition.is_public:
            shown.append(petition.pk)
    Attachment.objects.bulk_create(rows, batch_size=500)
    Petition.objects.filter(pk__in=shown).update(photos_public=True)
