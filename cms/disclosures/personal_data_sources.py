"""Everything that a disclosure would make public, piece by piece: its fields, its rows, its files. Pure of services.

Works on a page as a revision holds it or as a form has just filled it; knows no page type.
"""

import dataclasses
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import CharField, EmailField, Field, FileField, Model, TextField
from django.db.models.fields.files import FieldFile
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.fields import RichTextField, StreamField

from portal.core.personal_data import Allow
from portal.core.personal_data.phrases import PROVIDERS

# Editors' remarks to one another are not published.
_PRIVATE = frozenset({"comments", "wagtail_admin_comments"})
_OWN_APP = "disclosures"
_PAGE_FIELDS = frozenset({"title", "seo_title", "search_description"})
_PURPOSE = "personal data found before publication"


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text of the page; `digest` is known only to this server, a short text could be guessed from a plain one."""

    label: str
    field: str
    text: str = dataclasses.field(repr=False)
    # Rows that no revision holds cannot be let pass: whoever brought them is not on record with the version.
    may_pass: bool = True

    @property
    def digest(self) -> str:
        return secret_digest(f"text\x1f{self.field}\x1f{self.text}")

    def stands_in(self, content: dict[str, Any]) -> bool:
        """Return whether a revision's content holds this text in this field, on the page or in any row."""
        return any(value == self.text for value in _values(content, self.field))


@dataclass(frozen=True, slots=True)
class FileSource:
    label: str
    name: str
    media_type: str
    sha256: str
    size: int
    file: FieldFile = dataclasses.field(repr=False)
    may_pass: bool = True

    @property
    def digest(self) -> str:
        return self.sha256

    def stands_in(self, content: dict[str, Any]) -> bool:
        return any(value == self.sha256 for value in _values(content, "sha256"))


Source = TextSource | FileSource


def secret_digest(text: str) -> str:
    """Return a digest that cannot be computed without the server's secret key."""
    key = hashlib.sha256(f"{_PURPOSE}\x1f{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def sources_of(page: Any) -> list[Source]:
    """Return every text and file of the page, in the order in which a reader meets them."""
    return [*_of(page, ""), *_beside(page)]


def allowed_on(page: Any) -> Allow:
    """Return what the page exists to publish: an office's own telephone and mailbox, where it has fields for them."""
    names = getattr(page, "official_contact_fields", ())
    said = [str(getattr(page, name)) for name in names if getattr(page, name)]
    emails = {value for value in said if "@" in value and value.rpartition("@")[2].lower() not in PROVIDERS}
    phones = {value for value in said if "@" not in value}
    return Allow(phones=frozenset(phones), emails=frozenset(emails), landlines=bool(names))


def _of(row: Model, where: str) -> Iterator[Source]:
    for one in type(row)._meta.concrete_fields:
        if isinstance(one, FileField):
            yield from _file(row, one, where)
        elif _says_something(one):
            text = _text(row, one)
            if text.strip():
                yield TextSource(_label(where, str(one.verbose_name)), one.name, text)
    if isinstance(row, ClusterableModel):
        for relation in get_all_child_relations(type(row)):
            name = relation.get_accessor_name()
            if name not in _PRIVATE:
                for number, child in enumerate(getattr(row, name).all(), start=1):
                    kind = str(child._meta.verbose_name)
                    yield from _of(child, _label(where, f"{kind} {number}"))


def _beside(page: Any) -> Iterator[Source]:
    """Yield rows that live beside the revisions; the kind of page says which."""
    for label, name, lines in page.texts_beside():
        text = "\n".join(lines)
        if text.strip():
            yield TextSource(label, name, text, may_pass=False)


def _says_something(one: Field) -> bool:
    """Return whether people type into the field what the public will read."""
    if one.choices or not one.editable or one.primary_key:
        return False
    if one.model._meta.app_label != _OWN_APP and one.name not in _PAGE_FIELDS:
        return False
    return isinstance(one, CharField | TextField | EmailField | RichTextField | StreamField)


def _text(row: Model, one: Field) -> str:
    value = getattr(row, one.attname)
    return _words_of(one.get_prep_value(value)) if isinstance(one, StreamField) else str(value or "")


def _words_of(value: Any) -> str:
    """Return the words of a field's stored value, blocks as JSON or as what JSON holds."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        try:
            value = json.loads(value)
        except ValueError:
            return str(value)
    return value if isinstance(value, str) else "\n".join(_strings(value))


def _strings(value: Any) -> Iterator[str]:
    """Yield the words of stored blocks, not their ids and types."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        # A row of a table stays a line.
        if value and all(isinstance(cell, str) for cell in value):
            yield "\t".join(value)
        else:
            for item in value:
                yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("id", "type"):
                yield from _strings(item)


def _file(row: Any, one: FileField, where: str) -> Iterator[FileSource]:
    """Yield the file; a smaller copy of a picture, which has no digest of its own, shows nothing else."""
    stored = getattr(row, one.attname)
    if one.editable and stored and hasattr(row, "sha256"):
        if not row.sha256:
            _describe(row, stored)
        name = row.name or str(stored.name).rpartition("/")[2]
        yield FileSource(_label(where, f"tệp {name}"), name, row.media_type, row.sha256, row.size, stored)


def _describe(row: Any, stored: FieldFile) -> None:
    with stored.open("rb") as file:
        content = file.read()
    row.sha256, row.size = hashlib.sha256(content).hexdigest(), len(content)


def _label(where: str, what: str) -> str:
    joined = f"{where}, {what}" if where else what
    return joined[:1].upper() + joined[1:]


def _values(content: Any, name: str) -> Iterator[Any]:
    """Yield what stands under the name in a revision's content, at any depth."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key == name:
                yield _words_of(value)
            elif isinstance(value, list):
                yield from _values(value, name)
    elif isinstance(content, list):
        for item in content:
            yield from _values(item, name)
