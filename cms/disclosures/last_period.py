"""A new draft from the last period's page: what is taken over, what never. Pure of services.

Texts, lines and figures are a start that an editor changes. What belongs to the old period alone is left out: its
document, its dates, its files; and names of people, which somebody has to enter anew and answer for.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import DateField, Field, FileField, Model
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.fields import StreamField

from cms.disclosures.public_content import DOCUMENTS, content_fields, row_fields
from portal.statutes.periods import STANDING, period_label

# Said anew by the obligation, or by whoever writes the draft.
_OWN = frozenset({"title", "year", "decision_number", "decision_date"})


def take_over(draft: Any, previous: Any) -> None:
    """Fill the unsaved draft with the previous page's texts, figures and rows; both are of one type."""
    withheld = draft.not_in_template | set(draft.draft_choices(draft.duty, draft.period, draft.occurrence))
    for field in content_fields(type(draft)):
        if field.name not in withheld | _OWN and not isinstance(field, DateField | FileField):
            setattr(draft, field.attname, _copied(field, previous))
    for name, model in _row_models(type(draft)):
        if name not in draft.not_in_template:
            setattr(draft, name, [_row(model, row) for row in getattr(previous, name).all()])
    draft.continue_from(previous)


def carried_title(title: str, *, before: str, now: str) -> str:
    """Return the title with the new period in the place of the old one: "Dự toán 2025" becomes "Dự toán 2026"."""
    if before == STANDING or now == STANDING:
        return title
    for old, new in ((period_label(before), period_label(now)), (before[:4], now[:4])):
        if old in title:
            return title.replace(old, new)
    return title


def _row_models(model: type[ClusterableModel]) -> Iterator[tuple[str, type[Model]]]:
    """Yield the kinds of rows that hold no file and no rows of their own."""
    for relation in get_all_child_relations(model):
        name, rows = relation.get_accessor_name(), relation.related_model
        holds_files = any(isinstance(field, FileField) for field in rows._meta.concrete_fields)
        ours = rows._meta.app_label == "disclosures"
        if ours and name != DOCUMENTS and not holds_files and not issubclass(rows, ClusterableModel):
            yield name, rows


def _row(model: type[Model], row: Model) -> Model:
    kept = [field for field in row_fields(model) if not isinstance(field, DateField)]
    return model(**{field.attname: _copied(field, row) for field in kept})


def _copied(field: Field, source: Model) -> Any:
    value = getattr(source, field.attname)
    # A stream is bound to the page it came from; its stored form is not.
    return field.to_python(field.get_prep_value(value)) if isinstance(field, StreamField) else value
