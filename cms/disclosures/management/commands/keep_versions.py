from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.disclosures.services.versions import keep_first_versions


class Command(BaseCommand):
    help = "Give public pages from before versions were kept their first version and digest. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        count = keep_first_versions(at=timezone.now())
        if count or options["verbosity"] > 1:
            self.stdout.write(f"{count} pages got their first version")
