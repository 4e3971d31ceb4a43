"""Files that no address leads to: what residents send, what staff import. They lie outside the media folder."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage


class PrivateStorage(FileSystemStorage):
    """Files that only a view hands out, after asking who may see them.

    The folder is read from the settings each time, so that tests can move it.
    """

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_MEDIA_ROOT)

    @property
    def location(self) -> str:
        return str(Path(settings.PRIVATE_MEDIA_ROOT).absolute())

    def url(self, name: str | None) -> str:
        raise ValueError("a private file has no address of its own")


private_files = PrivateStorage()


def private_storage() -> Storage:
    return private_files
