from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.notifications.services import forget_old


class Command(BaseCommand):
    help = "Forget receivers' digests after two days and finished letters after 400."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = forget_old(at=timezone.now())
        if options["verbosity"] > 0:
            self.stdout.write(f"{deleted} letters deleted")
