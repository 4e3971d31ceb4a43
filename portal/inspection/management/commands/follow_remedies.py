"""Note remedies whose last day has passed, and tell the heads of the bodies."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.inspection.services.findings import follow_remedies


class Command(BaseCommand):
    help = "Ghi vào sổ cái các biện pháp khắc phục quá hạn và báo cho đơn vị; chạy lại không ghi hai lần."

    def handle(self, *args: Any, **options: Any) -> None:
        noted = follow_remedies(at=timezone.now())
        if noted or options["verbosity"] > 1:
            self.stdout.write(f"{noted} biện pháp quá hạn")
