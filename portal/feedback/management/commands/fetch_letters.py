"""Letters that came by e-mail or lie in a gateway's folder."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.feedback.services.fetching import fetch_letters, open_doors


class Command(BaseCommand):
    help = "Fetch the letters that wait at the doors that are open (IMAP_URL, LETTERS_FOLDER)."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = fetch_letters(open_doors(), clock=timezone.now)
        if options["verbosity"]:
            told = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
            self.stdout.write(told or "nothing came")
