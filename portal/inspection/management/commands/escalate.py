"""Remind staff, heads, the province and inspectors by the rules in force."""

from datetime import date, time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.inspection.services.reminders import escalate

# The worker's letters leave when the office opens its post, not at midnight.
NOT_BEFORE = time(7, 0)


class Command(BaseCommand):
    help = "Nhắc việc sắp hạn, quá hạn theo quy tắc; mỗi người mỗi ngày một thư; chạy lại không nhắc hai lần."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="NGÀY", help="ngày chạy; mặc định hôm nay"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["on"] is None and timezone.localtime(now).time() < NOT_BEFORE:
            return
        letters = escalate(on=options["on"] or timezone.localdate(now), at=now)
        if letters or options["verbosity"] > 1:
            self.stdout.write(f"{letters} thư nhắc việc")
