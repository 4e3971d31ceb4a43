"""The background worker: queued tasks, and what must happen at certain times."""

import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

logger = logging.getLogger(__name__)


class Schedule:
    """Runs each command of `settings.PERIODIC_COMMANDS` ({name: seconds}) when its interval has passed.

    Each command is idempotent and catches up by itself, so a missed turn costs nothing but time, and a
    failing one is logged and tried again at its next turn.
    """

    def __init__(self, intervals: dict[str, int]) -> None:
        self.intervals = intervals
        self.next_turn = dict.fromkeys(intervals, 0.0)

    def run_due(self, now: float) -> list[str]:
        """Run what is due at `now` (monotonic seconds) and return the names."""
        due = [name for name, turn in self.next_turn.items() if turn <= now]
        for name in due:
            self.next_turn[name] = now + self.intervals[name]
            try:
                call_command(name, verbosity=0)
            except Exception:
                logger.exception("periodic command %s failed", name)
        return due

    def run_forever(self) -> None:
        while True:
            close_old_connections()
            self.run_due(time.monotonic())
            time.sleep(1)


class Command(BaseCommand):
    help = "Run queued tasks and periodic commands until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        schedule = Schedule(settings.PERIODIC_COMMANDS)
        threading.Thread(target=schedule.run_forever, name="schedule", daemon=True).start()
        call_command("db_worker", reload=False, startup_delay=False, verbosity=options["verbosity"])
