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


class StoredPicture(StoredDocument, Protocol):
    small: FieldFile


# The address holds the digest of the content, so what it names never changes.
_FOR_GOOD = "public, max-age=31536000, immutable"


def picture_response(pictures: Iterable[StoredPicture], digest: str, *, small: bool = False) -> FileResponse:
    """Return the picture with this SHA-256, or its smaller copy, to be shown in the page; a PDF to be opened.

    Raises Http404 when none of the pictures has it or its file is gone.
    """
    picture = next((one for one in pictures if one.sha256 and one.sha256 == digest), None)
    file = picture and (picture.small if small else picture.file)
    if not picture or not file:
        raise Http404("no such picture")
    try:
        content = file.open("rb")
    except FileNotFoundError:
        raise Http404("the file is gone") from None
    response = FileResponse(content, filename="nho.webp" if small else picture.name)
    response["Content-Type"] = "image/webp" if small else picture.media_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = _FOR_GOOD
    return response


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
