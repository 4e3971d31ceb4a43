"""Editor forms that see what a model's clean() cannot: the rows typed beside the page's own fields."""

from collections.abc import Iterable
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from cms.disclosures.checklist import open_items


class DisclosurePageForm(WagtailAdminPageForm):
    """Give a new page its section's organisation, and validate a draft as a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.parent_page is not None and self.instance.organisation_id is None:
            self.instance.organisation_id = self.parent_page.specific.organisation_id

    def _post_clean(self) -> None:
        """Let a draft be saved before it is complete; submitting and publishing ask for everything."""
        self.instance.may_be_incomplete = self.is_deferred_validation
        try:
            super()._post_clean()
        finally:
            self.instance.may_be_incomplete = False

    def is_valid(self) -> bool:
        """Ask the checklist too, unless only a draft is saved, and say beside each field what is missing."""
        valid = super().is_valid()
        if not valid or not self._goes_forward():
            return valid
        self._put_typed_rows_on_the_page()
        for item in open_items(self.instance, publishing=self._is_published()):
            field = item.field if item.field in self.fields else None
            text = item.help if field else f"{item.label}: {item.help}"
            self.add_error(field, forms.ValidationError(text, code=item.key))
        return not self.errors

    def _goes_forward(self) -> bool:
        """Whether the draft is to be published or put before the head; sending it back asks for nothing."""
        back = self.data.get("workflow-action-name") == "reject" or "action-cancel-workflow" in self.data
        return self.is_bound and not self.is_deferred_validation and not back

    def _is_published(self) -> bool:
        """Whether this click makes the page public: the head's own, or the approval of a draft."""
        return "action-publish" in self.data or self.data.get("workflow-action-name") == "approve"

    def _put_typed_rows_on_the_page(self) -> None:
        """Let the page's own relations hold what was typed; save() does the same again with the same rows."""
        for name, formset in self.formsets.items():
            if name != "comments":
                formset.save(commit=False)


class RowsForm(DisclosurePageForm):
    """While the form validates, the page leaves its rows alone: it still holds the stored ones."""

    def _post_clean(self) -> None:
        self.instance.rows_checked_by_form = True
        try:
            super()._post_clean()
        finally:
            self.instance.rows_checked_by_form = False

    def _refuse(self, messages: Iterable[str]) -> bool:
        """Put the messages over the form; return whether there was none, here or before."""
        for message in messages:
            self.add_error(None, forms.ValidationError(message))
        return not self.errors


class BudgetPageForm(RowsForm):
    """Leave it to the checklist whether the typed lines add up: the page still holds the stored ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.has_too_many_lines_to_type():
            # They came from a spreadsheet and stay as they are; see LinesPanel.
            self.formsets.pop("lines", None)


class VillagePageForm(RowsForm):
    """Offer the organisation's own villages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "village" in self.fields:
            villages = self.fields["village"].queryset.filter(organisation=self.instance.organisation_id)
            self.fields["village"].queryset = villages

    def kept(self, name: str) -> list[Any]:
        """Return the typed rows that are not marked for removal."""
        formset = self.formsets[name]
        return [
            form.instance
            for form in formset.forms
            if form.cleaned_data and not formset._should_delete_form(form)
        ]


class ContributionPageForm(VillagePageForm):
    """Check that the typed lines add up to the typed totals, except while a draft is only being saved."""

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if valid and not self.is_deferred_validation:
            return self._refuse(self.instance.contradictions(self.kept("lines")))
        return valid


class InvestmentProjectPageForm(VillagePageForm):
    """Keep what was already public among the typed rows."""

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if valid:
            return self._refuse(self.instance.changed_rows(self.kept("progress"), self.kept("supervision")))
        return valid
