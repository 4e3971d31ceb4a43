"""What happens to cases by itself: pauses end, senders are asked again, cases close, deadlines follow the calendar."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.feedback.services import housekeeping


class Command(BaseCommand):
    help = "Resume paused cases, ask senders again, close answered cases, move open deadlines."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        resumed = housekeeping.resume_paused(at=now)
        asked = housekeeping.ask_again(at=now)
        closed = housekeeping.close_settled(at=now)
        closed += housekeeping.end_split_letters(at=now)
        moved = housekeeping.recompute_open_deadlines(at=now)
        if options["verbosity"]:
            self.stdout.write(
                f"{resumed} resumed, {asked} asked again, {closed} closed, {moved} deadlines moved"
            )
