"""What goes wrong with a table from outside, said so that its owner can mend it."""

from django.core.exceptions import ValidationError


class TableError(ValidationError):
    """The file cannot be read as a table; messages are whole Vietnamese sentences with what to do."""


class CellProblem(ValueError):
    """One cell is wrong; the message continues a sentence that begins with the cell's text."""
