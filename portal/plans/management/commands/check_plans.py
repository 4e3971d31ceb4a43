"""Take the digest of every published plan and every sent report anew; exit 1 naming what differs from the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.plans.services.checking import problems


class Command(BaseCommand):
    help = "Check that published plans and sent reports are what the ledger says."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(problems())
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} problems")
        self.stdout.write("plans and reports are whole")
