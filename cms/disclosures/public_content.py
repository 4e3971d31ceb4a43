"""What a disclosure says, as plain data with one spelling: the base of its digest and of every comparison.

The digest of a version is the SHA-256 of the canonical JSON (see portal.ledger.chain) of `public_content(page)`.
It holds what the public reads and nothing else: no ids, no storage paths, no names of households, which are gone
when a posting ends. A document counts by its title, name, size and SHA-256.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field, FileField, ForeignKey, Model, prefetch_related_objects
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.blocks import StreamValue

from portal.ledger.chain import canonical, utc_text

Content = dict[str, Any]
DOCUMENTS = "attachments"
# Editors' remarks to each other hang on the page as well.
_NOT_PUBLIC = frozenset({"comments", "wagtail_admin_comments"})
# What the page does not let anybody type and the public reads all the same.
_DERIVED = ("period", "occurrence")
_DOCUMENT_FIELDS = ("title", "name", "size", "sha256")


def public_content(page: Any) -> Content:
    """Return the page's content with ASCII keys and JSON values; equal content gives equal data."""
    return {
        "type": page._meta.model_name,
        "organisation": page.organisation.code,
        "duty": page.duty.key,
        **{name: getattr(page, name) for name in _DERIVED},
        "fields": {field.name: plain(field, page) for field in content_fields(type(page))},
        "rows": {name: [row_content(row) for row in rows] for name, rows in child_rows(page)},
        "documents": [
            {name: getattr(document, name) for name in _DOCUMENT_FIELDS}
            for document in page.attachments.all()
        ],
        "facts": {**page.disclosed_facts(), **page.kept_facts()},
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content's canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def content_fields(model: type[Model]) -> list[Field]:
    """Return the fields in which the kind of page says something, in the order of the model."""
    withheld: frozenset[str] = getattr(model, "not_content", frozenset())
    return [
        field
        for field in model._meta.concrete_fields
        if (field.model._meta.app_label == "disclosures" or field.name == "title")
        and field.editable
        and not field.primary_key
        and field.name not in withheld
    ]


def child_rows(page: ClusterableModel) -> Iterator[tuple[str, Sequence[Model]]]:
    """Yield the page's rows by relation, in their order; documents apart."""
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        if name not in _NOT_PUBLIC and name != DOCUMENTS and _is_ours(relation.related_model):
            rows = list(getattr(page, name).all())
            links = [
                field.name for field in row_fields(relation.related_model) if isinstance(field, ForeignKey)
            ]
            if rows and links:
                prefetch_related_objects(rows, *links)
            yield name, rows


def row_content(row: Model) -> Content:
    content = {field.name: plain(field, row) for field in row_fields(type(row))}
    if isinstance(row, ClusterableModel):
        content |= {name: [row_content(child) for child in rows] for name, rows in child_rows(row)}
    return content


def row_fields(model: type[Model]) -> list[Field]:
    """Return the fields of a row that the public reads: what is typed, and the digest of a stored file."""
    return [
        field
        for field in model._meta.concrete_fields
        if (field.editable or field.name == "sha256")
        and not field.primary_key
        and not isinstance(field, FileField)
        and not isinstance(field, ParentalKey)
        and field.name != "sort_order"
    ]


def _is_ours(model: type[Model]) -> bool:
    return model._meta.app_label == "disclosures"


def plain(field: Field, row: Model) -> Any:
    """Return the field's value as JSON that does not depend on whether it comes from a form or the database."""
    if isinstance(field, ForeignKey):
        return _name_of(getattr(row, field.name))
    value = getattr(row, field.attname)
    # A bulk import may hold 0 where the database gives back Decimal(0).
    return _plain(value if isinstance(value, StreamValue) else field.to_python(value))


def _name_of(target: Any) -> str | None:
    """Return what a stranger knows a thing by: its code or its address, never the number of its row."""
    if target is None:
        return None
    return str(getattr(target, "code", "") or getattr(target, "slug", "") or target)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, StreamValue):
        return _without_ids(value.get_prep_value())
    if isinstance(value, Decimal | float):
        return _number(Decimal(str(value)))
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, list | tuple | Mapping):
        return _without_ids(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: Decimal) -> str:
    """Return 12.5 for 12.50 and 100 for 1E+2: the database adds zeros that a form does not have."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


def _without_ids(value: Any) -> Any:
    """Return a stream's stored form without the ids of its blocks, which are made anew by imports."""
    if isinstance(value, list | tuple):
        return [_without_ids(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    return value if value is None or isinstance(value, str | bool | int) else _plain(value)
