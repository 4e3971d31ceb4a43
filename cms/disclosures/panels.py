"""Parts of the editor that are no fields."""

from typing import Any

from wagtail.admin.panels import InlinePanel, MultiFieldPanel, Panel

from cms.disclosures.checklist import checklist
from cms.disclosures.formsets import FileFormSet


class FileInlinePanel(InlinePanel):
    """Rows with files, see FileFormSet; rows that hold such rows need it as well."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        for row in options["formsets"].values():
            row["formset"] = FileFormSet
        return options


class ChecklistPanel(Panel):
    """What the draft has and what it lacks before it can be published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "disclosures/admin/checklist_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk and self.instance.duty_id)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "items": checklist(self.instance)}


class CorrectionPanel(MultiFieldPanel):
    """The reason of a correction: only for what was public before."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.first_disclosed_at)
