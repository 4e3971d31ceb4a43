"""Stop a file that is too large while it still arrives, before it fills memory or disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

# The largest file that any form of the portal takes; each form has bounds of its own below it.
LARGEST_BYTES = 25 * 1024 * 1024
_REFUSED = "portal.refused_uploads"


class BoundedUploads(FileUploadHandler):
    """Must stand first: it lets every chunk pass to the next handler until the file is too large."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > LARGEST_BYTES:
            assert self.request is not None
            self.request.META.setdefault(_REFUSED, []).append(self.file_name or "")
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None


def refused_uploads(request: HttpRequest) -> list[str]:
    """Return the names of the files that were dropped because of their size."""
    names: list[str] = request.META.get(_REFUSED, [])
    return names
