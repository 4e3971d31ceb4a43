"""Take the content out of a stored revision and leave its shell: the history keeps its places. Pure of services.

Works on the JSON of a revision and on the model it belongs to; knows files by the fields that hold them.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import DecimalField, Field, FileField, ForeignKey, IntegerField, Model, SlugField
from modelcluster.models import get_all_child_relations

from cms.disclosures.public_content import content_fields

# Wagtail's own fields that repeat what the page says.
_ECHOES = ("draft_title", "seo_title", "search_description", "correction_reason", "correction_note")


def emptied(model: type[Model], content: dict[str, Any], title: str) -> dict[str, Any]:
    """Return the revision's content with nothing of what it said: fields at their defaults, no rows, this title."""
    blank = {field.name: blank_value(field) for field in content_fields(model) if not tells_which(field)}
    rows: dict[str, Any] = {
        relation.get_accessor_name(): []
        for relation in get_all_child_relations(model)
        if relation.get_accessor_name() in content
    }
    echoes = {name: title if name == "draft_title" else "" for name in _ECHOES}
    return {**content, **blank, **rows, **echoes, "title": title}


def blank_value(field: Field) -> Any:
    if field.has_default():
        return field.get_default()
    if field.null:
        return None
    return 0 if isinstance(field, IntegerField | DecimalField) else ""


def tells_which(field: Field) -> bool:
    """Whether the field says which page this is, by a closed choice or a reference, and not what it says."""
    return bool(field.choices) or field.name == "year" or isinstance(field, ForeignKey | SlugField)


def stored_files(model: type[Model], content: dict[str, Any]) -> Iterator[str]:
    """Yield the storage names of every file that a revision's content refers to, at any depth."""
    for field in model._meta.concrete_fields:
        if isinstance(field, FileField) and content.get(field.name):
            yield content[field.name]
    for relation in get_all_child_relations(model):
        for row in content.get(relation.get_accessor_name()) or []:
            yield from stored_files(relation.related_model, row)
