"""Editor forms that see what a model's clean() cannot: the rows typed beside the page's own fields."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from cms.disclosures import budget_rules


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


class BudgetPageForm(DisclosurePageForm):
    """Check that the typed lines add up to the typed totals, except while a draft is only being saved."""

    def _post_clean(self) -> None:
        self.instance.lines_checked_by_form = True
        try:
            super()._post_clean()
        finally:
            self.instance.lines_checked_by_form = False

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if valid and not self.is_deferred_validation:
            for message in budget_rules.contradictions(self._typed_lines(), self.instance.stated_totals()):
                self.add_error(None, forms.ValidationError(message))
        return valid and not self.errors

    def _typed_lines(self) -> list[Any]:
        kept = [form for form in self.formsets["lines"].ordered_forms if form.cleaned_data]
        return [form.instance for form in kept]


class InvestmentProjectPageForm(DisclosurePageForm):
    """Offer the organisation's own villages, and keep what was already public among the typed rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "village" in self.fields:
            villages = self.fields["village"].queryset.filter(organisation=self.instance.organisation_id)
            self.fields["village"].queryset = villages

    def _post_clean(self) -> None:
        self.instance.rows_checked_by_form = True
        try:
            super()._post_clean()
        finally:
            self.instance.rows_checked_by_form = False

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if valid:
            for message in self.instance.changed_rows(self._kept("progress"), self._kept("supervision")):
                self.add_error(None, forms.ValidationError(message))
        return valid and not self.errors

    def _kept(self, name: str) -> list[Any]:
        formset = self.formsets[name]
        return [
            form.instance
            for form in formset.forms
            if form.cleaned_data and not formset._should_delete_form(form)
        ]
