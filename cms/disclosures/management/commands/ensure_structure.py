from typing import Any

from django.core.management.base import BaseCommand

from cms.disclosures.services import ensure_structure


class Command(BaseCommand):
    help = (
        "Make the home page, the register, a section per organisation and the approval workflow. Idempotent."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        register = ensure_structure()
        self.stdout.write(f"{register.get_children().count()} sections below /cong-khai/")
