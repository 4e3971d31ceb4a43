"""Hand out a stored document."""

from collections.abc import Iterable
from typing import Protocol

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


class StoredDocument(Protocol):
    file: FieldFile
    name: str
    media_type: str
    sha256: str


def attachment_response(documents: Iterable[StoredDocument], digest: str) -> FileResponse:
    """Return the document with this SHA-256 as a download.

    Raises Http404 when none of the documents has it or its file is gone.
    """
    document = next((one for one in documents if one.sha256 and one.sha256 == digest), None)
    if document is None:
        raise Http404("no such document")
    try:
        content = document.file.open("rb")
    except FileNotFoundError:
        raise Http404("the file is gone") from None
    response = FileResponse(content, as_attachment=True, filename=document.name)
    response["Content-Type"] = document.media_type or "application/octet-stream"
    response["X-Content-Type-Options"] = "nosniff"
    return response
