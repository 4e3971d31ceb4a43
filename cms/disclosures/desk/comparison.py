"""What changed between two states of a disclosure, in words: fields, rows and documents. Pure; asks no database
beyond the rows that the pages hold."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from html import unescape
from typing import Any

from django.db.models import CharField, Field, ForeignKey, Model, TextField
from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

from cms.disclosures.numbers import vi_number
from cms.disclosures.public_content import child_rows, content_fields, row_fields

NOTHING = "(trống)"
# A row list that changed throughout is summed up after so many rows.
MOST_ROWS_SHOWN = 60
_BLOCK_END = re.compile(r"</(?:p|li|h\d|div|td|tr)>|<br\s*/?>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: kept ("same"), taken out ("out") or put in ("in")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind` is "changed", "added" or "removed"; words of a long text come as pieces."""

    kind: str
    label: str
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()

    @property
    def kind_label(self) -> str:
        return {"changed": "Sửa", "added": "Thêm", "removed": "Bỏ"}[self.kind]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    changes: tuple[Change, ...]
    more: int = 0


def compare(before: Any, after: Any) -> list[Group]:
    """Return the differences between two pages of one type, grouped; empty when they say the same."""
    groups = [Group("Thông tin chung", tuple(_fields(before, after)))]
    old_rows = dict(child_rows(before))
    for name, rows in child_rows(after):
        changes = _rows(old_rows.get(name, ()), rows)
        groups.append(_bounded(_title_of(after, name), changes))
    groups.append(Group("Tài liệu", tuple(_documents(before.attachments.all(), after.attachments.all()))))
    return [group for group in groups if group.changes]


def _title_of(page: Any, name: str) -> str:
    model = getattr(page, name).model
    return str(model._meta.verbose_name_plural).capitalize()


def _bounded(title: str, changes: Sequence[Change]) -> Group:
    return Group(title, tuple(changes[:MOST_ROWS_SHOWN]), max(0, len(changes) - MOST_ROWS_SHOWN))


# ---- fields


def _fields(before: Any, after: Any) -> Iterable[Change]:
    for field in content_fields(type(after)):
        old, new = shown(field, before), shown(field, after)
        if old == new:
            continue
        label = str(field.verbose_name).capitalize()
        if max(len(old), len(new)) > 80:
            yield Change("changed", label, pieces=tuple(pieces(old, new)))
        else:
            yield Change("changed", label, old or NOTHING, new or NOTHING)


def shown(field: Field, row: Model) -> str:
    """Return the field's value as a Vietnamese reader writes it; "" for none."""
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, ForeignKey):
        return str(getattr(row, field.name))
    return _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, Decimal):
        return vi_number(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, StreamValue):
        return " ".join(str(part) for part in value.stream_block.get_searchable_content(value)).strip()
    return plain(str(value))


def plain(html: str) -> str:
    """Return the words of a rich text, a space where a paragraph ended."""
    return " ".join(unescape(strip_tags(_BLOCK_END.sub(" ", html))).split())


def pieces(old: str, new: str) -> list[Piece]:
    """Return the two texts as one, word by word, with what was taken out before what was put in."""
    before, after = old.split(), new.split()
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", _shortened(before[i1:i2])))
            continue
        if i2 > i1:
            found.append(Piece("out", " ".join(before[i1:i2])))
        if j2 > j1:
            found.append(Piece("in", " ".join(after[j1:j2])))
    return found


def _shortened(words: list[str], most: int = 40) -> str:
    """Leave out the middle of a long unchanged run: the reader looks for what changed."""
    if len(words) <= most:
        return " ".join(words)
    return " ".join([*words[: most // 2], "[…]", *words[-most // 2 :]])


# ---- rows


def _rows(before: Sequence[Model], after: Sequence[Model]) -> list[Change]:
    """Match rows by the words that name them; numbers and dates are what changes in a row that stays."""
    waiting: dict[tuple[str, ...], list[Model]] = defaultdict(list)
    for row in before:
        waiting[_named(row)].append(row)
    changes: list[Change] = []
    for row in after:
        matches = waiting[_named(row)]
        if not matches:
            changes.append(Change("added", _label(row), after=_values(row)))
        elif (old := matches.pop(0)) and _values(old) != _values(row):
            changes.append(Change("changed", _label(row), _values(old), _values(row)))
    left = [row for rows in waiting.values() for row in rows]
    return [*changes, *(Change("removed", _label(row), before=_values(row)) for row in left)]


def _naming(row: Model) -> list[Field]:
    return [
        field
        for field in row_fields(type(row))
        if isinstance(field, CharField | TextField | ForeignKey) and field.name not in ("sha256", "unit")
    ]


def _named(row: Model) -> tuple[str, ...]:
    return tuple(str(getattr(row, field.attname)) for field in _naming(row))


def _label(row: Model) -> str:
    words = [shown(field, row) for field in _naming(row)]
    return ", ".join(word for word in words if word) or str(row)


def _values(row: Model) -> str:
    naming = set(_naming(row))
    told = ((field, shown(field, row)) for field in row_fields(type(row)) if field not in naming)
    return "; ".join(f"{field.verbose_name}: {text}" for field, text in told if text)


# ---- documents


def _documents(before: Iterable[Any], after: Iterable[Any]) -> Iterable[Change]:
    """Match documents by their SHA-256: the same bytes are the same document, whatever it is called."""
    old = {document.sha256: document for document in before}
    for document in after:
        former = old.pop(document.sha256, None)
        if former is None:
            yield Change("added", _name(document), after=document.sha256)
        elif former.title != document.title:
            yield Change("changed", "Tên tài liệu", former.title, document.title)
    for document in old.values():
        yield Change("removed", _name(document), before=document.sha256)


def _name(document: Any) -> str:
    return f"{document.title} ({document.name})" if document.name else document.title
