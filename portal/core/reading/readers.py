"""Choose the reader by the type that the upload check found; never by the file's name."""

from portal.core.reading import pdf, word, workbook
from portal.core.reading.parts import CannotRead, Reading
from portal.core.uploads import DOCX, XLSX

PDF = "application/pdf"


def read_document(content: bytes, media_type: str) -> Reading:
    """Return what the document says; a picture, or a PDF of pictures, says nothing and has no parts.

    Raises CannotRead for what is damaged, too large to be read on the web, or of another type.
    """
    if media_type.startswith("image/"):
        return Reading()
    if media_type == DOCX:
        return word.read(content)
    if media_type == XLSX:
        return workbook.read(content)
    if media_type == PDF:
        return pdf.read(content)
    raise CannotRead("thuộc loại không đọc được trên web.")


def has_text(content: bytes, media_type: str) -> bool:
    """Return whether the document says anything to a reader who does not see it: a quick look at its beginning."""
    if media_type.startswith("image/"):
        return False
    return pdf.has_text(content) if media_type == PDF else True
