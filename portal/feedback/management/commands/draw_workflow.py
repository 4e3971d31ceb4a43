"""`manage.py draw_workflow`: write docs/workflow.md from the workflow table."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.feedback.diagram import page


class Command(BaseCommand):
    help = "Vẽ lại sơ đồ và bảng quy trình (docs/workflow.md) từ portal/feedback/workflow.py."

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        target.write_text(page(), encoding="utf-8")
        self.stdout.write(str(target))
