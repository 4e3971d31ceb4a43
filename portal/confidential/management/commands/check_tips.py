"""Compare the boxes of the tip channel with their digests and the last daily seal with the ledger."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.confidential.services import altered_parts


class Command(BaseCommand):
    help = "Exit 0 when no sealed box was altered or removed, 1 naming those that were."

    def handle(self, *args: Any, **options: Any) -> None:
        if bad := altered_parts():
            raise CommandError("altered or missing: " + ", ".join(bad))
        self.stdout.write("every box is as it was stored")
