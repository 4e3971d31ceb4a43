"""Make the plans and reports that every unit owes by now; run by the worker, as often as it likes."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.plans.services.opening import open_due


class Command(BaseCommand):
    help = "Make the plans and periodic reports that every unit owes by now."

    def handle(self, *args: Any, **options: Any) -> None:
        opened = open_due(at=timezone.now())
        self.stdout.write(
            f"{opened.plans} plans, {opened.periods} periods, {opened.reports} reports made; "
            f"{opened.moved} deadlines moved"
        )
