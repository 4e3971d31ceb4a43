"""Rows of the editor that carry files."""

from typing import Any

from django.forms.formsets import BaseFormSet
from modelcluster.forms import BaseChildFormSet


class FileFormSet(BaseChildFormSet):
    """Keep the file of a row that so far exists in the draft only.

    A row that was added to a page's draft has no key until the draft is published. modelcluster starts such a
    row from a blank object whenever the form comes back, and the file, which browsers never send twice, would
    be asked for again. The place of the row among the draft's rows tells which it is.
    """

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        if self.is_bound and i < self.initial_form_count() and (kept := self._kept(i)) is not None:
            kwargs["instance"] = kept
            # As modelcluster does, without Django's own look-up by key.
            return BaseFormSet._construct_form(self, i, **kwargs)  # type: ignore[attr-defined]
        return super()._construct_form(i, **kwargs)

    def _kept(self, i: int) -> Any | None:
        """Return the draft's row at this place when neither it nor the submitted one has a key."""
        if self.data.get(f"{self.add_prefix(i)}-{self.model._meta.pk.name}"):
            return None
        rows = list(self.get_queryset())
        return rows[i] if i < len(rows) and rows[i].pk is None else None

    def save_existing_objects(self, commit: bool = True) -> list[Any]:
        """Save unchanged rows without a key, too: modelcluster has taken them out to put them in again."""
        saved: list[Any] = super().save_existing_objects(commit=commit)
        for form in self.initial_forms:
            row = form.instance
            if row.pk is None and form not in self.deleted_forms and not any(one is row for one in saved):
                saved.append(self.save_existing(form, row, commit=commit))
        return saved
