"""Parts of the editor that are no fields."""

from typing import Any

from wagtail.admin.panels import Panel

from cms.disclosures.checklist import checklist


class ChecklistPanel(Panel):
    """What the draft has and what it lacks before it can be published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "disclosures/admin/checklist_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk and self.instance.duty_id)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "items": checklist(self.instance)}
